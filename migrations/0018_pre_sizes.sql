-- How large a draft is, so that saving an edit need not look at every scene.
-- depends: 0014_pre_trash 0015_pre_checkpoints 0016_pre_presence

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

-- True of the revision that `measured_at` says, and of no other: a release that does not count along leaves it behind,
-- and the next one that does counts anew.
ALTER TABLE drafts ADD COLUMN measured_at bigint;
ALTER TABLE drafts ADD COLUMN scenes integer;
ALTER TABLE drafts ADD COLUMN bytes bigint;
