import { upperEdge } from '../latency/bins.ts';
import { blockMinimum } from '../latency/latency-block.ts';
import { quantileNames, quantiles, type Quantile } from '../latency/latency-recorder.ts';
import { countOf, quantileOf, sidesOf } from '../latency/sketch.ts';
import type { EndpointEvidence, EvidenceDocument, LatencyEvidence, Sketch } from './evidence-document.ts';
import { levelsOf, type JudgeLimits } from './levels.ts';
import { atMost, blocks, count, counted, fails, ratio, supports } from './reason.ts';
import { logAgainstExcess } from './statistics/excess.ts';
import { firstCount } from './statistics/threshold.ts';
import type { LatencyResult, Reason } from './verdict.ts';

/** Where nearly all blocks are infinite there is no edge to name: the shadow fails, and it is at least a thousand times as slow. */
const highestRatio = 1_000;

/** More blocks than that are not foretold. */
const mostForetold = 1e6;

export interface LatencyJudged {
  readonly latency: readonly LatencyResult[];
  readonly reasons: readonly Reason[];
}

/**
 * Compares upstream times of each endpoint by the median of its blocks' ratios, at three quantiles. The level of a FAIL is spread evenly over
 * all endpoints that there could be and the quantiles; a PASS needs each at alpha in full, of the endpoints that must be covered, with half
 * the evidence for it believed.
 */
export function judgeLatency(
  { endpoints, gates }: EvidenceDocument,
  mustBeWithin: (endpoint: string) => boolean,
  limits: JudgeLimits,
): LatencyJudged {
  const claims = Math.max(limits.endpoints, endpoints.length) * quantileNames.length;
  const levels = { slower: levelsOf(gates.alpha).latency / claims, within: levelOfWithin(gates.alpha) };
  const latency = endpoints
    .filter(
      ({ endpoint, latency: { primary, shadow } }) =>
        mustBeWithin(endpoint) || countOf(primary) + countOf(shadow) > 0,
    )
    .flatMap((endpoint) =>
      quantileNames.map((name) => resultOf(endpoint, name, gates.latency[name], levels)),
    );
  const withStanding = (standing: LatencyResult['standing']): LatencyResult[] =>
    latency.filter((result) => result.standing === standing);
  const open = withStanding('open').filter(({ endpoint }) => mustBeWithin(endpoint));
  const within = withStanding('within');
  const sketchOf = new Map(
    endpoints.map(({ endpoint, latency: { blocks: byQuantile } }) => [endpoint, byQuantile]),
  );
  return {
    latency,
    reasons: [
      ...atMost(withStanding('slower'), slowerReason, 'quantiles'),
      ...atMost(
        open,
        (result) => openReason(result, sketchOf.get(result.endpoint), levels.within),
        'quantiles',
      ),
      ...(within.length === 0
        ? []
        : [
            supports(
              'latency-within',
              `${count(within.length)} of ${counted(latency.length, 'quantile')} of upstream times shown to be within the gates.`,
            ),
          ]),
    ],
  };
}

/**
 * Blocks that follow one another are alike where load stays: with a correlation over one block, the number of those above varies about twice
 * as much as if they were not. So only half of the evidence for a PASS is believed. A FAIL has its level divided by thousands already.
 */
function levelOfWithin(alpha: number): number {
  return alpha ** 2;
}

function resultOf(
  { endpoint, latency }: EndpointEvidence,
  quantile: Quantile,
  gate: number,
  levels: { readonly slower: number; readonly within: number },
): LatencyResult {
  const sketch = latency.blocks[quantile];
  const lower = medianLowerBound(sketch, levels.slower);
  const upper = medianUpperBound(sketch, levels.within);
  return {
    endpoint,
    quantile,
    gate,
    ratio: estimateOf(latency, quantiles[quantile]),
    lower,
    upper,
    blocks: countOf(sketch),
    standing: lower >= gate ? 'slower' : upper !== null && upper <= gate ? 'within' : 'open',
  };
}

/** Null where one side has no times, or is infinite. */
function estimateOf({ primary, shadow }: LatencyEvidence, q: number): number | null {
  const [before, after] = [quantileOf(primary, q), quantileOf(shadow, q)];
  if (before === undefined || after === undefined || before === 0) return null;
  const estimate = after / before;
  return Number.isFinite(estimate) ? estimate : null;
}

/**
 * The highest edge of a bin that the median is surely above: a sign test of "at least as many blocks are at or below it as above" by
 * betting (`logAgainstExcess` with p0 = 0), inverted. Every edge is tested at the same level: the bound holds at all times, for the true
 * median's edge is one of them and the rest follow from it.
 */
function medianLowerBound(sketch: Sketch, level: number): number {
  const total = countOf(sketch);
  const falling = [
    highestRatio,
    ...sketch.bins
      .map(([bin]) => upperEdge(bin - 1))
      .filter((edge) => edge < highestRatio)
      .reverse(),
  ];
  return firstEdge(falling, (edge) => isShown(sidesOf(sketch, edge).above, total, level)) ?? 0;
}

/** The lowest edge of a bin that the median is surely at or below; null where there is none. */
function medianUpperBound(sketch: Sketch, level: number): number | null {
  const total = countOf(sketch);
  const rising = sketch.bins.map(([bin]) => upperEdge(bin));
  return firstEdge(rising, (edge) => isShown(sidesOf(sketch, edge).below, total, level)) ?? null;
}

/** Of edges so ordered that a condition holds from some one on. */
function firstEdge(edges: readonly number[], holds: (edge: number) => boolean): number | undefined {
  const at = firstCount((index) => {
    const edge = edges[index];
    return edge !== undefined && holds(edge);
  }, edges.length - 1);
  return at === undefined ? undefined : edges[at];
}

function isShown(agree: number, total: number, level: number): boolean {
  return logAgainstExcess(0, { up: agree, down: total - agree, n: total }) >= -Math.log(level);
}

function slowerReason({ endpoint, quantile, gate, lower, blocks: seen }: LatencyResult): Reason {
  return fails(
    'slower',
    `${endpoint} is slower on the shadow: at ${quantile} at least ${ratio(lower)} times the primary's upstream time, by ${counted(seen, 'block')} of pairs; ${ratio(gate)} is tolerated.`,
  );
}

function openReason(
  { endpoint, quantile, gate, upper, blocks: seen }: LatencyResult,
  sketches: LatencyEvidence['blocks'] | undefined,
  level: number,
): Reason {
  const below = sketches === undefined ? 0 : sidesOf(sketches[quantile], gate).below;
  const more = firstCount((blocks) => isShown(below + blocks, seen + blocks, level), mostForetold);
  const soFar = upper === null ? 'no bound so far' : `so far at most ${ratio(upper)} times`;
  const foretold =
    more === undefined
      ? ''
      : ` About ${counted(more, 'more block')} within it would, each of at least ${blockMinimum.pairs} pairs.`;
  return blocks(
    'latency-open',
    `${endpoint}: its ${quantile} is not yet shown to be at most ${ratio(gate)} times the primary's (${soFar}, by ${counted(seen, 'block')}).${foretold}`,
  );
}
