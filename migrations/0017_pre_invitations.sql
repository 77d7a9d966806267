-- Who may open an account where not everybody may; the row goes when they do.
-- depends: 0016_pre_presence

SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE invitations (
    email text PRIMARY KEY CHECK (email = lower(email)),
    created_at timestamptz NOT NULL
);
