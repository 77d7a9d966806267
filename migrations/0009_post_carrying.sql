-- Look once at the sessions of before, without holding their writers up.
-- depends: 0009_pre_carrying

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE sessions VALIDATE CONSTRAINT sessions_state_check;
