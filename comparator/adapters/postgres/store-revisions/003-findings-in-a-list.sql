-- What a list shows of a finding, beside what it is made from: a report of 2,000 findings then reads rows of some 300 bytes, and does
-- not fetch and unpack the keys and exemplars that PostgreSQL keeps out of line.

ALTER TABLE finding
  ADD COLUMN keys integer NOT NULL GENERATED ALWAYS AS (cardinality(key_hashes)) STORED,
  -- As text: it is passed on unread.
  ADD COLUMN first_exemplar text GENERATED ALWAYS AS (((exemplars -> 0) - 'lot')::text) STORED;
