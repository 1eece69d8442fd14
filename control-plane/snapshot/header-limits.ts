/** Headers of one message, in either direction: Envoy needs a bound, and this one is far beyond any client's or server's own. */
export const headerLimits = { count: 1_000, kilobytes: 1_024 } as const;

/** The hop's: Envoy and Umbra add a few fields to a copy, and a copy that is refused looks like a shadow that fails. */
export const hopHeaderLimits = {
  count: headerLimits.count + 20,
  kilobytes: headerLimits.kilobytes + 4,
} as const;
