import type { EvidenceDocument } from '../../../comparator/verdict/evidence-document.ts';
import type { Verdict } from '../../../comparator/verdict/verdict.ts';
import type { MirrorRig } from './stack.ts';

type Read = Pick<MirrorRig, 'stack'>;

/** The verdict as the comparator answers it; times are texts. */
export function verdictOf(rig: Read, migration: string): Promise<Verdict> {
  return read(rig, migration, 'verdict') as Promise<Verdict>;
}

export function evidenceOf(rig: Read, migration: string): Promise<EvidenceDocument> {
  return read(rig, migration, 'evidence') as Promise<EvidenceDocument>;
}

async function read({ stack }: Read, migration: string, what: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${stack.ports.read}/v1/migrations/${migration}/${what}`);
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
