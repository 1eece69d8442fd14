import type { Benchmark, Table } from './benchmark.ts';
import { startCaptureRig, type CaptureRig } from './capture/rig.ts';
import { idle, mirrored, plain, type Variant } from './capture/variants.ts';
import { pairedRatio } from './paired-ratio.ts';
import { quantile } from './quantile.ts';

const mirroredRounds = { rounds: 10, requests: 4_000 };
const idleRounds = { rounds: 24, requests: 6_000 };
const warmUpRequests = 3_000;

/** Envoy's CPU for a read of 0.9 KB, 16 connections, from an Envoy without Umbra up to everything, in turns. */
export const capture: Benchmark = {
  name: 'capture',
  question: `What does Umbra cost Envoy, µs of CPU per request (${mirroredRounds.rounds} rounds mirrored, ${idleRounds.rounds} at rest)?`,
  async run() {
    const rig = await startCaptureRig([plain, ...mirrored, ...idle]);
    try {
      for (const variant of [plain, ...mirrored, ...idle]) await rig.cpuPerRequest(variant, warmUpRequests);
      return table(
        await measure(rig, [plain, ...mirrored], mirroredRounds),
        await measure(rig, [plain, ...idle], idleRounds),
      );
    } finally {
      await rig.stop();
    }
  },
};

/** CPU per request in each round, microseconds. */
type Samples = ReadonlyMap<Variant, readonly number[]>;

/** Every variant once a round; every other round backwards, so that a drift of the machine favours none. */
async function measure(
  rig: CaptureRig,
  variants: readonly Variant[],
  { rounds, requests }: { readonly rounds: number; readonly requests: number },
): Promise<Samples> {
  const samples = new Map<Variant, number[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed())
      samples.get(variant)?.push(await rig.cpuPerRequest(variant, requests));
  }
  return samples;
}

function table(mirroring: Samples, resting: Samples): Table {
  return {
    columns: ['configuration', 'µs/request', 'over plain', 'lowest', 'highest', 'of plain', '95 % below'],
    rows: [mirroring, resting].flatMap((samples) =>
      [...samples].map(([variant, measured]) => row(variant, measured, samples.get(plain) ?? [])),
    ),
  };
}

function row(variant: Variant, measured: readonly number[], baseline: readonly number[]): string[] {
  const median = quantile(measured, 0.5).toFixed(1);
  if (variant === plain) return [variant.name, median];
  const pairs = measured.map((value, round) => [value, baseline[round] ?? NaN] as const);
  const differences = pairs.map(([value, base]) => value - base);
  const { mean, upperBound } = pairedRatio(pairs);
  return [
    variant.name,
    median,
    ...[0.5, 0, 1].map((q) => quantile(differences, q).toFixed(1)),
    mean.toFixed(3),
    upperBound.toFixed(3),
  ];
}
