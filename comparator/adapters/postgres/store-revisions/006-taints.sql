-- Which data of a shadow may have drifted, so that a comparator that starts again does not report old drift as findings. Scopes are
-- keyed hashes of 48 bits; -1 stands for all that is not in the table. A migration's rows are of one filling of its shadow.

CREATE TABLE taint (
  migration text NOT NULL,
  scope bigint NOT NULL,
  data_cycle integer NOT NULL,
  -- Envoy's clock, microseconds since the epoch.
  since_us double precision NOT NULL,
  until_us double precision NOT NULL,
  root text NOT NULL,
  cause text NOT NULL,
  PRIMARY KEY (migration, scope)
);

-- Why requests were set aside, and where. Fates and causes are few, endpoints are bounded.
CREATE TABLE set_aside_count (
  migration text NOT NULL,
  fate text COLLATE "C" NOT NULL,
  cause text COLLATE "C" NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  PRIMARY KEY (migration, fate, cause, endpoint)
);
