-- Readers carried to a newer version, what creators say of the scenes on the way, and pages that lag behind their story's row.
-- depends: 0006_pre_facts

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

-- What the public page shows: a version's number, 0 for "put away", NULL where it has not been written yet.
ALTER TABLE stories ADD COLUMN page_shows integer;

-- The pages to write again. Stories are few, building this takes milliseconds; concurrently it could not be one transaction with the rest.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX stories_lagging ON stories (updated_at) WHERE page_shows IS DISTINCT FROM
    CASE state WHEN 'published' THEN published_version WHEN 'unpublished' THEN 0 END;

-- Where scenes of the version before have gone, as the creator says: {scene: scene or null}; what is not said goes by id.
ALTER TABLE versions ADD COLUMN moves jsonb;

-- The session a reader was carried from, and the scene they came to with it; NULL is the version's start.
ALTER TABLE sessions ADD COLUMN continues_from uuid;
ALTER TABLE sessions ADD COLUMN opened_in text COLLATE "C";

-- The check takes one state more, so nothing that anybody relies on goes; 0009_post_carrying looks at the rows of before.
-- squawk-ignore ban-drop-constraint
ALTER TABLE sessions DROP CONSTRAINT sessions_state_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_state_check CHECK (state IN ('reading', 'ended', 'carried')) NOT VALID;

-- A session arrives in the scene it was opened in, then once a step (going back is a step too).
CREATE OR REPLACE VIEW fact_arrivals AS
SELECT
    sessions.story_id,
    sessions.version,
    (sessions.started_at AT TIME ZONE 'UTC')::date AS day,
    coalesce(sessions.opened_in, versions.start) AS scene,
    EXISTS (
        SELECT FROM completions
        WHERE completions.session_id = sessions.id AND cardinality(completions.path) = 1
    ) AS ended,
    sessions.xid
FROM sessions
JOIN versions ON versions.story_id = sessions.story_id AND versions.number = sessions.version
UNION ALL
SELECT
    steps.story_id,
    steps.version,
    (sessions.started_at AT TIME ZONE 'UTC')::date AS day,
    steps.arrived AS scene,
    steps.ended,
    steps.xid
FROM steps
JOIN sessions ON sessions.id = steps.session_id;
