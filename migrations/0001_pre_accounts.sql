-- Accounts, signing in, and what every write needs: keys of requests seen, buckets of rate limits.
-- depends:

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    created_at timestamptz NOT NULL
);

-- An asked-for sign-in. Only hashes are stored; the token itself is derived from the id when the mail is written.
CREATE TABLE sign_in_links (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email)),
    token_hash bytea NOT NULL UNIQUE,
    nonce_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    code_tries smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    redeemed_at timestamptz
);
CREATE INDEX sign_in_links_by_nonce ON sign_in_links (nonce_hash);
CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires_at);

CREATE TABLE account_sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    secret_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX account_sessions_by_account ON account_sessions (account_id);

CREATE TABLE idempotency_keys (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    route text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    answer text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, route, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Token buckets. The key never holds an address in the clear: it is a keyed hash of what is limited.
CREATE TABLE rate_buckets (
    key text PRIMARY KEY,
    tokens double precision NOT NULL,
    refilled_at timestamptz NOT NULL
);
CREATE INDEX rate_buckets_by_age ON rate_buckets (refilled_at);
