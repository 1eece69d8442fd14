import { evidenceDocument } from '../../findings/evidence-document.ts';
import { viewOf } from '../../findings/evidence-view.ts';
import type { EvidenceDocument } from '../../verdict/evidence-document.ts';
import type { ReadApiOptions } from './read-api-options.ts';

/** What there is of a migration now, as a verdict is made of it. */
export async function readDocument(
  { reader, watched, now }: Pick<ReadApiOptions, 'reader' | 'watched' | 'now'>,
  name: string,
): Promise<EvidenceDocument> {
  const migration = watched(name);
  const at = now();
  const stored = await reader.evidence(viewOf(name, migration, at));
  return evidenceDocument({ name, watched: migration }, stored, at);
}
