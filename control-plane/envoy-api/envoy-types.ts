import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import protobuf from 'protobufjs';

const require = createRequire(import.meta.url);

/** Files whose messages we encode or decode; what they import comes with them. */
const protoFiles = [
  'envoy/config/bootstrap/v3/bootstrap.proto',
  'envoy/config/cluster/v3/cluster.proto',
  'envoy/config/endpoint/v3/endpoint.proto',
  'envoy/config/listener/v3/listener.proto',
  'envoy/config/route/v3/route.proto',
  'envoy/extensions/access_loggers/grpc/v3/als.proto',
  'envoy/extensions/bootstrap/internal_listener/v3/internal_listener.proto',
  'envoy/extensions/filters/http/header_mutation/v3/header_mutation.proto',
  'envoy/extensions/filters/http/header_to_metadata/v3/header_to_metadata.proto',
  'envoy/extensions/filters/http/lua/v3/lua.proto',
  'envoy/extensions/filters/http/router/v3/router.proto',
  'envoy/extensions/filters/http/upstream_codec/v3/upstream_codec.proto',
  'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
  'envoy/extensions/http/header_formatters/preserve_case/v3/preserve_case.proto',
  'envoy/extensions/transport_sockets/tls/v3/tls.proto',
  'envoy/extensions/upstreams/http/v3/http_protocol_options.proto',
  'envoy/service/discovery/v3/discovery.proto',
  'envoy/service/runtime/v3/rtds.proto',
];

let loaded: protobuf.Root | undefined;

/** The Envoy API's messages, field names as in Envoy's documentation (snake case). Loaded once, 0.7 s. */
export function envoyTypes(): protobuf.Root {
  loaded ??= load();
  return loaded;
}

function load(): protobuf.Root {
  const deps = path.join(path.dirname(require.resolve('@grpc/grpc-js-xds/package.json')), 'deps');
  const includes = ['envoy-api', 'xds', 'googleapis', 'protoc-gen-validate'].map((folder) =>
    path.join(deps, folder),
  );
  includes.push(path.dirname(require.resolve('protobufjs/package.json')));

  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => findIn(includes, target);
  root.loadSync(protoFiles, { keepCase: true });
  addNewerFields(root);
  root.resolveAll();
  return root;
}

function findIn(folders: readonly string[], file: string): string | null {
  if (path.isAbsolute(file)) return file;
  for (const folder of folders) {
    const candidate = path.join(folder, file);
    if (existsSync(candidate)) return candidate;
  }
  return null;
}

/**
 * Fields that the package's protos are too old for, numbers from the Envoy API, v1.40. The mirror policy's header mutations let
 * the pairing id travel on the copy alone, unseen by the primary; the others lift limits that a client or a primary would not
 * meet without Envoy.
 */
function addNewerFields(root: protobuf.Root): void {
  root
    .lookupType('envoy.config.core.v3.HttpProtocolOptions')
    .add(new protobuf.Field('max_response_headers_kb', 7, 'google.protobuf.UInt32Value'));
  root
    .lookupType('envoy.config.core.v3.Http1ProtocolOptions')
    .add(new protobuf.Field('ignore_http_11_upgrade', 11, 'envoy.type.matcher.v3.StringMatcher', 'repeated'));
  root
    .lookupType('envoy.config.route.v3.RouteAction.RequestMirrorPolicy')
    .add(
      new protobuf.Field(
        'request_headers_mutations',
        7,
        'envoy.config.common.mutation_rules.v3.HeaderMutation',
        'repeated',
      ),
    );
}
