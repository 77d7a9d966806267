-- A trash for stories, and copies of stories whose pictures share their originals.
-- depends: 0013_pre_pace

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

-- Only a story that is kept is there for anybody. A trashed one can come back until `erase_at`; a condemned one waits for the sweep to erase it.
ALTER TABLE stories ADD COLUMN keeping text NOT NULL DEFAULT 'kept' CHECK (keeping IN ('kept', 'trashed', 'condemned'));
ALTER TABLE stories ADD COLUMN erase_at timestamptz;

-- Whether readers had it when it was trashed, so that they have it again when it comes back.
ALTER TABLE stories ADD COLUMN was_published boolean NOT NULL DEFAULT false;

-- Stories are few, building this takes milliseconds; concurrently it could not be one transaction with the rest.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX stories_to_erase ON stories (erase_at) WHERE keeping <> 'kept';

-- The pictures of a copy are rows of its own; the originals in storage are those of the story it was made from. No code counts on there being
-- one row for an original but what deletes them, which is new.
-- squawk-ignore ban-drop-constraint
ALTER TABLE assets DROP CONSTRAINT assets_raw_key_key;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX assets_by_raw_key ON assets (raw_key);
