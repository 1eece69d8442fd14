/** Totals since the process started, as of one report. What Envoy has not counted yet it does not report: it is 0. */
export interface EnvoyReport {
  readonly process: EnvoyProcess;
  /** Access log entries, of all migrations. Written means handed to a connection, not received. */
  readonly written: number;
  readonly dropped: number;
  /** Its listeners take nothing more: what is counted now is all there will be. */
  readonly stopped: boolean;
  readonly migrations: readonly MigrationCounters[];
}

/** One run of one Envoy: a restarted one counts from 0 again. */
export interface EnvoyProcess {
  readonly node: string;
  readonly started: string;
}

export interface MigrationCounters {
  readonly migration: string;
  /** How many numbers each seed has given out: the last one is the highest. */
  readonly issued: ReadonlyMap<string, number>;
  /** Requests that reached the shadow's hop. */
  readonly mirrored: number;
  /** Copies that Envoy gave up before the hop: full circuit breakers, or cancelled while they waited for a connection. */
  readonly unsent: number;
  /** Errors of the capture script, on all sides. */
  readonly scriptErrors: number;
}

/** One counter with its full name. */
export interface CounterPoint {
  readonly name: string;
  readonly value: number;
}

const issuedBy = /^http\.([^/]+)\.lua\.umbra_captured\.([0-9a-f]{16})$/;
const scriptErrors = /^http\.([^/]+)(?:\/(?:control-)?hop)?\.lua\.errors$/;
const mirrored = /^http\.([^/]+)\/hop\.downstream_rq_total$/;
const unsent = /^cluster\.([^/]+)\/hop\.upstream_rq_(?:pending_overflow|active_overflow|cancelled)$/;

/** Names as `control-plane/snapshot/names.ts` gives them; others are passed over. */
export function toEnvoyReport(process: EnvoyProcess, points: readonly CounterPoint[]): EnvoyReport {
  const migrations = new Map<string, MigrationTotals>();
  const totalsOf = (migration: string): MigrationTotals => {
    let totals = migrations.get(migration);
    if (totals === undefined) {
      totals = { migration, issued: new Map(), mirrored: 0, unsent: 0, scriptErrors: 0 };
      migrations.set(migration, totals);
    }
    return totals;
  };
  let [written, dropped, stopped] = [0, 0, false];
  for (const { name, value } of points) {
    const [, capturing, seed] = issuedBy.exec(name) ?? [];
    const [, hop] = mirrored.exec(name) ?? [];
    const [, breaking] = unsent.exec(name) ?? [];
    const [, failing] = scriptErrors.exec(name) ?? [];
    if (capturing !== undefined && seed !== undefined) totalsOf(capturing).issued.set(seed, value);
    else if (hop !== undefined) totalsOf(hop).mirrored = value;
    else if (breaking !== undefined) totalsOf(breaking).unsent += value;
    else if (failing !== undefined) totalsOf(failing).scriptErrors += value;
    else if (name === 'access_logs.grpc_access_log.logs_written') written = value;
    else if (name === 'access_logs.grpc_access_log.logs_dropped') dropped = value;
    else if (name === 'listener_manager.listener_stopped') stopped = value > 0;
  }
  return { process, written, dropped, stopped, migrations: [...migrations.values()] };
}

interface MigrationTotals {
  readonly migration: string;
  readonly issued: Map<string, number>;
  mirrored: number;
  unsent: number;
  scriptErrors: number;
}
