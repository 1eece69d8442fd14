import type { Basis } from '../../epoch/basis.ts';

/** Columns of a basis as PostgreSQL gives them. */
export interface StoredBasisRow {
  readonly id: string;
  readonly configuration: string;
  readonly data_cycle: string;
  readonly primary_build: string | null;
  readonly shadow_build: string | null;
}

export function toBasis(row: StoredBasisRow): Basis {
  return {
    id: row.id,
    configuration: row.configuration,
    dataCycle: Number(row.data_cycle),
    builds: { primary: row.primary_build, shadow: row.shadow_build },
  };
}
