import { integerBelow, seededRandom } from '../../../demo/traffic/random.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Report } from './api.ts';
import { documentApplication, documentTraffic } from './document-traffic.ts';
import { settledReport } from './settled-report.ts';
import { startRig, type MirrorRig } from './stack.ts';
import type { Answer } from './upstream.ts';

export const name = 'same-version';

const tenants = 1_000;
const clients = 16;

/** One of ten takes up to 5 ms longer, on each side at times of its own: so requests overtake one another. */
function application(seed: number): Answer {
  const random = seededRandom(seed);
  return documentApplication(async (store, asked) => {
    if (integerBelow(10, random) === 0) await delay(integerBelow(5, random) + 1);
    return store.answer(asked);
  });
}

/** The same version three times, each on documents of its own: primary, shadow and control. */
export function startSameVersionThrice(): Promise<MirrorRig> {
  return startRig({
    name,
    primary: application(1),
    shadow: application(2),
    control: { answer: application(3), ownDatabase: true },
    mirror: { percent: 100, writes: 'all', key: { header: 'x-tenant-id' } },
  });
}

export function reportAfter(rig: MirrorRig, requests: number): Promise<Report> {
  const random = seededRandom(4);
  return settledReport(rig, name, {
    requests,
    send: () => rig.client.sendAll(documentTraffic(requests, tenants, random), clients),
  });
}
