-- How fast a session's steps come: the moment up to which they are paid for.
-- depends: 0011_pre_pages

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE sessions ADD COLUMN paced_until timestamptz;
