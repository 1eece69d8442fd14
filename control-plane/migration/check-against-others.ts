import { isUnspecified } from './host-port.ts';
import type { HostPort, Migration } from './migration.ts';
import type { Problem } from './problem.ts';

/** What a migration cannot have because another one has it: two listeners cannot be bound to one address and port. */
export function checkAgainstOthers(migration: Migration, others: readonly Migration[]): readonly Problem[] {
  const taken = others.find(
    (other) => other.name !== migration.name && overlaps(other.listener, migration.listener),
  );
  if (taken === undefined) return [];
  const { host, port } = migration.listener;
  return [
    {
      path: 'listener.port',
      message: `listener ${host} port ${port} is taken: migration ${taken.name} listens on ${taken.listener.host} port ${taken.listener.port}`,
      remedy: `Choose another port, or remove migration ${taken.name}.`,
    },
  ];
}

/** Every address overlaps the unspecified one, IPv4 addresses the IPv6 one too: Linux binds it for both. */
function overlaps(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && (a.host === b.host || isUnspecified(a.host) || isUnspecified(b.host));
}
