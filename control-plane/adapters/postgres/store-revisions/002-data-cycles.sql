-- Which writes the shadow of a migration missed before was not recorded, so its first data cycle is a partial one.
ALTER TABLE migration ADD COLUMN cycle jsonb;

UPDATE migration SET cycle = jsonb_build_object(
  'number', 1,
  'startedAt', to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'gaps', jsonb_build_array(jsonb_build_object(
    'reason', CASE WHEN halted THEN 'halted' ELSE 'writes-not-mirrored' END,
    'from', to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'to', CASE WHEN halted OR document #>> '{mirror,writes}' = 'none' THEN NULL
          ELSE to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END)));

ALTER TABLE migration ALTER COLUMN cycle SET NOT NULL;

-- When a control plane last was there: one row.
CREATE TABLE heartbeat (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  at timestamptz NOT NULL
);

-- Rules had no owner, and some no reason. Those that can have matched nothing, and repetitions, are left out.
UPDATE migration SET document = jsonb_set(document, '{compare,rules}', (
  SELECT coalesce(jsonb_agg(rule), '[]') FROM (
    SELECT DISTINCT '{"owner": "not named", "reason": "not given"}' || rule
      || jsonb_build_object('force', rule ->> 'path' IN ('status', 'grpc-status')) AS rule
    FROM jsonb_array_elements(document #> '{compare,rules}') AS rule
    WHERE coalesce(rule ->> 'endpoint', 'GET /') ~ '^[A-Z][A-Z-]* /'
      AND rule ->> 'path' ~ '^(status|grpc-status|header\.[^*]+|\$((\.[^]\s."*{}[]+)|(\["([^"\\]|\\.)*"\])|(\[\])|(\{\}))*)$'
  ) AS kept))
WHERE jsonb_typeof(document #> '{compare,rules}') = 'array';
