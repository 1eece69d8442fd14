import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binOf, upperEdge, valueOf } from '../../../comparator/latency/bins.ts';
import { LatencyRecorder } from '../../../comparator/latency/latency-recorder.ts';
import { countOf, quantileOf, sidesOf, sumOfLatencies } from '../../../comparator/latency/sketch.ts';

const perBlock = 200;

/** Pairs of one block, far enough apart that it lasts its time. */
function addBlock(
  recorder: LatencyRecorder,
  times: (at: number) => readonly [number, number],
  from = 0,
): void {
  for (let at = 0; at < perBlock; at += 1) recorder.add(...times(at), from + at * 26);
}

describe('bins', () => {
  test('a value lies in its bin, and the value that stands for the bin is at most 1 % from it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const bin = binOf(value);
        expect(value).toBeGreaterThan(upperEdge(bin - 1) * (1 - 1e-9));
        expect(value).toBeLessThanOrEqual(upperEdge(bin) * (1 + 1e-9));
        expect(Math.abs(valueOf(bin) / value - 1)).toBeLessThanOrEqual(0.01 + 1e-9);
      }),
    );
  });
});

describe('blocks', () => {
  test('a block holds 200 pairs and 5 seconds, whichever comes last', () => {
    const quick = new LatencyRecorder();
    for (let at = 0; at < 50_000; at += 1) quick.add(100, 100, at / 10);
    expect(countOf(quick.take().blocks.p50)).toBe(0);
    quick.add(100, 100, 5_000);
    expect(countOf(quick.take().blocks.p50)).toBe(1);

    const rare = new LatencyRecorder();
    for (let at = 0; at < 199; at += 1) rare.add(100, 100, at * 1_000);
    expect(countOf(rare.take().blocks.p50)).toBe(0);
    rare.add(100, 100, 199_000);
    expect(countOf(rare.take().blocks.p50)).toBe(1);
  });

  test('the ratio is that of the two quantiles, by nearest rank', () => {
    const recorder = new LatencyRecorder();
    // p50 1.5 times as slow, p95 twice, p99 three times: ranks 100, 190 and 198 of 200.
    addBlock(recorder, (at) => [1_000 + at, (1_000 + at) * (at < 184 ? 1.5 : at < 196 ? 2 : 3)]);
    const { blocks } = recorder.take();
    expect(blocks.p50.bins).toEqual([[binOf(1.5), 1]]);
    expect(blocks.p95.bins).toEqual([[binOf(2), 1]]);
    expect(blocks.p99.bins).toEqual([[binOf(3), 1]]);
  });

  test('a shadow that fails is infinitely slow, and where both fail there is no ratio', () => {
    const recorder = new LatencyRecorder();
    addBlock(recorder, (at) => [at >= 196 ? Infinity : 1_000, at >= 188 ? Infinity : 1_000]);
    const { blocks, shadow } = recorder.take();
    expect(countOf(blocks.p99)).toBe(0);
    expect(blocks.p95.infinite).toBe(1);
    expect(blocks.p50.bins).toEqual([[binOf(1), 1]]);
    expect(shadow.infinite).toBe(12);
  });

  test('of a block with more pairs than are kept, those kept are spread evenly over it', () => {
    const recorder = new LatencyRecorder();
    const pairs = 20_000;
    for (let at = 0; at < pairs; at += 1) recorder.add(1_000, 1_000 + at, (at * 5_000) / (pairs - 1));
    const [bin] = recorder.take().blocks.p50.bins[0] ?? [];
    expect(valueOf(bin ?? 0)).toBeGreaterThan(10.7);
    expect(valueOf(bin ?? 0)).toBeLessThan(11.3);
  });

  test('what was taken is not taken again, and the takings add up to the whole', () => {
    const times = (at: number): [number, number] => [1_000 + ((at * 37) % 101), 900 + ((at * 53) % 307)];
    const whole = new LatencyRecorder();
    const parts = new LatencyRecorder();
    const taken = [];
    for (let block = 0; block < 6; block += 1) {
      addBlock(whole, times, block * 6_000);
      addBlock(parts, times, block * 6_000);
      taken.push(parts.take());
    }
    expect(sumOfLatencies(taken)).toEqual(whole.take());
    expect(countOf(parts.take().primary)).toBe(0);
  });
});

describe('sketches', () => {
  const sketch = {
    bins: [
      [binOf(1), 2],
      [binOf(1.1), 3],
      [binOf(4), 4],
    ] as [number, number][],
    zero: 1,
    infinite: 5,
  };

  test('quantiles are within 1 % of the nearest rank, and infinite among the infinite', () => {
    expect(quantileOf(sketch, 0.05)).toBe(0);
    expect(quantileOf(sketch, 0.2)).toBeCloseTo(1, 1);
    expect(quantileOf(sketch, 0.6)).toBeCloseTo(4, 1);
    expect(quantileOf(sketch, 0.99)).toBe(Infinity);
    expect(quantileOf({ bins: [], zero: 0, infinite: 0 }, 0.5)).toBeUndefined();
  });

  test('the bin in which a bound lies counts to neither side', () => {
    expect(sidesOf(sketch, 1.1)).toEqual({ above: 9, below: 3 });
  });
});
