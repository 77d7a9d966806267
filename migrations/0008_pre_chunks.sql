-- A version's files: its head says which files its chunks are, so that the page is made of one of them and the next
-- version uploads what is new only. Versions from before have none until their page is written again.
-- depends: 0006_pre_facts

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE versions ADD COLUMN head jsonb;
