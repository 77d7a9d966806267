-- When the sweep last tried to write a lagging page, so that one that fails does not come before all the others again.
-- depends: 0010_pre_interchange

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE stories ADD COLUMN page_tried_at timestamptz;
