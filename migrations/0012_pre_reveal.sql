-- Whether a story tells its readers how many others chose as they did, which documents say from schema 3 on.
-- depends: 0011_pre_pages

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE drafts ADD COLUMN reveal_choices boolean NOT NULL DEFAULT false;
