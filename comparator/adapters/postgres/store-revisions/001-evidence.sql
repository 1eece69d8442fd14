-- Counts are added to, so that a row is the sum of all batches; identities sort by bytes, as the pages of the read API do.

CREATE TABLE secret (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  value bytea NOT NULL
);

-- The last batch of each writer: what makes a retried one count once.
CREATE TABLE flush_mark (
  writer text PRIMARY KEY,
  number bigint NOT NULL,
  flushed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE seed (
  migration text NOT NULL,
  seed text NOT NULL,
  highest bigint NOT NULL,
  in_flight bigint NOT NULL,
  heard_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (migration, seed)
);

CREATE INDEX seed_heard_at ON seed (heard_at);

CREATE TABLE fate_count (
  migration text NOT NULL,
  fate text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (migration, fate)
);

CREATE TABLE endpoint_count (
  migration text NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  identical bigint NOT NULL,
  differing bigint NOT NULL,
  PRIMARY KEY (migration, endpoint)
);

CREATE TABLE finding (
  migration text NOT NULL,
  id text NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  class text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  key_hashes text[] NOT NULL,
  exemplars jsonb NOT NULL,
  PRIMARY KEY (migration, id)
);

CREATE UNIQUE INDEX finding_identity ON finding (migration, endpoint, path, class);

CREATE TABLE overflow_count (
  migration text PRIMARY KEY,
  findings bigint NOT NULL,
  endpoints bigint NOT NULL
);
