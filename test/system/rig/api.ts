/** The control plane's REST API as a test uses it; every refusal is an error with the problem's text. */
export class Api {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  putMigration(document: { name: string }): Promise<unknown> {
    return this.call('PUT', `/v1/migrations/${document.name}`, document);
  }

  mirror(name: string, change: { percent?: number; writes?: string }): Promise<unknown> {
    return this.call('PATCH', `/v1/migrations/${name}/mirror`, change);
  }

  halt(name: string): Promise<unknown> {
    return this.call('POST', `/v1/migrations/${name}/halt`);
  }

  resume(name: string): Promise<unknown> {
    return this.call('POST', `/v1/migrations/${name}/resume`);
  }

  status(name: string): Promise<Status> {
    return this.call('GET', `/v1/migrations/${name}/status`) as Promise<Status>;
  }

  report(name: string): Promise<Report> {
    return this.call('GET', `/v1/migrations/${name}/report`) as Promise<Report>;
  }

  ledger(name: string): Promise<Ledger> {
    return this.call('GET', `/v1/migrations/${name}/ledger`) as Promise<Ledger>;
  }

  rules(name: string): Promise<{ readonly rules: readonly ListedRule[] }> {
    return this.call('GET', `/v1/migrations/${name}/rules`) as Promise<{ rules: ListedRule[] }>;
  }

  addRule(name: string, rule: object): Promise<unknown> {
    return this.call('POST', `/v1/migrations/${name}/rules`, rule);
  }

  removeRule(name: string, id: string): Promise<unknown> {
    return this.call('DELETE', `/v1/migrations/${name}/rules/${id}`);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}

export interface MirrorState {
  readonly percent: number;
  readonly writes: string;
  readonly halted: boolean;
}

export interface Status {
  readonly mirror: MirrorState;
  readonly confirmed: MirrorState | null;
  readonly envoys: readonly {
    readonly node: string;
    readonly connected: boolean;
    readonly config: Readonly<
      Record<string, { sent: string; acknowledged: string; rejected?: { version: string; reason: string } }>
    >;
    readonly confirmed: MirrorState | null;
  }[];
}

export interface Ledger {
  readonly captured: number;
  readonly inFlight: number;
  readonly fates: Readonly<Record<string, number>>;
  readonly shares: Readonly<Record<'evidence' | 'setAside' | 'loss', number>>;
  readonly balanced: boolean;
  readonly envoy: {
    readonly state: 'agrees' | 'disagrees' | 'not-reconciled';
    readonly disagreements: readonly { readonly equation: string; readonly requests: number }[];
    readonly captured: number;
    readonly mirrored: number;
    readonly unsent: number;
    readonly dropped: number;
    readonly ended: { readonly envoys: number; readonly atMost: number };
  };
}

export interface ListedRule {
  readonly id: string;
  /** Null while the comparator has not told. */
  readonly use: { readonly hits: number; readonly standing: string } | null;
}

export interface Finding {
  readonly endpoint: string;
  readonly path: string;
  readonly class: string;
  readonly count: number;
}

export interface Report {
  readonly outcome: 'no-evidence' | 'no-differences-found' | 'differences-found';
  /** Absent while nothing is known of the migration. */
  readonly epoch?: { readonly id: string; readonly recomputed: 'exact' | 'estimate' | 'anew' };
  readonly pairs: { readonly compared: number; readonly identical: number; readonly differing: number };
  readonly findings: readonly Finding[];
  readonly ledger: Ledger;
}
