/** What things are called inside Envoy: in its statistics, its admin pages and the access log. */
export const names = {
  listener: (migration: string) => migration,
  hopListener: (migration: string) => `${migration}/hop`,

  routes: (migration: string) => migration,
  hopRoutes: (migration: string) => `${migration}/hop`,

  primary: (migration: string) => `${migration}/primary`,
  shadow: (migration: string) => `${migration}/shadow`,
  /** The cluster whose only endpoint is the hop's internal listener. */
  hop: (migration: string) => `${migration}/hop`,
  plainUpstream: (migration: string, index: number) => `${migration}/route-${index}`,

  /** Route names reach the comparator, which tells the sides apart by them. */
  mirrorRoute: (migration: string) => `${migration}/mirror`,
  tooLargeRoute: (migration: string) => `${migration}/too-large`,
  shadowRoute: (migration: string) => `${migration}/shadow`,
  plainRoute: (migration: string) => `${migration}/plain`,

  mirrorSwitch: (migration: string) => `umbra.mirror.${migration}`,
  writesSwitch: (migration: string) => `umbra.writes.${migration}`,

  captureFilter: 'envoy.filters.http.lua',
} as const;
