-- Stories: the draft as a row per scene with its list of edits, publications in progress, immutable versions.
-- depends: 0001_pre_accounts

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE stories (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    slug text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('draft', 'published', 'unpublished')),
    published_version integer,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX stories_by_account ON stories (account_id, updated_at DESC);

-- What a draft holds beside its scenes. `revision` counts the draft's edits.
CREATE TABLE drafts (
    story_id uuid PRIMARY KEY REFERENCES stories ON DELETE CASCADE,
    revision bigint NOT NULL,
    schema integer NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    language text NOT NULL,
    start text,
    theme jsonb NOT NULL,
    variables jsonb NOT NULL,
    groups jsonb NOT NULL
);

CREATE TABLE draft_scenes (
    story_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    scene_id text COLLATE "C" NOT NULL,
    scene jsonb NOT NULL,
    PRIMARY KEY (story_id, scene_id)
);

-- Every edit ever accepted, with its inverse: autosave, undo, history and collaboration are this one list.
CREATE TABLE draft_edits (
    story_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    revision bigint NOT NULL,
    edit_id uuid NOT NULL,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    base bigint NOT NULL,
    keys text[] NOT NULL,
    edit jsonb NOT NULL,
    inverse jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (story_id, revision),
    UNIQUE (story_id, edit_id)
);

CREATE TABLE publications (
    id uuid PRIMARY KEY,
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    revision bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'publishing', 'published', 'refused', 'failed')),
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    problems jsonb NOT NULL DEFAULT '[]',
    version integer,
    detail text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX publications_by_story ON publications (story_id, created_at DESC);
CREATE INDEX publications_unfinished ON publications (updated_at) WHERE state IN ('queued', 'publishing');

CREATE TABLE versions (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    number integer NOT NULL,
    publication_id uuid NOT NULL UNIQUE,
    revision bigint NOT NULL,
    document jsonb NOT NULL,
    -- What opening a session needs, without unpacking a document of up to 8 MB.
    start text COLLATE "C" GENERATED ALWAYS AS (document ->> 'start') STORED,
    variables jsonb GENERATED ALWAYS AS (document -> 'variables') STORED,
    machine_key text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (story_id, number)
);

-- What executing a step needs of a version, a row per scene: a step costs the same in a story of any size.
CREATE TABLE version_scenes (
    story_id uuid NOT NULL,
    number integer NOT NULL,
    scene_id text COLLATE "C" NOT NULL,
    scene jsonb NOT NULL,
    PRIMARY KEY (story_id, number, scene_id),
    FOREIGN KEY (story_id, number) REFERENCES versions ON DELETE CASCADE
);
