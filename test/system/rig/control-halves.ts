import { controlOutcomes, type ControlOutcome } from '../../../comparator/control/control-outcome.ts';
import type { MirrorRig } from './stack.ts';

/** How often the comparator counted each outcome of the control's halves of the rig's migration. */
export async function controlHalves({
  stack,
}: Pick<MirrorRig, 'stack'>): Promise<Partial<Record<ControlOutcome, number>>> {
  const metrics = await (await fetch(`http://127.0.0.1:${stack.ports.read}/metrics`)).text();
  const counts: Partial<Record<ControlOutcome, number>> = {};
  for (const outcome of controlOutcomes) {
    const line = new RegExp(
      `^umbra_comparator_control_halves_total\\{.*outcome="${outcome}".*\\} (\\d+)$`,
      'm',
    );
    const [, count] = line.exec(metrics) ?? [];
    if (count !== undefined) counts[outcome] = Number(count);
  }
  return counts;
}
