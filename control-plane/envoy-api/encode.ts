import protobuf from 'protobufjs';
import { envoyTypes } from './envoy-types.ts';

/** A message as Envoy's JSON configuration writes it: snake case, durations as "1.5s", `Any` with its `@type`. */
export interface ConfigMessage {
  readonly [field: string]: ConfigValue | undefined;
}

export type ConfigValue = string | number | boolean | ConfigMessage | readonly ConfigValue[];

/** Something we were about to tell Envoy that its API does not know; a defect of ours, never of the user's input. */
export class EnvoyConfigError extends Error {
  override readonly name = 'EnvoyConfigError';
}

const typePrefix = 'type.googleapis.com/';

/**
 * Serialises `message` as the `google.protobuf.Any` that discovery responses carry.
 * Equal messages give equal bytes: fields go by number, map entries by key.
 *
 * Strict where protobufjs is not: an unknown field, an unknown enum name and a second member of a oneof are errors.
 * Dropped silently, each would leave an Envoy running on something other than what we believe it runs on.
 */
export function encodeAny(message: ConfigMessage): Buffer {
  const any = toAny(message, '');
  const type = envoyTypes().lookupType('google.protobuf.Any');
  return Buffer.from(type.encode(type.create(any)).finish());
}

function toAny(message: ConfigMessage, at: string): { type_url: string; value: Uint8Array } {
  const { '@type': typeUrl, ...fields } = message;
  if (typeof typeUrl !== 'string' || !typeUrl.startsWith(typePrefix)) {
    throw new EnvoyConfigError(`${at || 'the resource'} needs an "@type" that starts with ${typePrefix}`);
  }
  const type = lookup(typeUrl.slice(typePrefix.length), at);
  return { type_url: typeUrl, value: type.encode(toMessage(type, fields, at)).finish() };
}

function lookup(name: string, at: string): protobuf.Type {
  const found = envoyTypes().lookup(name, [protobuf.Type]);
  if (!(found instanceof protobuf.Type))
    throw new EnvoyConfigError(`${at}: the message type ${name} is not loaded`);
  return found;
}

function toMessage(type: protobuf.Type, value: ConfigMessage, at: string): protobuf.Message {
  const fields: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined) continue;
    const field = type.fields[name];
    if (field === undefined) throw new EnvoyConfigError(`${at}.${name} is not a field of ${type.fullName}`);
    field.resolve();
    const siblings =
      field.partOf?.oneof.filter((other) => other !== name && value[other] !== undefined) ?? [];
    if (siblings.length > 0) throw new EnvoyConfigError(`${at}.${name} excludes ${siblings.join(', ')}`);
    fields[name] = toField(field, given, `${at}.${name}`);
  }
  return type.create(fields);
}

function toField(field: protobuf.Field, value: ConfigValue, at: string): unknown {
  if (field instanceof protobuf.MapField) {
    const entries = Object.entries(asMessage(value, at)).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      entries.flatMap(([key, entry]) =>
        entry === undefined ? [] : [[key, toSingle(field, entry, `${at}.${key}`)]],
      ),
    );
  }
  if (!field.repeated) return toSingle(field, value, at);
  if (!isList(value)) throw new EnvoyConfigError(`${at} must be a list`);
  return value.map((item, index) => toSingle(field, item, `${at}[${index}]`));
}

function toSingle(field: protobuf.Field, value: ConfigValue, at: string): unknown {
  const type = field.resolvedType;
  if (type instanceof protobuf.Enum) return enumValue(type, value, at);
  if (type === null) return scalar(field.type, value, at);
  const wellKnown = wellKnownForms[type.fullName];
  return wellKnown === undefined ? toMessage(type, asMessage(value, at), at) : wellKnown(value, at);
}

/** The messages that protobuf's JSON mapping writes in a form of their own. */
const wellKnownForms: Readonly<Record<string, (value: ConfigValue, at: string) => unknown>> = {
  '.google.protobuf.Any': (value, at) => toAny(asMessage(value, at), at),
  '.google.protobuf.Duration': duration,
  '.google.protobuf.Struct': (value, at) => struct(asMessage(value, at)),
  '.google.protobuf.BoolValue': (value, at) => ({ value: scalar('bool', value, at) }),
  '.google.protobuf.UInt32Value': (value, at) => ({ value: scalar('uint32', value, at) }),
  '.google.protobuf.UInt64Value': (value, at) => ({ value: scalar('uint64', value, at) }),
};

function enumValue(type: protobuf.Enum, value: ConfigValue, at: string): number {
  const known = typeof value === 'string' ? type.values[value] : undefined;
  if (known === undefined)
    throw new EnvoyConfigError(
      `${at}: ${JSON.stringify(value)} is not one of ${Object.keys(type.values).join(', ')}`,
    );
  return known;
}

function scalar(type: string, value: ConfigValue, at: string): string | number | boolean {
  const expected = type === 'string' ? 'string' : type === 'bool' ? 'boolean' : 'number';
  if (typeof value !== expected || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new EnvoyConfigError(`${at} must be a ${expected}, not ${JSON.stringify(value)}`);
  }
  return value as string | number | boolean;
}

function duration(value: ConfigValue, at: string): { seconds: number; nanos: number } {
  const match = typeof value === 'string' ? /^(\d+)(?:\.(\d{1,9}))?s$/.exec(value) : null;
  if (match === null)
    throw new EnvoyConfigError(`${at} must be a duration such as "1.5s", not ${JSON.stringify(value)}`);
  return { seconds: Number(match[1]), nanos: Number((match[2] ?? '').padEnd(9, '0')) };
}

function struct(value: ConfigMessage): { fields: Record<string, unknown> } {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fields: Object.fromEntries(
      entries.flatMap(([key, entry]) => (entry === undefined ? [] : [[key, structValue(entry)]])),
    ),
  };
}

/** protobufjs brings `google.protobuf.Struct` itself, with camel-case names. */
function structValue(value: ConfigValue): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (isList(value)) return { listValue: { values: value.map(structValue) } };
  return { structValue: struct(value) };
}

function isList(value: ConfigValue): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

function asMessage(value: ConfigValue, at: string): ConfigMessage {
  if (typeof value !== 'object' || isList(value)) throw new EnvoyConfigError(`${at} must be a message`);
  return value;
}
