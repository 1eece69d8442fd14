import type { Migration, ShadowUpstream } from '../migration/migration.ts';

export type CopySide = 'shadow' | 'control';

/** An upstream that copies of requests go to, through a hop of its own. */
export interface CopyTarget {
  readonly side: CopySide;
  readonly upstream: ShadowUpstream;
  /** Whether it is sent requests that may change data. */
  readonly takesUnsafe: boolean;
}

/** A control without a database of its own would repeat every write where the primary made it. */
export function copyTargets({ shadow, control }: Migration): readonly CopyTarget[] {
  return [
    { side: 'shadow', upstream: shadow, takesUnsafe: true },
    ...(control === undefined
      ? []
      : [{ side: 'control' as const, upstream: control, takesUnsafe: control.ownDatabase }]),
  ];
}
