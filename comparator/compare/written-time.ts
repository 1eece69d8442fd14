const timeText =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;

const NANOSECONDS = 1_000_000_000n;

/** A time as ISO 8601 or PostgreSQL write it. */
export interface WrittenTime {
  /** As the clock on the wall shows it, and as an instant (UTC where no zone is written): nanoseconds since 1970. */
  readonly wall: bigint;
  readonly instant: bigint;
  readonly fractionDigits: number;
  readonly hasTimeOfDay: boolean;
  readonly hasZone: boolean;
}

/** Undefined where the text is no time. */
export function parseTime(text: string): WrittenTime | undefined {
  if (text.length < 10 || text.length > 40) return undefined;
  const match = timeText.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match;
  const milliseconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second),
  );
  const wall = BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
  return {
    wall,
    instant: wall - offsetOf(zone),
    fractionDigits: fraction.length,
    hasTimeOfDay: hour !== undefined,
    hasZone: zone !== undefined,
  };
}

function offsetOf(zone: string | undefined): bigint {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0n;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || '0');
  return BigInt(zone.startsWith('-') ? -minutes : minutes) * 60n * NANOSECONDS;
}
