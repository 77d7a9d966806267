-- The facts that rollups add up. Each fact has the UTC day its *session began*, so a month's rollups hold exactly the events of that month's
-- partition of steps, and `xid`, the transaction that wrote it. The rollup and the live tail both read these views.
-- depends: 0005_pre_analytics

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE VIEW fact_sessions AS
SELECT
    story_id,
    version,
    (started_at AT TIME ZONE 'UTC')::date AS day,
    pseudonym,
    xid
FROM sessions;

-- A session arrives in the scene the version starts with, then once a step (going back is a step too).
CREATE VIEW fact_arrivals AS
SELECT
    sessions.story_id,
    sessions.version,
    (sessions.started_at AT TIME ZONE 'UTC')::date AS day,
    versions.start AS scene,
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

CREATE VIEW fact_choices AS
SELECT
    steps.story_id,
    steps.version,
    (sessions.started_at AT TIME ZONE 'UTC')::date AS day,
    steps.scene,
    steps.option,
    steps.xid
FROM steps
JOIN sessions ON sessions.id = steps.session_id
WHERE steps.option IS NOT NULL;

CREATE VIEW fact_completions AS
SELECT
    completions.story_id,
    completions.version,
    (sessions.started_at AT TIME ZONE 'UTC')::date AS day,
    completions.path,
    completions.duration_ms,
    completions.xid
FROM completions
JOIN sessions ON sessions.id = completions.session_id;
