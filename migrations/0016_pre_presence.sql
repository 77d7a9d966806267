-- Where a story is open in an editor just now.
-- depends: 0013_pre_chosen 0013_pre_pace

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

-- Worth nothing after a crash, and written every few seconds: not worth a write-ahead log.
CREATE UNLOGGED TABLE editor_windows (
    story_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    scene text,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (story_id, id)
);
