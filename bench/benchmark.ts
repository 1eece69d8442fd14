/** One measured comparison: what it asks, and a table of what was measured in this very run. */
export interface Benchmark {
  readonly name: string;
  /** The question, as a sentence. */
  readonly question: string;
  run(): Promise<Table>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}
