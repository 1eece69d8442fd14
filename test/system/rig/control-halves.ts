import type { ControlOutcome } from '../../../comparator/control/control-outcome.ts';
import type { MirrorRig } from './stack.ts';

/** How often the comparator counted each outcome of a control's half, over all migrations. */
export async function controlHalves({
  stack,
}: Pick<MirrorRig, 'stack'>): Promise<Partial<Record<ControlOutcome, number>>> {
  const metrics = await (await fetch(`http://127.0.0.1:${stack.ports.read}/metrics`)).text();
  const lines = metrics.matchAll(/^umbra_comparator_control_halves_total\{.*outcome="([^"]+)".*\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, outcome, count]) => [outcome, Number(count)]));
}
