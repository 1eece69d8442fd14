-- What Envoys say of themselves, to hold the ledger against. Each run of an Envoy has its own account: a restarted one counts from 0.

ALTER TABLE seed
  ADD COLUMN issued bigint NOT NULL DEFAULT 0,
  ADD COLUMN unissued bigint NOT NULL DEFAULT 0,
  ADD COLUMN unreported bigint NOT NULL DEFAULT 0;

-- Seeds from before were never reported.
UPDATE seed SET unreported = highest;

CREATE TABLE envoy_account (
  migration text NOT NULL,
  node text NOT NULL,
  started text NOT NULL,
  mirrored bigint NOT NULL,
  unsent bigint NOT NULL,
  script_errors bigint NOT NULL,
  written bigint NOT NULL,
  dropped bigint NOT NULL,
  growth bigint NOT NULL,
  busiest bigint NOT NULL,
  heard_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (migration, node, started)
);

-- The comparator whose batches are taken: one that was superseded must not count what its successor has counted as lost.
CREATE TABLE sole_writer (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  writer text NOT NULL
);
