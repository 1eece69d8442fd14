/** `npm run bench` runs every benchmark; `npm run bench -- NAME …` runs the named ones. Each prints one table. */
import Table from 'cli-table3';
import type { Benchmark } from './benchmark.ts';
import { aaStreams } from './aa-streams.ts';
import { capture } from './capture.ts';
import { comparator } from './comparator.ts';
import { confirmation } from './confirmation.ts';
import { controlAa } from './control-aa.ts';
import { decoding } from './decoding.ts';
import { jsonDifference } from './json-difference.ts';
import { ledger } from './ledger.ts';
import { memoryUnderFaults } from './memory-under-faults.ts';
import { memory } from './memory.ts';
import { report } from './report/report.ts';
import { rulesBenchmark } from './rules.ts';
import { streamDefects } from './stream-defects.ts';
import { uploadStall } from './upload-stall.ts';
import { verdictAa } from './verdict/verdict-aa.ts';
import { verdictLatency } from './verdict/verdict-latency.ts';
import { verdictNoise } from './verdict/verdict-noise.ts';
import { verdictPower } from './verdict/verdict-power.ts';
import { xds } from './xds.ts';
import { zeroHarm } from './zero-harm.ts';

const benchmarks: readonly Benchmark[] = [
  aaStreams,
  streamDefects,
  zeroHarm,
  uploadStall,
  memoryUnderFaults,
  ledger,
  capture,
  comparator,
  decoding,
  jsonDifference,
  memory,
  report,
  verdictAa,
  verdictPower,
  verdictNoise,
  verdictLatency,
  rulesBenchmark,
  xds,
  confirmation,
  controlAa,
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(
    `No benchmark is called ${unknown.join(', ')}; there are: ${benchmarks.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

for (const benchmark of benchmarks) {
  if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
  console.log(`\n${benchmark.name}: ${benchmark.question}`);
  const { columns, rows } = await benchmark.run();
  const table = new Table({ head: [...columns], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  console.log(table.toString());
}
