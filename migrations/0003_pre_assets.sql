-- Assets: pictures on their way from an upload grant to renditions.
-- depends: 0002_pre_stories

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE assets (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('granted', 'received', 'processing', 'ready', 'failed')),
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    raw_key text NOT NULL UNIQUE,
    sha256 bytea,
    width integer,
    height integer,
    placeholder text,
    renditions jsonb NOT NULL DEFAULT '[]',
    failure text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX assets_by_story ON assets (story_id, created_at);
CREATE INDEX assets_by_account ON assets (account_id, created_at);
CREATE INDEX assets_unfinished ON assets (updated_at) WHERE state IN ('granted', 'received', 'processing');
