-- Stories that their creators want found, what their page says of that, caches that are to forget it, and pictures for link previews.
-- depends: 0011_pre_pages

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

-- Whether search engines may list the story, and whether its page says so.
ALTER TABLE stories ADD COLUMN public boolean NOT NULL DEFAULT false;
ALTER TABLE stories ADD COLUMN page_public boolean NOT NULL DEFAULT false;

-- How many times the page was written, and which of these times the caches in front of it were told last.
ALTER TABLE stories ADD COLUMN page_writes integer NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN page_purged integer NOT NULL DEFAULT 0;

-- The pages to write again, and those to purge. Stories are few, building this takes milliseconds; concurrently it could not be one
-- transaction with the rest.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX stories_page_due ON stories (updated_at) WHERE page_shows IS DISTINCT FROM
    CASE state WHEN 'published' THEN published_version WHEN 'unpublished' THEN 0 END
    OR (page_public <> public AND state <> 'draft')
    OR page_purged < page_writes;

-- The pictures that stand for a version in link previews and on home screens; NULL where nobody has tried to make them yet.
ALTER TABLE versions ADD COLUMN cover jsonb;
