import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../rig/eventually.ts';
import { gained, total } from './books.ts';
import { mirrorTimeoutMs } from './answers/times.ts';
import type { Endings, OddRequest, Outcome } from './odd-request.ts';
import { startOddRig, type Observed, type OddRig } from './odd-rig.ts';
import { oddTraffic } from './traffic.ts';

let rig: OddRig;
let performances = 0;

beforeAll(async () => {
  rig = await startOddRig();
});

afterAll(async () => {
  await rig.stop();
});

/** The twin of a case: the shadow answers it otherwise than the primary does. */
interface Case {
  readonly title: string;
  readonly odd: OddRequest;
  readonly path: string;
  readonly outcome: Outcome;
}

function casesOf(requests: readonly OddRequest[]): readonly Case[] {
  return requests.flatMap((odd) => [
    { title: odd.name, odd, path: odd.path, outcome: odd.same },
    ...(odd.planted === undefined
      ? []
      : [{ title: `${odd.name}, planted`, odd, path: `${odd.path}/planted`, outcome: odd.planted }]),
  ]);
}

/** Causes where the expectation names them, else fates: where a race decides between two causes of one fate. */
function asExpected(endings: Endings, expected: Endings): Endings {
  const told: Record<string, number> = {};
  for (const [ending, count] of Object.entries(endings)) {
    const [fate = ''] = ending.split(' ');
    const name = fate in expected ? fate : ending;
    told[name] = (told[name] ?? 0) + count;
  }
  return told;
}

describe.each([
  ['HTTP/1 upstreams', 'odd', false, Object.keys(oddTraffic).filter((group) => group !== 'gRPC')],
  ['HTTP/2 upstreams', 'odd-http2', true, ['HTTP/2', 'gRPC']],
] as const)('in front of %s', (_upstreams, name, http2, groups) => {
  let observed: Observed;
  const expectedFindings = new Set<string>();

  beforeAll(async () => {
    observed = await rig.add(name, {
      http2,
      mirror: { key: { header: 'x-tenant-id' }, timeoutMs: mirrorTimeoutMs },
    });
  });

  describe.each(groups.map((group) => [group, oddTraffic[group] ?? []] as const))(
    '%s',
    (_group, requests) => {
      it.each(casesOf(requests).map((one) => [one.title, one] as const))(
        '%s',
        async (_title, { odd, path, outcome }) => {
          const { books } = observed;
          for (const finding of outcome.findings) expectedFindings.add(`${odd.method} ${path}: ${finding}`);
          const performOn = (port: number) => {
            performances += 1;
            return odd.perform({ port, tenant: `tenant-${performances}`, path });
          };
          const direct = await performOn(rig.primary.port);
          const before = { endings: await books.endings(), captured: await books.captured() };

          const through = await performOn(observed.port);
          if (odd.refused === undefined) expect(through).toEqual(direct);
          else expect(through).toMatchObject([{ status: odd.refused, body: '""' }]);

          const expected = total(outcome.endings);
          const endings = await eventually(
            `the fates of ${expected} requests`,
            async () => {
              const after = gained(before.endings, await books.endings());
              return total(after) >= expected && after;
            },
            15_000,
          );
          expect(asExpected(endings, outcome.endings)).toEqual(outcome.endings);
          expect((await books.captured()) - before.captured).toBe(expected);
        },
      );

      it('leave nothing uncounted, and no finding but those planted', async () => {
        const { books } = observed;
        const ledger = await books.settled();
        expect(ledger.balanced).toBe(true);
        expect(ledger.envoy.disagreements).toEqual([]);
        expect(total(ledger.fates)).toBe(ledger.captured);
        expect(total(await books.endings())).toBe(ledger.captured);
        expect(await books.scriptErrors()).toBe(0);
        const { findings } = await books.report();
        expect(
          findings.map((finding) => `${finding.endpoint}: ${finding.class} ${finding.path}`).sort(),
        ).toEqual([...expectedFindings].sort());
      });
    },
  );
});
