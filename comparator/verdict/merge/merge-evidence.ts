import type { EvidenceDocument, ExplainedEvidence, PatternEvidence } from '../evidence-document.ts';
import { earliest, grouped, latest, sum } from './adding-up.ts';
import { mergedEndpoint, mergedFinding } from './merge-endpoints.ts';
import { mergedCycle, mergedLedger } from './merge-ledgers.ts';

export class UnmergeableEvidenceError extends Error {
  override readonly name = 'UnmergeableEvidenceError';
}

/** How sure what was taken over from before a change of rules is, the surest first. */
const certainty: readonly EvidenceDocument['epoch']['recomputed'][] = ['exact', 'anew', 'estimate'];

/**
 * Adds up what several comparators have seen of one epoch. In whatever order and grouping, it comes to the same: everything is sorted, sets of
 * keys keep their lowest hashes, and exemplars those with the lowest lots. Throws `UnmergeableEvidenceError` where the documents are not of
 * one epoch.
 */
export function mergeEvidence(documents: readonly EvidenceDocument[]): EvidenceDocument {
  const [first, ...others] = documents;
  if (first === undefined) {
    throw new UnmergeableEvidenceError('There is no evidence to merge: name at least one document.');
  }
  others.forEach((other, at) => {
    requireSame(first, other, at + 2);
  });
  const all = <T>(part: (document: EvidenceDocument) => T): T[] => documents.map(part);
  return {
    ...first,
    takenAt: latest(all(({ takenAt }) => takenAt)),
    epoch: {
      ...first.epoch,
      startedAt: earliest(all(({ epoch }) => epoch.startedAt)),
      recomputed: all(({ epoch }) => epoch.recomputed).reduce((one, other) =>
        certainty.indexOf(other) > certainty.indexOf(one) ? other : one,
      ),
    },
    dataCycle: mergedCycle(all(({ dataCycle }) => dataCycle)),
    ledger: mergedLedger(all(({ ledger }) => ledger)),
    endpoints: grouped(
      documents.flatMap(({ endpoints }) => endpoints),
      ({ endpoint }) => endpoint,
      mergedEndpoint,
    ),
    findings: grouped(
      documents.flatMap(({ findings }) => findings),
      ({ id }) => id,
      mergedFinding,
    ),
    patterns: grouped(
      documents.flatMap(({ patterns }) => patterns),
      ({ endpoint, controlled, shadowOnly, controlOnly, both }) =>
        JSON.stringify([endpoint, controlled, shadowOnly, controlOnly, both]),
      (first, all): PatternEvidence => ({ ...first, pairs: sum(all.map(({ pairs }) => pairs)) }),
    ),
    explained: grouped(
      documents.flatMap(({ explained }) => explained),
      ({ endpoint, path, class: differenceClass, by }) =>
        JSON.stringify([endpoint, path, differenceClass, nameOf(by)]),
      (first, all): ExplainedEvidence => ({
        ...first,
        count: sum(all.map(({ count }) => count)),
        lastSeen: latest(all.map(({ lastSeen }) => lastSeen)),
      }),
    ),
    overflow: {
      findings: sum(all(({ overflow }) => overflow.findings)),
      endpoints: sum(all(({ overflow }) => overflow.endpoints)),
      patterns: sum(all(({ overflow }) => overflow.patterns)),
    },
  };
}

function requireSame(first: EvidenceDocument, other: EvidenceDocument, position: number): void {
  const parts: Readonly<Record<string, (document: EvidenceDocument) => unknown>> = {
    migration: ({ migration }) => migration,
    'epoch.id': ({ epoch }) => epoch.id,
    'dataCycle.number': ({ dataCycle }) => dataCycle.number,
    gates: ({ gates }) => gates,
    rules: ({ rules }) => rules,
    keyed: ({ keyed }) => keyed,
    controlled: ({ controlled }) => controlled,
  };
  for (const [name, part] of Object.entries(parts)) {
    const [expected, found] = [canonical(part(first)), canonical(part(other))];
    if (expected === found) continue;
    throw new UnmergeableEvidenceError(
      `Document ${position} cannot be added to document 1: its ${name} is ${shortened(found)}, that of document 1 is ${shortened(expected)}. Only evidence of one epoch adds up; judge them one by one.`,
    );
  }
}

function nameOf(by: ExplainedEvidence['by']): string {
  if (by.kind === 'rule') return `rule ${by.rule}`;
  return by.kind === 'mapping' ? `mapping ${by.step}` : by.kind;
}

/** Equal values have equal texts: members in the order of their names, maps as their entries. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (member instanceof Map) return [...(member as Map<unknown, unknown>)];
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
