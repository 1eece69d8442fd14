/** The resource types we serve, in the order in which changes must reach an Envoy (make before break). */
export const resourceTypes = ['cluster', 'endpoints', 'listener', 'route', 'runtime'] as const;

export type ResourceType = (typeof resourceTypes)[number];

export const typeUrls: Readonly<Record<ResourceType, string>> = {
  cluster: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  endpoints: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  listener: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  route: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  runtime: 'type.googleapis.com/envoy.service.runtime.v3.Runtime',
};

/** One resource, serialised once: the bytes of its `google.protobuf.Any`, and the hash of them as its version. */
export interface EncodedResource {
  readonly name: string;
  readonly version: string;
  readonly any: Buffer;
  /** Where set, Envoy drops the resource unless it is sent again in time. */
  readonly ttlSeconds: number | undefined;
}

/** All resources of one type; `version` is the hash of their names and versions. */
export interface ResourceSet {
  readonly version: string;
  readonly resources: ReadonlyMap<string, EncodedResource>;
}

/** One internally consistent set of everything an Envoy is told. Immutable. */
export type Snapshot = Readonly<Record<ResourceType, ResourceSet>>;

/** A value for each type of resource. */
export function byResourceType<T>(valueOf: (type: ResourceType) => T): Record<ResourceType, T> {
  return {
    cluster: valueOf('cluster'),
    endpoints: valueOf('endpoints'),
    listener: valueOf('listener'),
    route: valueOf('route'),
    runtime: valueOf('runtime'),
  };
}
