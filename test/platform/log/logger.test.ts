import { expect, test } from 'vitest';
import { capturedLog } from '../../makers/captured-log.ts';

test('a line is JSON with level, time, service, message and its fields', () => {
  const { log, lines } = capturedLog();
  log.info('Compared', { migration: 'orders-v2', correlationId: 'c-1', tenantId: 't-1', latencyMs: 3 });
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      service: 'test',
      message: 'Compared',
      migration: 'orders-v2',
      correlationId: 'c-1',
      tenantId: 't-1',
      latencyMs: 3,
    },
  ]);
});

test('an error is written with its message, its stack and what caused it', () => {
  const { log, lines } = capturedLog();
  log.error('Failed', { error: new Error('outer', { cause: new Error('inner') }) });
  expect(lines[0]).toMatchObject({ error: { type: 'Error', message: 'outer', cause: { message: 'inner' } } });
});

test("a child's fields are on each of its lines", () => {
  const { log, lines } = capturedLog();
  log.child({ migration: 'orders-v2' }).warn('Careful');
  expect(lines[0]).toMatchObject({ level: 'warn', migration: 'orders-v2' });
});

test('lines below the level are not written', () => {
  const { log, lines } = capturedLog('warn');
  log.debug('no');
  log.info('no');
  log.warn('yes');
  expect(lines.map((line) => line['message'])).toEqual(['yes']);
});
