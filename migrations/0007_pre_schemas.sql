-- Documents of more than one schema, and edits that belong together. A stored edit says which schema it is of (all before this were of schema 1),
-- which action of its creator it is part of (none: one of its own), and which action it takes back.
-- depends: 0006_pre_facts

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE drafts ADD COLUMN ifid text;

ALTER TABLE draft_edits
ADD COLUMN schema integer NOT NULL DEFAULT 1,
ADD COLUMN action uuid,
ADD COLUMN undoes uuid;
