-- Reading: sessions, their steps and completions, and the outbox. A fact and what follows from it are one transaction.
-- `xid` is the transaction that wrote a row: the rollup takes what committed below a snapshot's horizon.
-- depends: 0003_pre_assets

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    month date NOT NULL,
    story_id uuid NOT NULL,
    version integer NOT NULL,
    secret_hash bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('reading', 'ended')),
    number integer NOT NULL,
    run jsonb NOT NULL,
    pseudonym bytea NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    FOREIGN KEY (story_id, version) REFERENCES versions ON DELETE CASCADE
);
CREATE INDEX sessions_by_version ON sessions (story_id, version);
CREATE INDEX sessions_by_xid ON sessions (xid);

CREATE TABLE steps (
    month date NOT NULL,
    session_id uuid NOT NULL,
    number integer NOT NULL,
    story_id uuid NOT NULL,
    version integer NOT NULL,
    scene text COLLATE "C" NOT NULL,
    option text COLLATE "C",
    back_to integer,
    arrived text COLLATE "C" NOT NULL,
    ended boolean NOT NULL,
    at bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (month, session_id, number),
    CHECK ((option IS NULL) <> (back_to IS NULL))
) PARTITION BY RANGE (month);
CREATE INDEX steps_by_xid ON steps (xid);

-- Months without a partition of their own land here; `ensure_step_months` makes them ahead of time.
CREATE TABLE steps_default PARTITION OF steps DEFAULT;

CREATE FUNCTION ensure_step_months(first_month date, months integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    beginning date;
    named text;
BEGIN
    FOR k IN 0 .. months - 1 LOOP
        beginning := date_trunc('month', first_month)::date + make_interval(months => k);
        named := 'steps_' || to_char(beginning, 'YYYY_MM');
        IF to_regclass(named) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF steps FOR VALUES FROM (%L) TO (%L)',
                named, beginning, (beginning + interval '1 month')::date
            );
        END IF;
    END LOOP;
END
$$;

CREATE TABLE completions (
    session_id uuid PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    story_id uuid NOT NULL,
    version integer NOT NULL,
    ending text COLLATE "C" NOT NULL,
    path text[] NOT NULL,
    duration_ms bigint NOT NULL,
    pseudonym bytea NOT NULL,
    completed_at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX completions_by_version ON completions (story_id, version);
CREATE INDEX completions_by_xid ON completions (xid);

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    dedupe_key text NOT NULL UNIQUE,
    payload jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    sent_at timestamptz,
    provider_id text,
    failed text,
    created_at timestamptz NOT NULL
);
CREATE INDEX outbox_unsent ON outbox (created_at) WHERE sent_at IS NULL AND failed IS NULL;

CREATE TABLE notification_modes (
    story_id uuid NOT NULL REFERENCES stories ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    mode text NOT NULL CHECK (mode IN ('every', 'off')),
    PRIMARY KEY (story_id, account_id)
);

-- The day's random salt of readers' pseudonyms; deleted after 48 hours, and then nobody can tell who they were.
CREATE TABLE reader_salts (
    day date PRIMARY KEY,
    salt bytea NOT NULL
);
