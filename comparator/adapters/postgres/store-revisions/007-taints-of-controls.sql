-- Which data of a control may have drifted, beside those of the shadow: until now the shadow's alone were stored.

ALTER TABLE taint ADD COLUMN side text COLLATE "C" NOT NULL DEFAULT 'shadow';

ALTER TABLE taint ALTER COLUMN side DROP DEFAULT,
  DROP CONSTRAINT taint_pkey,
  ADD PRIMARY KEY (migration, side, scope);
