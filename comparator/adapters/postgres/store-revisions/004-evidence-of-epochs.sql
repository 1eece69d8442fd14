-- Evidence belongs to a basis: what was compared, how, on which data, of which builds. Of what was found before that is not known, and
-- which rules it was found under neither, so it cannot be added to what is found from now on. It goes; the ledger stays.

DROP TABLE finding, endpoint_count, overflow_count;

CREATE TABLE basis (
  migration text NOT NULL,
  id text NOT NULL,
  configuration text NOT NULL,
  data_cycle bigint NOT NULL,
  primary_build text,
  shadow_build text,
  -- Of its pairs; the epoch's beginning of time where there are none yet.
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (migration, id)
);

CREATE TABLE epoch (
  migration text NOT NULL,
  id text NOT NULL,
  basis text NOT NULL,
  rules text NOT NULL,
  started_at timestamptz NOT NULL,
  recomputed text NOT NULL,
  PRIMARY KEY (migration, id),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);

CREATE INDEX epoch_basis ON epoch (migration, basis);

-- Beside fate_count, which is of the migration as a whole and outlives its bases.
CREATE TABLE basis_fate (
  migration text NOT NULL,
  basis text NOT NULL,
  fate text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (migration, basis, fate),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);

CREATE TABLE endpoint (
  migration text NOT NULL,
  basis text NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  identical bigint NOT NULL,
  differing bigint NOT NULL,
  partial bigint NOT NULL,
  controlled bigint NOT NULL,
  key_hashes text[] NOT NULL,
  fields text[] COLLATE "C" NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (migration, basis, endpoint),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);

-- Counts by bin, {"<bin>": n}: a row for each bin would be half a million of them for a thousand endpoints.
CREATE TABLE latency_sketch (
  migration text NOT NULL,
  basis text NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  sketch text NOT NULL,
  bins jsonb NOT NULL,
  zero bigint NOT NULL,
  infinite bigint NOT NULL,
  PRIMARY KEY (migration, basis, endpoint, sketch),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);

CREATE TABLE finding (
  migration text NOT NULL,
  basis text NOT NULL,
  id text COLLATE "C" NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  class text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  control_count bigint NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  key_hashes text[] NOT NULL,
  exemplars jsonb NOT NULL,
  -- What a list shows of a finding, beside what it is made from: reading a list then does not unpack what lies out of line.
  keys integer NOT NULL GENERATED ALWAYS AS (cardinality(key_hashes)) STORED,
  first_exemplar text GENERATED ALWAYS AS (((exemplars -> 0) - 'lot')::text) STORED,
  PRIMARY KEY (migration, basis, id),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);

CREATE UNIQUE INDEX finding_identity ON finding (migration, basis, endpoint, path, class);

CREATE TABLE pattern (
  migration text NOT NULL,
  basis text NOT NULL,
  id text NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  controlled boolean NOT NULL,
  shadow_only text[] COLLATE "C" NOT NULL,
  control_only text[] COLLATE "C" NOT NULL,
  both_sides text[] COLLATE "C" NOT NULL,
  pairs bigint NOT NULL,
  compared bigint NOT NULL,
  PRIMARY KEY (migration, basis, id),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);

CREATE TABLE explained (
  migration text NOT NULL,
  basis text NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  class text COLLATE "C" NOT NULL,
  explained_by jsonb NOT NULL,
  count bigint NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (migration, basis, endpoint, path, class, explained_by),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);

CREATE TABLE overflow_count (
  migration text NOT NULL,
  basis text NOT NULL,
  findings bigint NOT NULL,
  endpoints bigint NOT NULL,
  patterns bigint NOT NULL,
  PRIMARY KEY (migration, basis),
  FOREIGN KEY (migration, basis) REFERENCES basis ON DELETE CASCADE
);
