import { evidenceDocument } from '../../findings/evidence-document.ts';
import type { EvidenceReader } from '../../findings/evidence-store.ts';
import { viewOf } from '../../findings/evidence-view.ts';
import { evidenceToJson } from '../../verdict/evidence-json.ts';
import { judge } from '../../verdict/judge.ts';
import type { JudgeLimits } from '../../verdict/levels.ts';
import type { WatchedMigration } from '../../watch/watched-migration.ts';

/** What is asked of all evidence there is. */
export interface JudgeRequest {
  /** The verdict, what rules do in it, or the evidence it is made of. */
  readonly kind: 'verdict' | 'rules' | 'evidence';
  readonly name: string;
  /** Undefined where the control plane does not list the migration. */
  readonly watched: WatchedMigration | undefined;
  readonly at: Date;
  readonly limits: JudgeLimits;
}

/** The answer as JSON. */
export async function answer(
  { kind, name, watched, at, limits }: JudgeRequest,
  reader: Pick<EvidenceReader, 'evidence'>,
): Promise<string> {
  const stored = await reader.evidence(viewOf(name, watched, at));
  const document = evidenceDocument({ name, watched }, stored, at);
  switch (kind) {
    case 'evidence':
      return evidenceToJson(document);
    case 'verdict':
      return JSON.stringify(judge(document, at, limits));
    case 'rules':
      return JSON.stringify({ rules: judge(document, at, limits).rules });
  }
}
