/** Names the bootstrap fixes and the resources served later refer to. */
export const bootstrapNames = {
  comparatorCluster: 'umbra_comparator',
  controlPlaneCluster: 'umbra_control_plane',
  /** The runtime layer whose expiry is the dead-man switch. */
  runtimeLayer: 'umbra',
} as const;
