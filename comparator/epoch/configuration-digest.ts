import { z } from 'zod';
import { digestOf } from './digest.ts';

const members = z.record(z.string(), z.unknown()).catch({});

const document = z
  .object({
    primary: members,
    shadow: members,
    control: members.optional(),
    mirror: members,
    compare: members,
  })
  .catch({ primary: {}, shadow: {}, mirror: {}, compare: {} });

/**
 * Of a migration as the control plane lists it: which upstreams are compared, what is mirrored, and how it is compared. How much of the
 * traffic is mirrored changes nothing in what is found. Rules are not in it: some expire, and some ignore only.
 */
export function configurationDigest(entry: unknown): string {
  const { primary, shadow, control, mirror, compare } = document.parse(entry);
  return digestOf([
    primary['hosts'],
    shadow['hosts'],
    control,
    without(mirror, ['percent', 'halted']),
    without(compare, ['rules']),
  ]);
}

function without(object: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
