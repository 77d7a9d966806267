-- Sessions by the month they began in: they go with it. Not in a transaction, so that readers go on meanwhile; cut off, it is done again.
-- transactional: false
-- depends: 0018_pre_sizes

-- Nobody waits for it but other changes of the table; it waits for transactions that were there before it.
SET lock_timeout = '60s';
SET statement_timeout = 0;

DROP INDEX CONCURRENTLY IF EXISTS sessions_by_month;
-- squawk-ignore ban-concurrent-index-creation-in-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS sessions_by_month ON sessions (month);
