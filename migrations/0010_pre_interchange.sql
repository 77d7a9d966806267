-- Interchange: stories on their way in from files and out to them.
-- depends: 0006_pre_facts

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE imports (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('granted', 'received', 'reading', 'done', 'refused', 'failed')),
    file_name text NOT NULL,
    size bigint NOT NULL,
    raw_key text NOT NULL UNIQUE,
    -- The story it made; it makes one at most.
    story_id uuid UNIQUE REFERENCES stories ON DELETE SET NULL,
    -- Keys of its pictures' originals, noted before the first is stored: what an import that fails has to take away.
    picture_keys text[] NOT NULL DEFAULT '{}',
    pictures_stored integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    report jsonb NOT NULL DEFAULT '[]',
    detail text NOT NULL DEFAULT '',
    -- Whether what it left in storage is deleted.
    cleared boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX imports_by_account ON imports (account_id, created_at);
CREATE INDEX imports_uncleared ON imports (updated_at) WHERE NOT cleared;
CREATE INDEX imports_by_age ON imports (updated_at);

-- Without the story, once it is deleted: the file must be deleted too.
CREATE TABLE exports (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    story_id uuid REFERENCES stories ON DELETE SET NULL,
    state text NOT NULL CHECK (state IN ('queued', 'writing', 'done', 'failed')),
    format text NOT NULL,
    version integer,
    pictures boolean NOT NULL,
    file_key text NOT NULL UNIQUE,
    file_name text,
    size bigint,
    attempts integer NOT NULL DEFAULT 0,
    report jsonb NOT NULL DEFAULT '[]',
    detail text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX exports_by_account ON exports (account_id, created_at);
CREATE INDEX exports_by_story ON exports (story_id);
CREATE INDEX exports_by_age ON exports (created_at);
CREATE INDEX exports_unfinished ON exports (updated_at) WHERE state IN ('queued', 'writing');
