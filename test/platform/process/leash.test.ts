import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeExit, startLeashed, type LeashOptions } from '../../../platform/process/leash.ts';
import { isAlive } from '../../makers/processes.ts';
import { spawnScript } from '../../makers/spawned-script.ts';
import { until } from '../../makers/until.ts';

async function shell(script: string, options: Partial<LeashOptions> = {}) {
  const child = await startLeashed({
    name: 'test child',
    command: '/bin/sh',
    args: ['-c', script],
    ...options,
  });
  onTestFinished(async () => {
    await child.stop(100);
  });
  return child;
}

/** A child that says when it is set up, so that no signal comes too early. */
function readyLine(): { onLine: (line: string) => void; said: Promise<string> } {
  let say: (line: string) => void = () => undefined;
  const said = new Promise<string>((resolve) => {
    say = resolve;
  });
  return {
    onLine: (line) => {
      say(line);
    },
    said,
  };
}

describe('a child on the leash', () => {
  test('is the process whose pid we see, and its exit code is its own', async () => {
    const ready = readyLine();
    const child = await shell('echo $$; exit 7', ready);
    expect(await ready.said).toBe(String(child.pid));
    expect(await child.exited).toEqual({ code: 7, signal: null });
    expect(describeExit(await child.exited)).toBe('exited with code 7');
  });

  test('reports the signal that ended it', async () => {
    const child = await shell('exec sleep 60');
    child.kill('SIGKILL');
    expect(describeExit(await child.exited)).toBe('was ended by SIGKILL');
  });

  test('keeps the last of its output for error messages, and no more than 8,000 characters', async () => {
    const child = await shell(
      'i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; echo last words >&2',
    );
    await child.exited;
    expect(child.tail()).toContain('line 1999');
    expect(child.tail()).toContain('last words');
    expect(child.tail().length).toBeLessThanOrEqual(8_000);
  });

  test('ends by its stop signal where it obeys', async () => {
    const ready = readyLine();
    const child = await shell('trap "exit 3" INT; echo set; while :; do sleep 0.05; done', {
      ...ready,
      stopSignal: 'SIGINT',
    });
    await ready.said;
    expect(await child.stop(5_000)).toEqual({ code: 3, signal: null });
  });

  test('is killed with all it started once the deadline has passed', async () => {
    const ready = readyLine();
    const child = await shell('trap "" TERM; sleep 60 & echo $!; wait; sleep 60', ready);
    const grandchild = Number(await ready.said);
    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
    await until('the end of the grandchild', () => !isAlive(grandchild));
  });

  test('takes what it started along when it ends by itself', async () => {
    const ready = readyLine();
    const child = await shell('sleep 60 & echo $!; exit 0', { ...ready, orphanGraceSeconds: 1 });
    const grandchild = Number(await ready.said);
    expect(await child.exited).toEqual({ code: 0, signal: null });
    await until('the end of the grandchild', () => !isAlive(grandchild));
  });

  test('can be stopped again after it has ended', async () => {
    const child = await shell('exit 0');
    await child.exited;
    expect(await child.stop(100)).toEqual({ code: 0, signal: null });
  });

  test('exits with 127, saying so, when there is no such command', async () => {
    const child = await startLeashed({ name: 'nothing', command: '/nonexistent/command', args: [] });
    expect(await child.exited).toEqual({ code: 127, signal: null });
    expect(child.tail()).toContain('/nonexistent/command');
  });

  test('cannot be started in a folder that is not there', async () => {
    await expect(
      startLeashed({ name: 'lost', command: 'true', args: [], cwd: '/nonexistent' }),
    ).rejects.toThrow(/lost could not be started/);
  });

  test.runIf(process.getuid?.() === 0)('runs as another user when asked to', async () => {
    const ready = readyLine();
    const child = await shell('echo set; exec sleep 60', {
      ...ready,
      identity: { uid: 65_534, gid: 65_534 },
      cwd: '/',
    });
    await ready.said;
    expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(/^Uid:\s+65534\s+65534/m);
    expect(await child.stop(5_000)).toEqual({ code: null, signal: 'SIGTERM' });
  });
});

describe('when the parent is killed with SIGKILL', () => {
  const users = [
    { who: 'this user', asNobody: false },
    ...(process.getuid?.() === 0 ? [{ who: 'an ordinary user', asNobody: true }] : []),
  ];

  test.each(users)('its child ends ($who)', async ({ asNobody }) => {
    const parent = spawnScript('test/makers/leash-parent.ts', ['sleep', '60'], { asNobody });
    const pid = Number((await parent.line(/^pid (\d+)/))[1]);
    expect(isAlive(pid)).toBe(true);
    parent.process.kill('SIGKILL');
    await until('the end of the child', () => !isAlive(pid));
  });

  test('a child that ignores every signal it can ignore ends as well, with what it started', async () => {
    const stubborn = 'trap "" HUP INT QUIT TERM PIPE; sleep 60 & echo "grandchild $!"; wait; sleep 60';
    const parent = spawnScript('test/makers/leash-parent.ts', ['/bin/sh', '-c', stubborn]);
    const grandchild = Number((await parent.line(/child says: grandchild (\d+)/))[1]);
    const pid = Number((await parent.line(/^pid (\d+)/))[1]);
    parent.process.kill('SIGKILL');
    await until('the end of the child', () => !isAlive(pid) && !isAlive(grandchild));
  });
});
