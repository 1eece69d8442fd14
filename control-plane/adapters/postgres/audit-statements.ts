import type pg from 'pg';
import type { AuditEntry } from '../../migration/migration-store.ts';
import { schema } from './schema.ts';

export async function insertAudit(client: pg.PoolClient, entry: Omit<AuditEntry, 'at'>): Promise<void> {
  const { migration, who, action, correlationId, before, after } = entry;
  await client.query(
    `INSERT INTO ${schema}.audit (migration, who, action, correlation_id, before, after) VALUES ($1, $2, $3, $4, $5, $6)`,
    [migration, who, action, correlationId, toJson(before), toJson(after)],
  );
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

interface AuditRow {
  readonly migration: string;
  readonly at: Date;
  readonly who: string;
  readonly action: string;
  readonly correlation_id: string;
  readonly before: unknown;
  readonly after: unknown;
}

export async function readAudit(
  client: pg.PoolClient,
  name: string,
  limit: number,
): Promise<readonly AuditEntry[]> {
  const { rows } = await client.query<AuditRow>(
    `SELECT migration, at, who, action, correlation_id, before, after FROM ${schema}.audit
     WHERE migration = $1 ORDER BY id DESC LIMIT $2`,
    [name, limit],
  );
  return rows.map(({ correlation_id, before, after, ...row }) => ({
    ...row,
    correlationId: correlation_id,
    before: before ?? undefined,
    after: after ?? undefined,
  }));
}
