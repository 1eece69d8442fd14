/** Envoy's own counters and gauges whose names match, from its admin page. */
export async function envoyCounters(
  adminUrl: string,
  filter: string,
): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${adminUrl}/stats?format=json&filter=${encodeURIComponent(filter)}`);
  const { stats } = (await response.json()) as { stats: { name?: string; value?: number }[] };
  return Object.fromEntries(
    stats.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value ?? 0]])),
  );
}

/** Requests that were mirrored: the hop's own count, for the shadow's cluster also counts other things. */
export async function mirrored(adminUrl: string, migration: string): Promise<number> {
  const name = `http.${migration}/hop.downstream_rq_total`;
  return (await envoyCounters(adminUrl, `^http\\.${migration}/hop\\.downstream_rq_total$`))[name] ?? 0;
}
