-- How many readers chose what, told to readers where the story's creator says so.
-- depends: 0011_pre_pages

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

-- As the version's document says; none from before this does.
ALTER TABLE versions ADD COLUMN reveals_choices boolean NOT NULL DEFAULT false;

-- Sessions whose first choice in the scene this was.
ALTER TABLE rollup_options ADD COLUMN readers bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE VIEW fact_choices AS
SELECT
    steps.story_id,
    steps.version,
    (sessions.started_at AT TIME ZONE 'UTC')::date AS day,
    steps.scene,
    steps.option,
    steps.xid,
    steps.month,
    steps.session_id,
    steps.number
FROM steps
JOIN sessions ON sessions.id = steps.session_id
WHERE steps.option IS NOT NULL;

-- Stories with a file of what readers chose. `marks` grows whenever it may have to say something else; it is as it should be up to `written` of them.
CREATE TABLE chosen_files (
    story_id uuid PRIMARY KEY REFERENCES stories ON DELETE CASCADE,
    marks bigint NOT NULL,
    written bigint NOT NULL DEFAULT 0,
    body_hash bytea,
    tried_at timestamptz
);

CREATE INDEX chosen_files_due ON chosen_files (tried_at) WHERE marks <> written;
