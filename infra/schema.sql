-- Generated: the schema that all migrations together make. `python -m infra.schema DATABASE_URL`.
CREATE FUNCTION public.drop_step_months(before date) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    named text;
BEGIN
    FOR named IN
        SELECT child.relname
        FROM pg_inherits JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = 'steps'::regclass
            AND CASE WHEN child.relname ~ '^steps_\d{4}_\d{2}$'
                THEN to_date(right(child.relname, 7), 'YYYY_MM') < before END
    LOOP
        EXECUTE format('DROP TABLE %I', named);
    END LOOP;
END
$_$;
CREATE FUNCTION public.ensure_step_months(first_month date, months integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
CREATE TABLE public.account_sessions (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);
CREATE TABLE public.accounts (
    id uuid NOT NULL,
    email text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_email_check CHECK ((email = lower(email)))
);
CREATE TABLE public.assets (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    story_id uuid NOT NULL,
    state text NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    raw_key text NOT NULL,
    sha256 bytea,
    width integer,
    height integer,
    placeholder text,
    renditions jsonb DEFAULT '[]'::jsonb NOT NULL,
    failure text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT assets_state_check CHECK ((state = ANY (ARRAY['granted'::text, 'received'::text, 'processing'::text, 'ready'::text, 'failed'::text])))
);
CREATE TABLE public.checkpoints (
    id uuid NOT NULL,
    story_id uuid NOT NULL,
    revision bigint NOT NULL,
    name text NOT NULL,
    account_id uuid,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.chosen_files (
    story_id uuid NOT NULL,
    marks bigint NOT NULL,
    written bigint DEFAULT 0 NOT NULL,
    body_hash bytea,
    tried_at timestamp with time zone
);
CREATE TABLE public.completions (
    session_id uuid NOT NULL,
    story_id uuid NOT NULL,
    version integer NOT NULL,
    ending text NOT NULL COLLATE pg_catalog."C",
    path text[] NOT NULL,
    duration_ms bigint NOT NULL,
    pseudonym bytea NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL
);
CREATE TABLE public.draft_edits (
    story_id uuid NOT NULL,
    revision bigint NOT NULL,
    edit_id uuid NOT NULL,
    account_id uuid,
    base bigint NOT NULL,
    keys text[] NOT NULL,
    edit jsonb NOT NULL,
    inverse jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    schema integer DEFAULT 1 NOT NULL,
    action uuid,
    undoes uuid
);
CREATE TABLE public.draft_scenes (
    story_id uuid NOT NULL,
    scene_id text NOT NULL COLLATE pg_catalog."C",
    scene jsonb NOT NULL
);
CREATE TABLE public.drafts (
    story_id uuid NOT NULL,
    revision bigint NOT NULL,
    schema integer NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    language text NOT NULL,
    start text,
    theme jsonb NOT NULL,
    variables jsonb NOT NULL,
    groups jsonb NOT NULL,
    ifid text,
    reveal_choices boolean DEFAULT false NOT NULL,
    measured_at bigint,
    scenes integer,
    bytes bigint
);
CREATE UNLOGGED TABLE public.editor_windows (
    story_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    scene text,
    seen_at timestamp with time zone NOT NULL
);
CREATE TABLE public.exports (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    story_id uuid,
    state text NOT NULL,
    format text NOT NULL,
    version integer,
    pictures boolean NOT NULL,
    file_key text NOT NULL,
    file_name text,
    size bigint,
    attempts integer DEFAULT 0 NOT NULL,
    report jsonb DEFAULT '[]'::jsonb NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT exports_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'writing'::text, 'done'::text, 'failed'::text])))
);
CREATE TABLE public.sessions (
    id uuid NOT NULL,
    month date NOT NULL,
    story_id uuid NOT NULL,
    version integer NOT NULL,
    secret_hash bytea NOT NULL,
    state text NOT NULL,
    number integer NOT NULL,
    run jsonb NOT NULL,
    pseudonym bytea NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    continues_from uuid,
    opened_in text COLLATE pg_catalog."C",
    paced_until timestamp with time zone,
    CONSTRAINT sessions_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'ended'::text, 'carried'::text])))
);
CREATE TABLE public.steps (
    month date NOT NULL,
    session_id uuid NOT NULL,
    number integer NOT NULL,
    story_id uuid NOT NULL,
    version integer NOT NULL,
    scene text NOT NULL COLLATE pg_catalog."C",
    option text COLLATE pg_catalog."C",
    back_to integer,
    arrived text NOT NULL COLLATE pg_catalog."C",
    ended boolean NOT NULL,
    at bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT steps_check CHECK (((option IS NULL) <> (back_to IS NULL)))
)
PARTITION BY RANGE (month);
CREATE TABLE public.versions (
    story_id uuid NOT NULL,
    number integer NOT NULL,
    publication_id uuid NOT NULL,
    revision bigint NOT NULL,
    document jsonb NOT NULL,
    start text GENERATED ALWAYS AS ((document ->> 'start'::text)) STORED COLLATE pg_catalog."C",
    variables jsonb GENERATED ALWAYS AS ((document -> 'variables'::text)) STORED,
    machine_key text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    head jsonb,
    moves jsonb,
    cover jsonb,
    reveals_choices boolean DEFAULT false NOT NULL
);
CREATE VIEW public.fact_arrivals AS
 SELECT sessions.story_id,
    sessions.version,
    ((sessions.started_at AT TIME ZONE 'UTC'::text))::date AS day,
    COALESCE(sessions.opened_in, versions.start) AS scene,
    (EXISTS ( SELECT
           FROM public.completions
          WHERE ((completions.session_id = sessions.id) AND (cardinality(completions.path) = 1)))) AS ended,
    sessions.xid
   FROM (public.sessions
     JOIN public.versions ON (((versions.story_id = sessions.story_id) AND (versions.number = sessions.version))))
UNION ALL
 SELECT steps.story_id,
    steps.version,
    ((sessions.started_at AT TIME ZONE 'UTC'::text))::date AS day,
    steps.arrived AS scene,
    steps.ended,
    steps.xid
   FROM (public.steps
     JOIN public.sessions ON ((sessions.id = steps.session_id)));
CREATE VIEW public.fact_choices AS
 SELECT steps.story_id,
    steps.version,
    ((sessions.started_at AT TIME ZONE 'UTC'::text))::date AS day,
    steps.scene,
    steps.option,
    steps.xid,
    steps.month,
    steps.session_id,
    steps.number
   FROM (public.steps
     JOIN public.sessions ON ((sessions.id = steps.session_id)))
  WHERE (steps.option IS NOT NULL);
CREATE VIEW public.fact_completions AS
 SELECT completions.story_id,
    completions.version,
    ((sessions.started_at AT TIME ZONE 'UTC'::text))::date AS day,
    completions.path,
    completions.duration_ms,
    completions.xid
   FROM (public.completions
     JOIN public.sessions ON ((sessions.id = completions.session_id)));
CREATE VIEW public.fact_sessions AS
 SELECT story_id,
    version,
    ((started_at AT TIME ZONE 'UTC'::text))::date AS day,
    pseudonym,
    xid
   FROM public.sessions;
CREATE TABLE public.idempotency_keys (
    account_id uuid NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    answer text,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.imports (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL,
    file_name text NOT NULL,
    size bigint NOT NULL,
    raw_key text NOT NULL,
    story_id uuid,
    picture_keys text[] DEFAULT '{}'::text[] NOT NULL,
    pictures_stored integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    report jsonb DEFAULT '[]'::jsonb NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    cleared boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT imports_state_check CHECK ((state = ANY (ARRAY['granted'::text, 'received'::text, 'reading'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);
CREATE TABLE public.invitations (
    email text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT invitations_email_check CHECK ((email = lower(email)))
);
CREATE TABLE public.notification_modes (
    story_id uuid NOT NULL,
    account_id uuid NOT NULL,
    mode text NOT NULL,
    CONSTRAINT notification_modes_mode_check CHECK ((mode = ANY (ARRAY['every'::text, 'off'::text])))
);
CREATE TABLE public.outbox (
    id uuid NOT NULL,
    kind text NOT NULL,
    dedupe_key text NOT NULL,
    payload jsonb NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    leased_until timestamp with time zone,
    sent_at timestamp with time zone,
    provider_id text,
    failed text,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.publications (
    id uuid NOT NULL,
    story_id uuid NOT NULL,
    account_id uuid NOT NULL,
    revision bigint NOT NULL,
    state text NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    problems jsonb DEFAULT '[]'::jsonb NOT NULL,
    version integer,
    detail text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT publications_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'publishing'::text, 'published'::text, 'refused'::text, 'failed'::text])))
);
CREATE TABLE public.rate_buckets (
    key text NOT NULL,
    tokens double precision NOT NULL,
    refilled_at timestamp with time zone NOT NULL
);
CREATE TABLE public.reader_salts (
    day date NOT NULL,
    salt bytea NOT NULL
);
CREATE TABLE public.rollup_endings (
    story_id uuid NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    scene text NOT NULL COLLATE pg_catalog."C",
    reached bigint NOT NULL
);
CREATE TABLE public.rollup_options (
    story_id uuid NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    scene text NOT NULL COLLATE pg_catalog."C",
    option text NOT NULL COLLATE pg_catalog."C",
    taken bigint NOT NULL,
    readers bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.rollup_paths (
    story_id uuid NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    path_hash bytea NOT NULL,
    path text[] NOT NULL,
    count bigint NOT NULL
);
CREATE TABLE public.rollup_readers (
    story_id uuid NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    pseudonym bytea NOT NULL
);
CREATE TABLE public.rollup_scenes (
    story_id uuid NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    scene text NOT NULL COLLATE pg_catalog."C",
    arrivals bigint NOT NULL
);
CREATE TABLE public.rollup_stories (
    story_id uuid NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    sessions bigint DEFAULT 0 NOT NULL,
    readers bigint DEFAULT 0 NOT NULL,
    completions bigint DEFAULT 0 NOT NULL,
    duration_ms bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.rollup_watermark (
    only_row boolean DEFAULT true NOT NULL,
    system_identifier bigint NOT NULL,
    below xid8 NOT NULL,
    ran_at timestamp with time zone NOT NULL,
    kept_from date,
    CONSTRAINT rollup_watermark_only_row_check CHECK (only_row)
);
CREATE TABLE public.sign_in_links (
    id uuid NOT NULL,
    email text NOT NULL,
    token_hash bytea NOT NULL,
    nonce_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    code_tries smallint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    redeemed_at timestamp with time zone,
    CONSTRAINT sign_in_links_email_check CHECK ((email = lower(email)))
);
CREATE TABLE public.steps_default (
    month date CONSTRAINT steps_month_not_null NOT NULL,
    session_id uuid CONSTRAINT steps_session_id_not_null NOT NULL,
    number integer CONSTRAINT steps_number_not_null NOT NULL,
    story_id uuid CONSTRAINT steps_story_id_not_null NOT NULL,
    version integer CONSTRAINT steps_version_not_null NOT NULL,
    scene text CONSTRAINT steps_scene_not_null NOT NULL COLLATE pg_catalog."C",
    option text COLLATE pg_catalog."C",
    back_to integer,
    arrived text CONSTRAINT steps_arrived_not_null NOT NULL COLLATE pg_catalog."C",
    ended boolean CONSTRAINT steps_ended_not_null NOT NULL,
    at bigint CONSTRAINT steps_at_not_null NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT steps_recorded_at_not_null NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT steps_xid_not_null NOT NULL,
    CONSTRAINT steps_check CHECK (((option IS NULL) <> (back_to IS NULL)))
);
CREATE TABLE public.stories (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    slug text NOT NULL,
    state text NOT NULL,
    published_version integer,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    page_shows integer,
    page_tried_at timestamp with time zone,
    public boolean DEFAULT false NOT NULL,
    page_public boolean DEFAULT false NOT NULL,
    page_writes integer DEFAULT 0 NOT NULL,
    page_purged integer DEFAULT 0 NOT NULL,
    keeping text DEFAULT 'kept'::text NOT NULL,
    erase_at timestamp with time zone,
    was_published boolean DEFAULT false NOT NULL,
    CONSTRAINT stories_keeping_check CHECK ((keeping = ANY (ARRAY['kept'::text, 'trashed'::text, 'condemned'::text]))),
    CONSTRAINT stories_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'unpublished'::text])))
);
CREATE TABLE public.version_scenes (
    story_id uuid NOT NULL,
    number integer NOT NULL,
    scene_id text NOT NULL COLLATE pg_catalog."C",
    scene jsonb NOT NULL
);
ALTER TABLE ONLY public.steps ATTACH PARTITION public.steps_default DEFAULT;
ALTER TABLE ONLY public.account_sessions
    ADD CONSTRAINT account_sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_sessions
    ADD CONSTRAINT account_sessions_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.assets
    ADD CONSTRAINT assets_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.checkpoints
    ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chosen_files
    ADD CONSTRAINT chosen_files_pkey PRIMARY KEY (story_id);
ALTER TABLE ONLY public.completions
    ADD CONSTRAINT completions_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.draft_edits
    ADD CONSTRAINT draft_edits_pkey PRIMARY KEY (story_id, revision);
ALTER TABLE ONLY public.draft_edits
    ADD CONSTRAINT draft_edits_story_id_edit_id_key UNIQUE (story_id, edit_id);
ALTER TABLE ONLY public.draft_scenes
    ADD CONSTRAINT draft_scenes_pkey PRIMARY KEY (story_id, scene_id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (story_id);
ALTER TABLE ONLY public.editor_windows
    ADD CONSTRAINT editor_windows_pkey PRIMARY KEY (story_id, id);
ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_file_key_key UNIQUE (file_key);
ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, route, key);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_raw_key_key UNIQUE (raw_key);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_story_id_key UNIQUE (story_id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (email);
ALTER TABLE ONLY public.notification_modes
    ADD CONSTRAINT notification_modes_pkey PRIMARY KEY (story_id, account_id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_dedupe_key_key UNIQUE (dedupe_key);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.publications
    ADD CONSTRAINT publications_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rate_buckets
    ADD CONSTRAINT rate_buckets_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.reader_salts
    ADD CONSTRAINT reader_salts_pkey PRIMARY KEY (day);
ALTER TABLE ONLY public.rollup_endings
    ADD CONSTRAINT rollup_endings_pkey PRIMARY KEY (story_id, version, day, scene);
ALTER TABLE ONLY public.rollup_options
    ADD CONSTRAINT rollup_options_pkey PRIMARY KEY (story_id, version, day, scene, option);
ALTER TABLE ONLY public.rollup_paths
    ADD CONSTRAINT rollup_paths_pkey PRIMARY KEY (story_id, version, day, path_hash);
ALTER TABLE ONLY public.rollup_readers
    ADD CONSTRAINT rollup_readers_pkey PRIMARY KEY (story_id, version, day, pseudonym);
ALTER TABLE ONLY public.rollup_scenes
    ADD CONSTRAINT rollup_scenes_pkey PRIMARY KEY (story_id, version, day, scene);
ALTER TABLE ONLY public.rollup_stories
    ADD CONSTRAINT rollup_stories_pkey PRIMARY KEY (story_id, version, day);
ALTER TABLE ONLY public.rollup_watermark
    ADD CONSTRAINT rollup_watermark_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.steps
    ADD CONSTRAINT steps_pkey PRIMARY KEY (month, session_id, number);
ALTER TABLE ONLY public.steps_default
    ADD CONSTRAINT steps_default_pkey PRIMARY KEY (month, session_id, number);
ALTER TABLE ONLY public.stories
    ADD CONSTRAINT stories_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.stories
    ADD CONSTRAINT stories_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.version_scenes
    ADD CONSTRAINT version_scenes_pkey PRIMARY KEY (story_id, number, scene_id);
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_pkey PRIMARY KEY (story_id, number);
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_publication_id_key UNIQUE (publication_id);
CREATE INDEX account_sessions_by_account ON public.account_sessions USING btree (account_id);
CREATE INDEX assets_by_account ON public.assets USING btree (account_id, created_at);
CREATE INDEX assets_by_raw_key ON public.assets USING btree (raw_key);
CREATE INDEX assets_by_story ON public.assets USING btree (story_id, created_at);
CREATE INDEX assets_unfinished ON public.assets USING btree (updated_at) WHERE (state = ANY (ARRAY['granted'::text, 'received'::text, 'processing'::text]));
CREATE INDEX checkpoints_by_account ON public.checkpoints USING btree (account_id);
CREATE INDEX checkpoints_by_story ON public.checkpoints USING btree (story_id, revision DESC);
CREATE INDEX chosen_files_due ON public.chosen_files USING btree (tried_at) WHERE (marks <> written);
CREATE INDEX completions_by_version ON public.completions USING btree (story_id, version);
CREATE INDEX completions_by_xid ON public.completions USING btree (xid);
CREATE INDEX exports_by_account ON public.exports USING btree (account_id, created_at);
CREATE INDEX exports_by_age ON public.exports USING btree (created_at);
CREATE INDEX exports_by_story ON public.exports USING btree (story_id);
CREATE INDEX exports_unfinished ON public.exports USING btree (updated_at) WHERE (state = ANY (ARRAY['queued'::text, 'writing'::text]));
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);
CREATE INDEX imports_by_account ON public.imports USING btree (account_id, created_at);
CREATE INDEX imports_by_age ON public.imports USING btree (updated_at);
CREATE INDEX imports_uncleared ON public.imports USING btree (updated_at) WHERE (NOT cleared);
CREATE INDEX outbox_unsent ON public.outbox USING btree (created_at) WHERE ((sent_at IS NULL) AND (failed IS NULL));
CREATE INDEX publications_by_story ON public.publications USING btree (story_id, created_at DESC);
CREATE INDEX publications_unfinished ON public.publications USING btree (updated_at) WHERE (state = ANY (ARRAY['queued'::text, 'publishing'::text]));
CREATE INDEX rate_buckets_by_age ON public.rate_buckets USING btree (refilled_at);
CREATE INDEX sessions_by_month ON public.sessions USING btree (month);
CREATE INDEX sessions_by_version ON public.sessions USING btree (story_id, version);
CREATE INDEX sessions_by_xid ON public.sessions USING btree (xid);
CREATE INDEX sign_in_links_by_expiry ON public.sign_in_links USING btree (expires_at);
CREATE INDEX sign_in_links_by_nonce ON public.sign_in_links USING btree (nonce_hash);
CREATE INDEX steps_by_xid ON ONLY public.steps USING btree (xid);
CREATE INDEX steps_default_xid_idx ON public.steps_default USING btree (xid);
CREATE INDEX stories_by_account ON public.stories USING btree (account_id, updated_at DESC);
CREATE INDEX stories_page_due ON public.stories USING btree (updated_at) WHERE ((page_shows IS DISTINCT FROM
CASE state
    WHEN 'published'::text THEN published_version
    WHEN 'unpublished'::text THEN 0
    ELSE NULL::integer
END) OR ((page_public <> public) AND (state <> 'draft'::text)) OR (page_purged < page_writes));
CREATE INDEX stories_to_erase ON public.stories USING btree (erase_at) WHERE (keeping <> 'kept'::text);
ALTER INDEX public.steps_pkey ATTACH PARTITION public.steps_default_pkey;
ALTER INDEX public.steps_by_xid ATTACH PARTITION public.steps_default_xid_idx;
ALTER TABLE ONLY public.account_sessions
    ADD CONSTRAINT account_sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.assets
    ADD CONSTRAINT assets_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.assets
    ADD CONSTRAINT assets_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.checkpoints
    ADD CONSTRAINT checkpoints_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.checkpoints
    ADD CONSTRAINT checkpoints_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.drafts(story_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.chosen_files
    ADD CONSTRAINT chosen_files_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.completions
    ADD CONSTRAINT completions_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.draft_edits
    ADD CONSTRAINT draft_edits_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.draft_edits
    ADD CONSTRAINT draft_edits_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.drafts(story_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.draft_scenes
    ADD CONSTRAINT draft_scenes_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.drafts(story_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.notification_modes
    ADD CONSTRAINT notification_modes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.notification_modes
    ADD CONSTRAINT notification_modes_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.publications
    ADD CONSTRAINT publications_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.publications
    ADD CONSTRAINT publications_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rollup_endings
    ADD CONSTRAINT rollup_endings_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rollup_options
    ADD CONSTRAINT rollup_options_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rollup_paths
    ADD CONSTRAINT rollup_paths_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rollup_readers
    ADD CONSTRAINT rollup_readers_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rollup_scenes
    ADD CONSTRAINT rollup_scenes_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rollup_stories
    ADD CONSTRAINT rollup_stories_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_story_id_version_fkey FOREIGN KEY (story_id, version) REFERENCES public.versions(story_id, number) ON DELETE CASCADE;
ALTER TABLE ONLY public.stories
    ADD CONSTRAINT stories_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.version_scenes
    ADD CONSTRAINT version_scenes_story_id_number_fkey FOREIGN KEY (story_id, number) REFERENCES public.versions(story_id, number) ON DELETE CASCADE;
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.stories(id) ON DELETE CASCADE;
