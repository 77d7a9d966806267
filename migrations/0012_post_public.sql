-- Have every page written anew, with what this release puts beside it.
-- depends: 0012_pre_public

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '60s';

-- Its place is taken by stories_page_due. Stories are few, so nobody waits long; concurrently it could not be one transaction with the rest.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX stories_lagging;

UPDATE stories SET page_shows = NULL WHERE state <> 'draft';
