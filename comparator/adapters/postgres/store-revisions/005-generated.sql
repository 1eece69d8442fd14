-- Which values the primary and another upstream gave out for the same things, as keyed hashes of 48 bits. Without them, a comparator that
-- was started again would take every id that differs for a difference.

CREATE SEQUENCE generated_value_learned;

CREATE TABLE generated_value (
  migration text NOT NULL,
  side text NOT NULL,
  data_cycle bigint NOT NULL,
  primary_hash bigint NOT NULL,
  shadow_hash bigint NOT NULL,
  strength smallint NOT NULL,
  -- Rises: what was learned last is known best.
  learned bigint NOT NULL DEFAULT nextval('generated_value_learned'),
  PRIMARY KEY (migration, side, data_cycle, primary_hash)
);

ALTER SEQUENCE generated_value_learned OWNED BY generated_value.learned;
