import type protobuf from 'protobufjs';
import protobufjs from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { envoyAccessLogTypes } from '../../makers/access-log.ts';
import { ingestProfile } from '../../makers/ingest-profile.ts';

/** Each message of the slim profile and the one it stands for. */
const counterparts: readonly (readonly [slim: string, full: string])[] = [
  ['StreamAccessLogsMessage', 'envoy.service.accesslog.v3.StreamAccessLogsMessage'],
  ['StreamAccessLogsMessage.Identifier', 'envoy.service.accesslog.v3.StreamAccessLogsMessage.Identifier'],
  [
    'StreamAccessLogsMessage.HTTPAccessLogEntries',
    'envoy.service.accesslog.v3.StreamAccessLogsMessage.HTTPAccessLogEntries',
  ],
  [
    'StreamAccessLogsMessage.TCPAccessLogEntries',
    'envoy.service.accesslog.v3.StreamAccessLogsMessage.TCPAccessLogEntries',
  ],
  ['Node', 'envoy.config.core.v3.Node'],
  ['HTTPAccessLogEntry', 'envoy.data.accesslog.v3.HTTPAccessLogEntry'],
  ['AccessLogCommon', 'envoy.data.accesslog.v3.AccessLogCommon'],
  ['ResponseFlags', 'envoy.data.accesslog.v3.ResponseFlags'],
  ['HTTPRequestProperties', 'envoy.data.accesslog.v3.HTTPRequestProperties'],
  ['HTTPResponseProperties', 'envoy.data.accesslog.v3.HTTPResponseProperties'],
  ['Metadata', 'envoy.config.core.v3.Metadata'],
  ['Struct', 'google.protobuf.Struct'],
  ['Value', 'google.protobuf.Value'],
  ['Timestamp', 'google.protobuf.Timestamp'],
  ['Duration', 'google.protobuf.Duration'],
  ['UInt32Value', 'google.protobuf.UInt32Value'],
];

/** How a field travels: its number, whether it repeats, and the wire types of key and value. */
function onTheWire(field: protobuf.Field): string {
  const basic: Readonly<Record<string, number | undefined>> = protobufjs.types.basic;
  const wireType = (type: string): number => basic[type] ?? 2;
  const value = field.resolvedType instanceof protobufjs.Enum ? 0 : wireType(field.type);
  const key = field instanceof protobufjs.MapField ? `${String(wireType(field.keyType))} to ` : '';
  return `${field.id} ${field.repeated ? 'repeated ' : ''}${key}${value}`;
}

describe('the slim ingest profile', () => {
  const slim = ingestProfile();
  const full = envoyAccessLogTypes();

  test('has a counterpart for every message', () => {
    const names: string[] = [];
    const collect = (namespace: protobuf.NamespaceBase): void => {
      for (const nested of namespace.nestedArray) {
        if (nested instanceof protobufjs.Type) names.push(nested.fullName.replace('.umbra.ingest.', ''));
        if (nested instanceof protobufjs.Namespace) collect(nested);
      }
    };
    collect(slim);
    expect(names.sort()).toEqual(counterparts.map(([name]) => name).sort());
  });

  test.each(counterparts)('%s has the field numbers and wire types of %s', (slimName, fullName) => {
    const slimType = slim.lookupType(`umbra.ingest.${slimName}`);
    const fullType = full.lookupType(fullName);
    const wire = (type: protobuf.Type, names: readonly string[]): object =>
      Object.fromEntries(
        names.map((name) => {
          const field = type.fields[name];
          return [name, field === undefined ? 'missing' : onTheWire(field)];
        }),
      );
    const names = Object.keys(slimType.fields);
    expect(wire(slimType, names)).toEqual(wire(fullType, names));
  });
});
