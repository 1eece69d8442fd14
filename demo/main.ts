import { temporaryStateDirectory } from '../cli/stack/state-directory.ts';
import { createLog } from '../platform/log/logger.ts';
import { createShutdown } from '../platform/shutdown/shutdown.ts';
import { parseDemoOptions, type DemoCommand } from './demo-options.ts';
import { openDemo, type Demo } from './open-demo.ts';
import { outcomeText } from './outcome-text.ts';
import { driveTraffic } from './traffic/drive-traffic.ts';
import { verifyShops, type VerificationPlan } from './verify-shops.ts';

/** About 45 requests a second at each shop, which leaves a machine with two cores room to breathe. */
const plan: VerificationPlan = { customers: 24, meanThinkMs: 500, sampledMs: 6_000, mirroredMs: 28_000 };

/** With `--stay`: a few customers, so that the page has something to show. */
const gentle = { customers: 8, meanThinkMs: 2_000 };

const { stay, ports, listenerPorts } = readOptions();
const startedAt = performance.now();
const say = (line: string): void => {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`${String(seconds).padStart(4)} s  ${line}`);
};

const log = createLog({ service: 'demo', level: 'warn' });
const shutdown = createShutdown({ log, deadlineMs: 20_000 });
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    interruption.abort();
    say('Stopping');
    // Asked for, it is the right end of `--stay`; a demo that was cut short has shown nothing.
    void end(signal, stay ? 0 : 1);
  });
}

try {
  const state = await temporaryStateDirectory();
  shutdown.onStop('state directory', state.remove);
  const demo = await openDemo({
    stateDirectory: state.directory,
    ports,
    listenerPorts,
    say,
    log,
    shutdown,
  });
  const outcomes = await verifyShops(demo, plan, say);
  for (const outcome of outcomes) console.log(`\n${outcomeText(outcome)}`);
  const asExpected = outcomes.every((outcome) => outcome.complaints.length === 0);
  console.log(
    asExpected
      ? '\n✓ Every planted defect that shows in answers was found, under its class, endpoint and path, and nothing else;\n  the defective migration fails, and the clean one does not.\n'
      : '\n✗ Not as expected; see above.\n',
  );
  if (stay) keepTraffic(demo);
  else await end('demo is over', asExpected ? 0 : 1);
} catch (error) {
  // What fails while everything is being stopped fails because of it.
  if (!interruption.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    await end('error', 1);
  }
}

function readOptions(): DemoCommand {
  try {
    return parseDemoOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

function keepTraffic({ api, shops }: Demo): void {
  const ending = new AbortController();
  const visits = shops.map(({ origin }, index) =>
    driveTraffic({ origin, ...gentle, seed: 100 + index, signal: ending.signal }),
  );
  shutdown.onStop('traffic', async () => {
    ending.abort();
    await Promise.all(visits.map((visit) => visit.ended));
  });
  say(`Everything keeps running, with a few customers. Open ${api.url}; end with Ctrl-C.`);
}

async function end(reason: string, exitCode: number): Promise<void> {
  const clean = await shutdown.stop(reason);
  process.exit(clean ? exitCode : 1);
}
