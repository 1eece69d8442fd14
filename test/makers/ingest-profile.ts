import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

/** `protos/umbra/ingest.proto`: the specification of what the comparator reads. */
export function ingestProfile(): protobuf.Root {
  const source = readFileSync(new URL('../../protos/umbra/ingest.proto', import.meta.url), 'utf8');
  const { root } = protobuf.parse(source);
  root.resolveAll();
  return root;
}
