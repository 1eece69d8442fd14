import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyPorts } from '../../cli/stack/stack-ports.ts';
import { temporaryStateDirectory } from '../../cli/stack/state-directory.ts';
import { plantedDefects } from '../../demo/expected-findings.ts';
import { openDemo } from '../../demo/open-demo.ts';
import type { Outcome } from '../../demo/outcome.ts';
import { verifyShops } from '../../demo/verify-shops.ts';
import { freePorts } from '../../platform/net/free-port.ts';
import { createShutdown } from '../../platform/shutdown/shutdown.ts';
import { silentLog } from '../makers/silent-log.ts';

const shutdown = createShutdown({ log: silentLog, deadlineMs: 30_000 });
const said: string[] = [];
const say = (line: string): void => {
  said.push(line);
};

let defective: Outcome;
let clean: Outcome;

beforeAll(async () => {
  const state = await temporaryStateDirectory();
  shutdown.onStop('state directory', state.remove);
  const anyPort = { port: 0, purpose: 'a shop', option: 'none' };
  const [defectivePort = 0, cleanPort = 0] = await freePorts([anyPort, anyPort]);
  const demo = await openDemo({
    stateDirectory: state.directory,
    ports: anyPorts,
    listenerPorts: { defective: defectivePort, clean: cleanPort },
    say,
    log: silentLog,
    shutdown,
  });
  const plan = { customers: 20, meanThinkMs: 300, sampledMs: 2_000, mirroredMs: 15_000 };
  const outcomes = await verifyShops(demo, plan, say);
  [defective, clean] = outcomes as [Outcome, Outcome];
});

afterAll(async () => {
  expect(await shutdown.stop('test is over')).toBe(true);
});

describe('the demo', () => {
  it('finds every planted defect that shows in answers, at its place and under its class, and nothing else', () => {
    const expected = plantedDefects.flatMap((defect) => defect.findings);
    const reported = defective.report.findings.map(({ endpoint, path, class: kind }) => ({
      endpoint,
      path,
      class: kind,
    }));
    expect(new Set(reported)).toEqual(new Set(expected));
    expect(reported).toHaveLength(expected.length);
    expect(defective.complaints).toEqual([]);
  });

  it('finds nothing in the sister migration, on evidence from every endpoint', () => {
    expect(clean.report.findings).toEqual([]);
    expect(clean.report.outcome).toBe('no-differences-found');
    expect(clean.report.endpoints.map(({ endpoint }) => endpoint).sort()).toEqual([
      'GET /customers/{id}',
      'GET /customers/{id}/summary',
      'GET /delivery-options',
      'GET /orders',
      'GET /orders/{id}',
      'GET /products',
      'GET /products/{id}',
      'PATCH /orders/{id}',
      'POST /orders',
      'POST /search',
      'PUT /customers/{id}',
      'PUT /customers/{id}/address',
    ]);
    expect(clean.complaints).toEqual([]);
  });

  it('comes to a verdict: the defective migration fails, and the clean one does not', () => {
    expect(defective.verdict.outcome).toBe('fail');
    expect(clean.verdict.outcome).not.toBe('fail');
    expect(clean.verdict.confirmed).toEqual([]);
  });

  it('tells how long Envoy took to confirm each percent', () => {
    expect(
      said.filter((line) => /"percent": (25|100)\}: confirmed by Envoy after \d+ ms/.test(line)),
    ).toHaveLength(4);
  });
});
