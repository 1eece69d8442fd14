import type { Comparison } from '../compare/compare.ts';
import type { Difference } from '../compare/difference.ts';
import type { ExplainedDifference } from '../compare/explanation.ts';
import type { BasisBatch, ExplainedRow, OfBasis, Overflow, PatternRow } from './evidence-batch.ts';
import type { FindingIds } from './finding-ids.ts';
import { anyEndpoint } from './finding.ts';
import { GrowingEndpoint } from './growing-endpoint.ts';
import { GrowingFinding } from './growing-finding.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { nameOf, patternId, together, type Together } from './pattern.ts';
import { PairMarks } from './pair-marks.ts';
import type { Sighting } from './sighting.ts';

export interface EvidenceLimits {
  readonly maxEndpoints: number;
  readonly maxFindings: number;
  readonly maxPatterns: number;
}

/** A pair that is evidence. */
export interface PairEvidence {
  /** Of a shadow that failed: `not-comparable`, with that as its difference. */
  readonly shadow: Comparison;
  /** Where there was a control half that could be compared. */
  readonly control: Comparison | undefined;
}

/** Names that a basis has already, so that its bounds hold over restarts. */
export interface KnownNames {
  readonly endpoints: readonly string[];
  readonly findings: readonly string[];
  readonly patterns: readonly string[];
  readonly explained: readonly ExplainedName[];
}

type ExplainedName = Pick<ExplainedRow, 'endpoint' | 'path' | 'class' | 'by'>;

export interface SharedParts {
  readonly limits: EvidenceLimits;
  readonly hash: KeyedHash;
  readonly ids: FindingIds;
}

type Growing<T> = { -readonly [name in keyof T]: T[name] };

/**
 * Adds up what is found on one basis until the next batch. Memory grows with the kinds of findings, which are bounded, not with
 * requests: so it can go on adding up for as long as the store is away.
 */
export class BasisEvidence {
  readonly #of: OfBasis;
  readonly #parts: SharedParts;
  readonly #knownFindings: Set<string>;
  readonly #knownPatterns: Set<string>;
  readonly #knownExplained: Set<string>;
  readonly #endpoints: Map<string, GrowingEndpoint>;
  readonly #grown = new Set<GrowingEndpoint>();
  readonly #findings = new Map<string, GrowingFinding>();
  readonly #patterns = new Map<string, Growing<PatternRow>>();
  readonly #explained = new Map<string, Growing<ExplainedRow>>();
  #overflow: Growing<Overflow> = noOverflow();

  constructor(of: OfBasis, parts: SharedParts, known?: KnownNames) {
    this.#of = of;
    this.#parts = parts;
    this.#knownFindings = new Set(known?.findings);
    this.#knownPatterns = new Set(known?.patterns);
    this.#knownExplained = new Set(known?.explained.map(nameOfExplained));
    const endpoints = [anyEndpoint, ...(known?.endpoints ?? [])];
    this.#endpoints = new Map(endpoints.map((endpoint) => [endpoint, new GrowingEndpoint(endpoint)]));
  }

  /** Rows that the next batch will have. */
  get rows(): number {
    return this.#grown.size + this.#findings.size + this.#patterns.size + this.#explained.size;
  }

  addPair(sighting: Sighting, { shadow, control }: PairEvidence): void {
    const endpoint = this.#endpointOf(sighting.endpoint);
    if (endpoint !== sighting.endpoint) this.#overflow.endpoints += 1;
    const marks = new PairMarks(sighting, this.#parts.hash);
    const controlled = isControl(control);
    this.#growing(endpoint).add(sighting, endedAs(shadow), controlled, marks);
    for (const explained of shadow.explained) this.#countExplained(sighting, endpoint, explained);

    const shown = this.#oncePerFinding(endpoint, shadow.differences);
    const shownByControl = this.#oncePerFinding(endpoint, controlled ? control.differences : []);
    if (shown.size + shownByControl.size === 0) return;
    let isWhole = !shadow.overflow && !(controlled && control.overflow);
    if (shadow.overflow) this.#overflow.findings += 1;
    for (const [id, difference] of shown) {
      const finding = this.#findingOf(id, endpoint, difference, sighting);
      finding?.add(sighting, difference, marks);
      isWhole &&= finding !== undefined;
    }
    for (const [id, difference] of shownByControl) {
      const finding = this.#findingOf(id, endpoint, difference, sighting);
      finding?.addControl(sighting);
      isWhole &&= finding !== undefined;
    }
    const ids = { shadow: new Set(shown.keys()), control: new Set(shownByControl.keys()) };
    // Where a finding is not known, what is left of the set would be another set.
    if (isWhole) {
      this.#countPattern(together({ endpoint, controlled }, ids.shadow, ids.control), shadow.kind);
    } else this.#overflow.patterns += 1;
  }

  /** Of a pair that is set aside: it tells something, and counts as no pair. */
  addDifferences(
    sighting: Sighting,
    { differences, overflow }: Pick<Comparison, 'differences' | 'overflow'>,
  ): void {
    if (overflow) this.#overflow.findings += 1;
    const endpoint = this.#endpointOf(sighting.endpoint);
    const marks = new PairMarks(sighting, this.#parts.hash);
    for (const [id, difference] of this.#oncePerFinding(endpoint, differences)) {
      this.#findingOf(id, endpoint, difference, sighting)?.add(sighting, difference, marks);
    }
  }

  /** `paths` is asked for only where it is the endpoint's turn. */
  sampleFields(sighting: Sighting, paths: () => Iterable<string>): void {
    this.#growing(this.#endpointOf(sighting.endpoint)).sampleFields(sighting, paths);
  }

  take(): BasisBatch {
    const of = this.#of;
    const batch = {
      endpoints: [...this.#grown].flatMap((endpoint) => endpoint.take(of) ?? []),
      findings: [...this.#findings.values()].map((finding) => finding.toRow(of)),
      patterns: [...this.#patterns.values()],
      explained: [...this.#explained.values()],
      overflow: Object.values(this.#overflow).some((count) => count > 0)
        ? [{ ...of, ...this.#overflow }]
        : [],
    };
    this.#grown.clear();
    this.#findings.clear();
    this.#patterns.clear();
    this.#explained.clear();
    this.#overflow = noOverflow();
    return batch;
  }

  /** A finding counts pairs: ten wrong items in one list are one. */
  #oncePerFinding(endpoint: string, differences: readonly Difference[]): Map<string, Difference> {
    const byId = new Map<string, Difference>();
    for (const difference of differences) {
      const id = this.#parts.ids.of(endpoint, difference.path, difference.class);
      if (!byId.has(id)) byId.set(id, difference);
    }
    return byId;
  }

  /** Undefined when it does not fit. */
  #findingOf(
    id: string,
    endpoint: string,
    difference: Difference,
    sighting: Sighting,
  ): GrowingFinding | undefined {
    if (!isAdmitted(this.#knownFindings, id, this.#parts.limits.maxFindings)) {
      this.#overflow.findings += 1;
      return undefined;
    }
    let finding = this.#findings.get(id);
    if (finding === undefined) {
      finding = new GrowingFinding(id, endpoint, difference, sighting);
      this.#findings.set(id, finding);
    }
    return finding;
  }

  #countPattern(found: Together, kind: Comparison['kind']): void {
    const name = nameOf(found);
    let pattern = this.#patterns.get(name);
    if (pattern === undefined) {
      const id = patternId(found);
      if (!isAdmitted(this.#knownPatterns, id, this.#parts.limits.maxPatterns)) {
        this.#overflow.patterns += 1;
        return;
      }
      this.#patterns.set(name, (pattern = { ...this.#of, id, ...found, pairs: 0, compared: 0 }));
    }
    pattern.pairs += 1;
    if (kind === 'compared') pattern.compared += 1;
  }

  /** What does not fit is counted under `*`, so that how often a rule was needed is exact all the same. */
  #countExplained(
    { seenAt }: Sighting,
    endpoint: string,
    { path, class: differenceClass, by }: ExplainedDifference,
  ): void {
    let place: ExplainedName = { endpoint, path, class: differenceClass, by };
    let name = nameOfExplained(place);
    if (!isAdmitted(this.#knownExplained, name, this.#parts.limits.maxFindings)) {
      place = { ...place, endpoint: anyEndpoint, path: '*' };
      name = nameOfExplained(place);
    }
    const row = this.#explained.get(name) ?? { ...this.#of, ...place, count: 0, lastSeen: seenAt };
    row.count += 1;
    if (seenAt > row.lastSeen) row.lastSeen = seenAt;
    this.#explained.set(name, row);
  }

  #endpointOf(endpoint: string): string {
    if (this.#endpoints.has(endpoint)) return endpoint;
    return this.#endpoints.size < this.#parts.limits.maxEndpoints ? endpoint : anyEndpoint;
  }

  #growing(endpoint: string): GrowingEndpoint {
    let growing = this.#endpoints.get(endpoint);
    if (growing === undefined) this.#endpoints.set(endpoint, (growing = new GrowingEndpoint(endpoint)));
    this.#grown.add(growing);
    return growing;
  }
}

function endedAs({ kind, differences }: Comparison): 'identical' | 'differing' | 'partial' {
  if (kind !== 'compared') return 'partial';
  return differences.length === 0 ? 'identical' : 'differing';
}

/** A mapped pair has a dozen of them, so it is put together without JSON. A rule's id, which is free text, comes last. */
function nameOfExplained({ endpoint, path, class: differenceClass, by }: ExplainedName): string {
  const place = `${endpoint}\n${path}\n${differenceClass}\n${by.kind}`;
  switch (by.kind) {
    case 'rule':
      return `${place}\n${by.rule}`;
    case 'mapping':
      return `${place}\n${by.step}`;
    case 'generated':
    case 'clock':
      return place;
  }
}

/** A control that could not be compared tells nothing. */
function isControl(control: Comparison | undefined): control is Comparison {
  return control !== undefined && (control.kind !== 'not-comparable' || control.differences.length > 0);
}

function isAdmitted(known: Set<string>, name: string, max: number): boolean {
  if (known.has(name)) return true;
  if (known.size >= max) return false;
  known.add(name);
  return true;
}

function noOverflow(): Overflow {
  return { findings: 0, endpoints: 0, patterns: 0 };
}
