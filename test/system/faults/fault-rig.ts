import { temporaryStateDirectory } from '../../../cli/stack/state-directory.ts';
import { createLog } from '../../../platform/log/logger.ts';
import { freePort } from '../../../platform/net/free-port.ts';
import { Api, type Ledger } from '../rig/api.ts';
import { envoyCounters } from '../rig/envoy-counters.ts';
import { eventually } from '../rig/eventually.ts';
import type { Load, LoadOutcome } from './load.ts';
import {
  openLinks,
  partNames,
  partStarters,
  settlePorts,
  type LinkName,
  type Part,
  type PartName,
  type Ports,
} from './parts.ts';
import { startMain } from './start-main.ts';
import { startToxiproxy, type Link } from './toxiproxy.ts';
import type { Behaviour } from './upstream-behaviour.ts';

const migration = 'faults';

/** Settings that a fault changes; unchanged ones are as the rig was started. */
export interface MigrationSettings {
  readonly percent: number;
  /** Whether Envoy reaches the shadow through the link that can be broken. */
  readonly shadowBy: 'direct' | 'link';
  /** Whether each request goes to the control too. */
  readonly controlled: boolean;
  readonly comparedHeaders: readonly string[];
  readonly timeoutMs: number;
}

const usual: MigrationSettings = {
  percent: 100,
  shadowBy: 'direct',
  controlled: false,
  comparedHeaders: [],
  timeoutMs: 3_000,
};

/** All of Umbra between two upstreams, each part a process that can be killed and stopped, and each way one that can be broken. */
export class FaultRig {
  readonly api: Api;
  readonly ports: Ports;
  readonly links: Readonly<Record<LinkName, Link>>;
  readonly #running = new Map<PartName, Part>();
  readonly #starters: Readonly<Record<PartName, () => Promise<Part>>>;
  readonly #settings: MigrationSettings;
  readonly #loadPort: number;
  readonly #close: () => Promise<void>;
  #nextMark = 1;

  private constructor(parts: {
    ports: Ports;
    links: Readonly<Record<LinkName, Link>>;
    starters: Readonly<Record<PartName, () => Promise<Part>>>;
    settings: MigrationSettings;
    loadPort: number;
    close: () => Promise<void>;
  }) {
    this.ports = parts.ports;
    this.links = parts.links;
    this.api = new Api(`http://127.0.0.1:${parts.ports.of.api}`);
    this.#starters = parts.starters;
    this.#settings = parts.settings;
    this.#loadPort = parts.loadPort;
    this.#close = parts.close;
  }

  static async start(settings: Partial<MigrationSettings> = {}): Promise<FaultRig> {
    const log = createLog({ service: 'faults', level: 'error' });
    const state = await temporaryStateDirectory();
    const apiPort = await freePort({ port: 0, purpose: "toxiproxy's API", option: 'no option' });
    const proxy = await startToxiproxy(apiPort);
    const ports = await settlePorts();
    const clients = await startMain('load-main.ts');
    const rig = new FaultRig({
      ports,
      links: await openLinks(proxy, ports),
      starters: partStarters(state.directory, ports, log),
      settings: { ...usual, ...settings },
      loadPort: clients.ports['port'] ?? 0,
      close: async () => {
        await clients.child.stop();
        await proxy.stop();
        await state.remove();
      },
    });
    try {
      for (const name of partNames) await rig.start(name);
      await rig.untilWell();
    } catch (error) {
      await rig.stop();
      throw error;
    }
    return rig;
  }

  part(name: PartName): Part {
    const part = this.#running.get(name);
    if (part === undefined) throw new Error(`${name} does not run`);
    return part;
  }

  async start(name: PartName): Promise<void> {
    this.#running.set(name, await this.#starters[name]());
  }

  /** Without a chance to say goodbye. */
  async kill(name: PartName): Promise<void> {
    const part = this.part(name);
    part.kill('SIGKILL');
    await part.exited;
    this.#running.delete(name);
  }

  async behave(upstream: 'primary' | 'shadow' | 'control', behaviour: Behaviour): Promise<void> {
    const port = this.ports.of[`${upstream}Control`];
    const answer = await fetch(`http://127.0.0.1:${port}/${behaviour}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`the ${upstream} does not turn ${behaviour}: ${await answer.text()}`);
  }

  /** Stores the migration with these settings in place of the usual ones. */
  async configure(changed: Partial<MigrationSettings> = {}): Promise<void> {
    const { of, link } = this.ports;
    const { percent, shadowBy, controlled, comparedHeaders, timeoutMs } = { ...this.#settings, ...changed };
    await this.api.putMigration({
      name: migration,
      listener: { port: of.listener },
      primary: { hosts: [`127.0.0.1:${of.primary}`] },
      shadow: { hosts: [`127.0.0.1:${shadowBy === 'direct' ? of.shadow : link.shadow}`] },
      ...(controlled && { control: { hosts: [`127.0.0.1:${of.control}`], ownDatabase: true } }),
      mirror: { percent, writes: 'all', key: { header: 'x-tenant-id' }, timeoutMs },
      compare: { headers: comparedHeaders },
    } as { name: string });
  }

  /** Stores the usual settings as soon as the store takes them, and waits until the running Envoy has confirmed them. */
  async untilWell(): Promise<void> {
    await eventually('the store to take changes', () => this.configure().then(() => true));
    await eventually(
      "Envoy's confirmation",
      async () => {
        const { mirror, confirmed, envoys } = await this.api.status(migration);
        const current = envoys.some(
          ({ connected, config }) =>
            connected && Object.values(config).every(({ sent, acknowledged }) => sent === acknowledged),
        );
        return current && confirmed?.percent === mirror.percent;
      },
      90_000,
    );
  }

  /** Sends requests with marks of their own, and holds every answer against the primary's. */
  async load(
    load: Pick<Load, 'requests' | 'arrival'> & Partial<Pick<Load, 'mix' | 'port'>>,
  ): Promise<LoadOutcome> {
    const firstMark = this.#nextMark;
    this.#nextMark += load.requests;
    const whole: Load = { port: this.ports.of.listener, mix: 'usual', firstMark, ...load };
    const answer = await fetch(`http://127.0.0.1:${this.#loadPort}`, {
      method: 'POST',
      body: JSON.stringify(whole),
    });
    if (!answer.ok) throw new Error(`the clients failed: ${await answer.text()}`);
    return (await answer.json()) as LoadOutcome;
  }

  /** The ledger, once every request that Envoy captured has its fate. */
  async settledLedger(): Promise<Ledger> {
    return eventually(
      'every captured request to have its fate',
      async () => {
        // A loss shows by a later number only, so each worker of Envoy has to issue one.
        await this.load({ requests: 64, arrival: { kind: 'closed', width: 32 } });
        return eventually(
          'the ledger to be complete',
          async () => {
            const ledger = await this.api.ledger(migration);
            return ledger.captured === (await this.captured()) && ledger.inFlight === 0 && ledger;
          },
          10_000,
        ).catch(() => undefined);
      },
      60_000,
    );
  }

  async captured(): Promise<number> {
    const counters = await envoyCounters(`http://127.0.0.1:${this.ports.of.admin}`, 'umbra_captured');
    return Object.values(counters).reduce((total, count) => total + count, 0);
  }

  report(): ReturnType<Api['report']> {
    return this.api.report(migration);
  }

  /** Nothing is mirrored and nothing captured until it is resumed. */
  async halt(): Promise<void> {
    await this.api.halt(migration);
    await eventually('the halt', async () => (await this.api.status(migration)).confirmed?.halted);
  }

  async resume(): Promise<void> {
    await this.api.resume(migration);
    await eventually(
      'the mirror',
      async () => (await this.api.status(migration)).confirmed?.halted === false,
    );
  }

  async stop(): Promise<void> {
    for (const name of partNames.toReversed()) await this.#running.get(name)?.stop();
    await this.#close();
  }
}
