import type { CopySide } from './copy-target.ts';

/** What things are called inside Envoy: in its statistics, its admin pages and the access log. */
export const names = {
  listener: (migration: string) => migration,
  hopListener: (migration: string, side: CopySide) => `${migration}/${hops[side]}`,

  routes: (migration: string) => migration,
  hopRoutes: (migration: string, side: CopySide) => `${migration}/${hops[side]}`,

  primary: (migration: string) => `${migration}/primary`,
  /** The shadow, or the control. */
  copied: (migration: string, side: CopySide) => `${migration}/${side}`,
  /** The cluster whose only endpoint is the hop's internal listener. */
  hop: (migration: string, side: CopySide) => `${migration}/${hops[side]}`,
  plainUpstream: (migration: string, index: number) => `${migration}/route-${index}`,

  /** Route names reach the comparator, which tells the sides apart by them. */
  mirrorRoute: (migration: string) => `${migration}/mirror`,
  tooLargeRoute: (migration: string) => `${migration}/too-large`,
  copiedRoute: (migration: string, side: CopySide) => `${migration}/${side}`,
  plainRoute: (migration: string) => `${migration}/plain`,

  mirrorSwitch: (migration: string) => `umbra.mirror.${migration}`,
  writesSwitch: (migration: string) => `umbra.writes.${migration}`,

  captureFilter: 'envoy.filters.http.lua',
} as const;

/** The comparator reads Envoy's counters by these names (`comparator/reconcile/envoy-report.ts`). */
const hops: Readonly<Record<CopySide, string>> = { shadow: 'hop', control: 'control-hop' };
