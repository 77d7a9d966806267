-- Have every page written anew, with what this release puts beside it.
-- depends: 0012_pre_public

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '60s';

DROP INDEX stories_lagging;

UPDATE stories SET page_shows = NULL WHERE state <> 'draft';
