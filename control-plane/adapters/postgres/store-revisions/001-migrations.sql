-- One number for all migrations, so that a removed and recreated one never repeats a revision (an ETag of the API).
CREATE SEQUENCE revision;

CREATE TABLE migration (
  name text PRIMARY KEY,
  document jsonb NOT NULL,
  halted boolean NOT NULL,
  revision bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  who text NOT NULL,
  action text NOT NULL,
  correlation_id text NOT NULL,
  before jsonb,
  after jsonb
);

CREATE INDEX audit_migration ON audit (migration, id DESC);
