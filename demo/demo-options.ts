import { parseArgs } from 'node:util';
import { defaultPorts, portUses, type StackPorts } from '../cli/stack/stack-ports.ts';
import type { MigrationScript } from './shop-databases.ts';

/** What `npm run demo --` takes. */
export interface DemoCommand {
  /** Everything keeps running after the report, with gentle traffic. */
  readonly stay: boolean;
  readonly ports: StackPorts;
  readonly listenerPorts: Readonly<Record<MigrationScript, number>>;
}

export const listenerOptions: Readonly<Record<MigrationScript, string>> = {
  defective: '--defective-port',
  clean: '--clean-port',
};

const defaultListenerPorts: Readonly<Record<MigrationScript, number>> = { defective: 10_000, clean: 10_001 };

/** @throws TypeError for an option that does not exist, RangeError for a port that is none. */
export function parseDemoOptions(args: readonly string[]): DemoCommand {
  const stackOptions = mapValues(portUses, (use) => use.option);
  const portOptions = [...Object.values(stackOptions), ...Object.values(listenerOptions)];
  const { values } = parseArgs({
    args: [...args],
    options: {
      stay: { type: 'boolean' },
      ...Object.fromEntries(portOptions.map((option) => [nameOf(option), { type: 'string' as const }])),
    },
  });
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  const portFrom = (option: string, preset: number): number => {
    const text = given[nameOf(option)];
    return typeof text === 'string' ? parsePort(option, text) : preset;
  };
  return {
    stay: given['stay'] === true,
    ports: mapValues(stackOptions, (option, name) => portFrom(option, defaultPorts[name])),
    listenerPorts: mapValues(listenerOptions, (option, script) =>
      portFrom(option, defaultListenerPorts[script]),
    ),
  };
}

function nameOf(option: string): string {
  return option.replace(/^--/, '');
}

function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new RangeError(`${option} ${text} is not a port. Give a number from 1 to 65535.`);
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  convert: (value: From, key: Key) => To,
): Record<Key, To> {
  const entries = Object.entries(record) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, convert(value, key)])) as Record<Key, To>;
}
