import type { Migration, ShadowUpstream } from '../migration/migration.ts';
import type { MirrorShare } from './mirror-plan.ts';

export type CopySide = 'shadow' | 'control';

/** An upstream that copies of requests go to, through a hop of its own. */
export interface CopyTarget {
  readonly side: CopySide;
  readonly upstream: ShadowUpstream;
  /** Its database is not production's, so that it can be sent writes. */
  readonly ownDatabase: boolean;
}

export function copyTargets({ shadow, control }: Migration): readonly CopyTarget[] {
  return [
    { side: 'shadow', upstream: shadow, ownDatabase: true },
    ...(control === undefined
      ? []
      : [{ side: 'control' as const, upstream: control, ownDatabase: control.ownDatabase }]),
  ];
}

/** Without a database of its own, an upstream would repeat every write where the primary made it. */
export function takes({ ownDatabase }: CopyTarget, { safeTwice }: MirrorShare): boolean {
  return ownDatabase || safeTwice;
}
