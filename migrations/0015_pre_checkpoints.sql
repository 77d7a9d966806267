-- Moments of a draft's history that its creator gave a name.
-- depends: 0011_pre_pages

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE checkpoints (
    id uuid PRIMARY KEY,
    story_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    revision bigint NOT NULL,
    name text NOT NULL,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX checkpoints_by_story ON checkpoints (story_id, revision DESC);
CREATE INDEX checkpoints_by_account ON checkpoints (account_id);
