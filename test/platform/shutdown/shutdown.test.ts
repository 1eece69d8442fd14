import { describe, expect, test } from 'vitest';
import { background } from '../../../platform/shutdown/background.ts';
import { createShutdown } from '../../../platform/shutdown/shutdown.ts';
import { capturedLog } from '../../makers/captured-log.ts';
import { isAlive } from '../../makers/processes.ts';
import { silentLog as log } from '../../makers/silent-log.ts';
import { spawnScript } from '../../makers/spawned-script.ts';
import { until } from '../../makers/until.ts';

describe('a shutdown', () => {
  test('closes in reverse order of opening, one after the other, once', async () => {
    const shutdown = createShutdown({ log });
    const closed: string[] = [];
    for (const name of ['pool', 'comparator', 'listener']) {
      shutdown.onStop(name, async () => {
        await Promise.resolve();
        closed.push(name);
      });
    }
    expect(await Promise.all([shutdown.stop('test'), shutdown.stop('test again')])).toEqual([true, true]);
    expect(closed).toEqual(['listener', 'comparator', 'pool']);
  });

  test('goes on past what cannot be closed, and says so', async () => {
    const { log: captured, lines } = capturedLog();
    const shutdown = createShutdown({ log: captured });
    let closed = false;
    shutdown.onStop('pool', () => {
      closed = true;
    });
    shutdown.onStop('listener', () => {
      throw new Error('stuck');
    });
    expect(await shutdown.stop('test')).toBe(false);
    expect(closed).toBe(true);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'listener could not be closed' }),
    );
  });

  test('waits no longer than the deadline, for all together', async () => {
    const { log: captured, lines } = capturedLog();
    const shutdown = createShutdown({ log: captured, deadlineMs: 50 });
    const tried: string[] = [];
    for (const name of ['pool', 'comparator', 'listener']) {
      shutdown.onStop(name, () => {
        tried.push(name);
        return new Promise<void>(() => undefined);
      });
    }
    const startedAt = performance.now();
    expect(await shutdown.stop('test')).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(tried).toEqual(['listener', 'comparator', 'pool']);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(3);
  });

  test('closes what is opened while it closes', async () => {
    const shutdown = createShutdown({ log });
    let closed = false;
    shutdown.onStop('starter', () => {
      shutdown.onStop('late', () => {
        closed = true;
      });
    });
    await shutdown.stop('test');
    expect(closed).toBe(true);
  });
});

describe('a process that stops on signals', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with 0 on %s after everything is closed',
    async (signal) => {
      const script = spawnScript('test/makers/stopping-process.ts', ['clean']);
      await script.line(/^running/);
      const exited = exitOf(script.process);
      script.process.kill(signal);
      await script.line(/^closed/);
      expect(await exited).toBe(0);
    },
  );

  test('ends with 1 when something could not be closed', async () => {
    const script = spawnScript('test/makers/stopping-process.ts', ['failing']);
    await script.line(/^running/);
    const exited = exitOf(script.process);
    script.process.kill('SIGTERM');
    expect(await exited).toBe(1);
  });

  test('closes everything after an error that nobody caught, and ends with 1', async () => {
    const script = spawnScript('test/makers/stopping-process.ts', ['throwing']);
    const exited = exitOf(script.process);
    await script.line(/by surprise.*An error nobody caught/);
    await script.line(/^closed/);
    expect(await exited).toBe(1);
  });

  test('ends at once on the second signal', async () => {
    const script = spawnScript('test/makers/stopping-process.ts', ['stuck']);
    await script.line(/^running/);
    script.process.kill('SIGINT');
    await script.line(/^closing/);
    script.process.kill('SIGINT');
    await until('the end', () => !isAlive(script.process.pid ?? 0));
  });
});

test('work in the background that fails is logged', async () => {
  const { log: captured, lines } = capturedLog();
  background(Promise.reject(new Error('no')), captured, 'Flushing');
  await until('the line', () => lines.length > 0);
  expect(lines[0]).toMatchObject({ level: 'error', message: 'Flushing failed', error: { message: 'no' } });
});

function exitOf(process: {
  once: (event: 'exit', listener: (code: number | null) => void) => unknown;
}): Promise<number | null> {
  return new Promise((resolve) => {
    process.once('exit', resolve);
  });
}
