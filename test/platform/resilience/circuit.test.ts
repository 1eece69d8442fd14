import { expect, test } from 'vitest';
import { Circuit, failuresToOpen, isRefusedByCircuit } from '../../../platform/resilience/circuit.ts';
import { until } from '../../makers/until.ts';

class NotFoundError extends Error {}

const fail = (error: Error) => () => Promise.reject(error);

async function failing(circuit: Circuit, error: Error, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await circuit.execute(fail(error)).catch(() => undefined);
}

test('opens after failures in a row, refuses at once, and closes when a trial succeeds', async () => {
  const circuit = new Circuit(() => true);
  await failing(circuit, new Error('away'), failuresToOpen - 1);
  await circuit.execute(() => Promise.resolve());
  await failing(circuit, new Error('away'), failuresToOpen - 1);
  expect(circuit.isOpen).toBe(false);

  await failing(circuit, new Error('away'), 1);
  expect([circuit.isOpen, circuit.openings]).toEqual([true, 1]);
  let asked = 0;
  const ask = (): Promise<void> => {
    asked += 1;
    return Promise.resolve();
  };
  const refusal: unknown = await circuit.execute(ask).catch((error: unknown) => error);
  expect([isRefusedByCircuit(refusal), asked]).toEqual([true, 0]);

  await until('a trial', () =>
    circuit.execute(ask).then(
      () => true,
      () => false,
    ),
  );
  expect([circuit.isOpen, asked]).toEqual([false, 1]);
});

test('an answer that says that the caller is wrong is no failure', async () => {
  const circuit = new Circuit((error) => !(error instanceof NotFoundError));
  await failing(circuit, new NotFoundError(), failuresToOpen * 2);
  expect([circuit.isOpen, circuit.openings]).toEqual([false, 0]);
});
