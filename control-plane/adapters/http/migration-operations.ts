import type { Request, Response } from 'express';
import { fromCycle } from '../../cycle/cycle-document.ts';
import { decidePut, decideRemove, unconditionally } from '../../migration/decide-change.ts';
import { toDocument } from '../../migration/migration-conversion.ts';
import { parseMigrationFile } from '../../migration/migration-file.ts';
import {
  StoreUnreachableError,
  type AuditEntry,
  type MigrationStore,
  type Outcome,
} from '../../migration/migration-store.ts';
import type { Migration, StoredMigration } from '../../migration/migration.ts';
import type { Steering } from '../../steering/steering.ts';
import { auditSchema, listedMigrationsSchema, migrationSchema } from './answer-schemas.ts';
import type { ComparatorClient } from './comparator-client.ts';
import { contentTag, preconditionOf, revisionTag, sendTagged } from './entity-tags.ts';
import { ChangeRefusedError, RequestRefusedError } from './error-status.ts';
import { pathParameter, type Operation } from './operation.ts';
import { bodyText } from './request-body.ts';
import { overBroadProblems } from './over-broad-rules.ts';
import { authorOf, contextOf } from './request-context.ts';
import { endpointProblems } from './seen-endpoints.ts';

const maxAuditEntries = 100;

export interface MigrationOperationsOptions {
  readonly store: MigrationStore;
  /** Asked which endpoints there are, and what new rules would hide. */
  readonly comparator: ComparatorClient;
}

export function migrationOperations(
  steering: Steering,
  { store, comparator }: MigrationOperationsOptions,
): readonly Operation[] {
  return [
    {
      id: 'listMigrations',
      method: 'get',
      path: '/v1/migrations',
      summary: 'All migrations, each with what operators did to it. The ETag is of the content.',
      answers: {
        200: { description: 'All migrations', schema: listedMigrationsSchema },
        304: { description: 'Unchanged' },
      },
      handle: (request, response) => {
        const body = JSON.stringify({ migrations: steering.migrations().map(toListed) });
        sendTagged(request, response, { tag: contentTag(body), body });
      },
    },
    {
      id: 'getMigration',
      method: 'get',
      path: '/v1/migrations/{name}',
      summary: 'A migration as PUT takes it, every default spelled out. The ETag is its revision.',
      answers: {
        200: { description: 'The migration', schema: migrationSchema },
        304: { description: 'Unchanged' },
      },
      handle: (request, response) => {
        const stored = existing(steering, pathParameter(request, 'name'));
        sendTagged(request, response, {
          tag: revisionTag(stored.revision),
          body: JSON.stringify(toDocument(stored.migration)),
        });
      },
    },
    {
      id: 'putMigration',
      method: 'put',
      path: '/v1/migrations/{name}',
      summary:
        'Creates a migration or replaces all of it, out of JSON or YAML. A halt stays. New rules that would hide over half of the fields of an endpoint are refused unless forced.',
      body: migrationSchema,
      answers: {
        200: { description: 'Replaced, or the same as before', schema: migrationSchema },
        201: { description: 'Created', schema: migrationSchema },
      },
      handle: async (request, response) => {
        const migration = readMigration(request);
        await refuseByEvidence(migration, { steering, comparator, response });
        const author = authorOf(request, response, 'putMigration');
        const before = { existed: false };
        const outcome = await steering.change(author, (stored, now) => {
          before.existed = stored.some((other) => other.migration.name === migration.name);
          return decidePut(stored, migration, { precondition: preconditionOf(request), now });
        });
        const saved = storedIn(outcome, migration.name);
        if (!before.existed) response.set('location', `/v1/migrations/${migration.name}`);
        response
          .status(before.existed ? 200 : 201)
          .set('etag', revisionTag(saved.revision))
          .json(toDocument(saved.migration));
      },
    },
    {
      id: 'deleteMigration',
      method: 'delete',
      path: '/v1/migrations/{name}',
      summary: 'Removes a migration, and with it the listener that its clients connect to.',
      answers: { 204: { description: 'Removed' } },
      handle: async (request, response) => {
        const name = pathParameter(request, 'name');
        const author = authorOf(request, response, 'deleteMigration');
        const outcome = await steering.change(author, (stored) =>
          decideRemove(stored, name, preconditionOf(request)),
        );
        if (outcome.kind === 'refused') throw new ChangeRefusedError(outcome.refusal);
        response.status(204).end();
      },
    },
    {
      id: 'validateMigration',
      method: 'post',
      path: '/v1/migrations:validate',
      summary: 'Whether a PUT would be taken; changes nothing.',
      body: migrationSchema,
      answers: { 200: { description: 'It would; with every default spelled out', schema: migrationSchema } },
      handle: async (request, response) => {
        const migration = parsed(bodyText(request));
        await refuseByEvidence(migration, { steering, comparator, response });
        const decision = steering.consider((stored, now) =>
          decidePut(stored, migration, { precondition: unconditionally, now }),
        );
        if (decision.kind === 'refuse') throw new ChangeRefusedError(decision.refusal);
        response.json(toDocument(migration));
      },
    },
    {
      id: 'getAudit',
      method: 'get',
      path: '/v1/migrations/{name}/audit',
      summary: `The last ${maxAuditEntries} changes, newest first; also of a migration that was removed.`,
      answers: { 200: { description: 'The changes', schema: auditSchema } },
      handle: async (request, response) => {
        const name = pathParameter(request, 'name');
        // Not asked while it is known to be away: each would hold a place among the reads until it gave up.
        if (!steering.storeReachable) throw new StoreUnreachableError('the store is away');
        const entries = await store.audit(name, maxAuditEntries);
        if (entries.length === 0) existing(steering, name);
        response.json({ entries: entries.map(toAudited) });
      },
    },
  ];
}

interface Question {
  readonly steering: Steering;
  readonly comparator: ComparatorClient;
  readonly response: Response;
}

/** Where what was compared until now speaks against it. @throws ChangeRefusedError */
async function refuseByEvidence(
  migration: Migration,
  { steering, comparator, response }: Question,
): Promise<void> {
  const before = steering.find(migration.name)?.migration;
  const { correlationId } = contextOf(response);
  const problems = [
    ...(await endpointProblems({ migration, before, comparator, correlationId })),
    ...(await overBroadProblems({ migration, before, comparator, response })),
  ];
  if (problems.length > 0) throw new ChangeRefusedError({ kind: 'invalid', problems });
}

/** @throws ChangeRefusedError when there is none of that name. */
export function existing(steering: Steering, name: string): StoredMigration {
  const stored = steering.find(name);
  if (stored === undefined) throw new ChangeRefusedError({ kind: 'not-found', name: name.slice(0, 63) });
  return stored;
}

/** The migration after a change. */
export function storedIn(outcome: Outcome, name: string): StoredMigration {
  if (outcome.kind === 'refused') throw new ChangeRefusedError(outcome.refusal);
  const stored = outcome.all.find(({ migration }) => migration.name === name);
  if (stored === undefined) throw new Error(`migration ${name} is missing right after it was saved`);
  return stored;
}

function toAudited({ at, who, action, correlationId, before, after }: AuditEntry): unknown {
  return { at: at.toISOString(), who, action, correlationId, before: before ?? null, after: after ?? null };
}

function toListed({ migration, halted, cycle, revision, updatedAt }: StoredMigration): unknown {
  return {
    ...toDocument(migration),
    halted,
    cycle: fromCycle(cycle),
    revision,
    updatedAt: updatedAt.toISOString(),
  };
}

function readMigration(request: Request): Migration {
  const migration = parsed(bodyText(request));
  const name = pathParameter(request, 'name');
  if (migration.name !== name) {
    const problem = {
      path: 'name',
      message: `name is ${migration.name}, and the request is for ${name.slice(0, 63)}`,
      remedy: 'Write the same name in both.',
    };
    throw new RequestRefusedError(422, 'The migration is not the one the request names.', {
      problems: [problem],
    });
  }
  return migration;
}

/** Text that is no document at all is a bad request; a document that is no migration is one that was understood and refused. */
function parsed(text: string): Migration {
  const result = parseMigrationFile(text);
  if (result.ok) return result.migration;
  if (result.unreadable) {
    throw new RequestRefusedError(400, 'The body cannot be read; nothing was changed.', {
      problems: result.problems,
    });
  }
  throw new ChangeRefusedError({ kind: 'invalid', problems: result.problems });
}
