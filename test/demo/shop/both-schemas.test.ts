import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantedDefects } from '../../../demo/expected-findings.ts';
import { makeShopDatabases, type MigrationScript } from '../../../demo/shop-databases.ts';
import { startShop, type RunningShop } from '../../../demo/shop/start-shop.ts';
import { arrivingCustomer } from '../../../demo/traffic/customer.ts';
import { newDeck } from '../../../demo/traffic/drive-traffic.ts';
import { seededRandom } from '../../../demo/traffic/random.ts';
import { shopClient, type ShopAnswer } from '../../../demo/traffic/shop-client.ts';
import { startLocalPostgres, type LocalPostgres } from '../../../platform/postgres/local-postgres.ts';
import { silentLog } from '../../makers/silent-log.ts';

/** The same requests go to both shops directly, without Umbra, and their answers are compared by a few lines of our own. */

let directory: string;
let postgres: LocalPostgres;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'umbra-shop-'));
  postgres = await startLocalPostgres({ directory, port: 0, durable: false, log: silentLog });
});

afterAll(async () => {
  await postgres.stop();
  await rm(directory, { recursive: true });
});

describe('the same requests on the old and on the new schema', () => {
  it('differ after the defective migration in exactly the expected places', async () => {
    const expected = plantedDefects.flatMap((defect) => defect.findings.map(asText));
    expect(await differencesAfter('defective')).toEqual(new Set(expected));
  });

  it('do not differ after the clean migration', async () => {
    expect(await differencesAfter('clean')).toEqual(new Set());
  });
});

async function differencesAfter(script: MigrationScript): Promise<Set<string>> {
  const { primaryUrl, shadowUrl } = await makeShopDatabases(postgres.url, `shop_${script}`, script);
  const shops = [await startShop('old', primaryUrl, 0), await startShop('new', shadowUrl, 0)] as const;
  try {
    return await visitBoth(shops);
  } finally {
    await Promise.all(shops.map((shop) => shop.stop()));
  }
}

async function visitBoth([oldShop, newShop]: readonly [RunningShop, RunningShop]): Promise<Set<string>> {
  const seen = new Set<string>();
  const oldClient = shopClient(`http://127.0.0.1:${oldShop.port}`);
  const newClient = shopClient(`http://127.0.0.1:${newShop.port}`);
  // The tenth lives where there are no postcodes.
  for (const number of [1, 2, 3, 10]) {
    const random = seededRandom(number);
    const customer = arrivingCustomer(number);
    for (const errand of [...newDeck(random), ...newDeck(random)]) {
      const request = errand.request(customer, random);
      if (request === undefined) continue;
      const oldAnswer = await oldClient.send(customer.id, request);
      const newAnswer = await newClient.send(customer.id, request);
      expect(oldAnswer.status, errand.name).toBe(errand.expectedStatus);
      errand.learn(customer, oldAnswer.body);
      for (const difference of answerDifferences(oldAnswer, newAnswer)) {
        seen.add(`${endpointOf(request.method, request.path)} ${difference}`);
      }
    }
  }
  oldClient.close();
  newClient.close();
  return seen;
}

function asText({ endpoint, path, class: kind }: { endpoint: string; path: string; class: string }): string {
  return `${endpoint} ${path} ${kind}`;
}

function endpointOf(method: string, pathAndQuery: string): string {
  return `${method} ${pathAndQuery.replace(/\?.*$/, '').replace(/\/(?:[0-9a-f-]{36}|\d+)/, '/{id}')}`;
}

function answerDifferences(primary: ShopAnswer, shadow: ShopAnswer): string[] {
  return primary.status === shadow.status
    ? [...valueDifferences('$', primary.body, shadow.body)]
    : ['status status'];
}

function* valueDifferences(where: string, primary: unknown, shadow: unknown): Generator<string> {
  if (where.endsWith('.createdAt') || JSON.stringify(primary) === JSON.stringify(shadow)) return;
  if (Array.isArray(primary) && Array.isArray(shadow)) {
    if (sorted(primary) === sorted(shadow)) yield `${where} order`;
    else if (primary.length !== shadow.length) yield `${where} length`;
    else
      for (const [index, item] of primary.entries())
        yield* valueDifferences(`${where}[]`, item, shadow[index]);
  } else if (isObject(primary) && isObject(shadow)) {
    for (const key of new Set([...Object.keys(primary), ...Object.keys(shadow)])) {
      if (!(key in shadow)) yield `${where}.${key} missing-field`;
      else if (!(key in primary)) yield `${where}.${key} extra-field`;
      else yield* valueDifferences(`${where}.${key}`, primary[key], shadow[key]);
    }
  } else {
    yield `${where} ${isCut(primary, shadow) ? 'truncation' : 'value'}`;
  }
}

function sorted(items: readonly unknown[]): string {
  return JSON.stringify(items.map((item) => JSON.stringify(item)).sort());
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCut(primary: unknown, shadow: unknown): boolean {
  if (typeof primary === 'string' && typeof shadow === 'string') return primary.startsWith(shadow);
  return typeof primary === 'number' && typeof shadow === 'number' && Math.abs(primary - shadow) <= 0.005;
}
