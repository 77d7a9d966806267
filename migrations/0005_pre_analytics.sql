-- Rollups per story, version and UTC day. A run adds what is new and moves the watermark in the same transaction.
-- depends: 0004_pre_play

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE rollup_watermark (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    system_identifier bigint NOT NULL,
    below xid8 NOT NULL,
    ran_at timestamptz NOT NULL
);

CREATE TABLE rollup_stories (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    version integer NOT NULL,
    day date NOT NULL,
    sessions bigint NOT NULL DEFAULT 0,
    readers bigint NOT NULL DEFAULT 0,
    completions bigint NOT NULL DEFAULT 0,
    duration_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (story_id, version, day)
);

-- Which pseudonyms a day has counted already; rows of days whose salt is gone are deleted.
CREATE TABLE rollup_readers (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    version integer NOT NULL,
    day date NOT NULL,
    pseudonym bytea NOT NULL,
    PRIMARY KEY (story_id, version, day, pseudonym)
);

CREATE TABLE rollup_scenes (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    version integer NOT NULL,
    day date NOT NULL,
    scene text COLLATE "C" NOT NULL,
    arrivals bigint NOT NULL,
    PRIMARY KEY (story_id, version, day, scene)
);

CREATE TABLE rollup_options (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    version integer NOT NULL,
    day date NOT NULL,
    scene text COLLATE "C" NOT NULL,
    option text COLLATE "C" NOT NULL,
    taken bigint NOT NULL,
    PRIMARY KEY (story_id, version, day, scene, option)
);

CREATE TABLE rollup_endings (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    version integer NOT NULL,
    day date NOT NULL,
    scene text COLLATE "C" NOT NULL,
    reached bigint NOT NULL,
    PRIMARY KEY (story_id, version, day, scene)
);

CREATE TABLE rollup_paths (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    version integer NOT NULL,
    day date NOT NULL,
    path_hash bytea NOT NULL,
    path text[] NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (story_id, version, day, path_hash)
);
