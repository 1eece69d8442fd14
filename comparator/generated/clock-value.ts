/** A time as a program writes what its clock shows. */
export interface ClockValue {
  /** Microseconds since 1970, UTC where no zone is written. */
  readonly instantUs: number;
  /** Of the smallest unit that can be written so. */
  readonly granuleUs: number;
  /** How it is written, digits apart: equal for two values of one program. */
  readonly form: string;
  /** Digits of the second's fraction, written and without the zeros at its end. */
  readonly written: number;
  readonly significant: number;
  readonly zoned: boolean;
}

const second = 1_000_000;
const day = 86_400 * second;

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:([T ])(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?( ?)(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;
/** RFC 9110, section 5.6.7. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const timeLikeName =
  /(?:^|[_-])(?:at|on|ts|time|timestamp|date|datetime|since|until|expiry|expires|exp|iat|nbf|created|updated|modified|now|epoch)$|(?:At|On|Ts|Time|Timestamp|Date|Since|Until|Expires|Expiry|Created|Updated|Modified|Epoch|Millis|Ms|Seconds)$/;

/** Undefined where it is no time. Numbers are times where their field's name says so. */
export function clockValue(text: string, isNumber: boolean, name: string): ClockValue | undefined {
  if (text.length < 10 || text.length > 40) return undefined;
  if (isNumber || /^\d+(?:\.\d+)?$/.test(text)) return timeLikeName.test(name) ? epochValue(text) : undefined;
  if (httpDate.test(text)) {
    const whole = { granuleUs: second, written: 0, significant: 0, zoned: true };
    return { instantUs: Date.parse(text) * 1_000, form: 'http-date', ...whole };
  }
  const match = iso.exec(text);
  return match === null ? undefined : isoValue(match);
}

function isoValue(match: RegExpExecArray): ClockValue {
  const [, year, month, date, separator, hour, minute, secondText, fraction = '', space = '', zone] = match;
  const milliseconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(date),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(secondText ?? 0),
  );
  const fractionUs = Number(fraction.padEnd(6, '0').slice(0, 6));
  const unit = separator === undefined ? day : secondText === undefined ? 60 * second : second;
  return {
    instantUs: milliseconds * 1_000 + fractionUs - offsetUs(zone),
    granuleUs: fraction === '' ? unit : Math.max(1, 10 ** (6 - fraction.length)),
    form: `${separator ?? 'date'}${secondText === undefined ? 'm' : 's'}${space}${zone ?? ''}`,
    written: fraction.length,
    significant: fraction.replace(/0+$/, '').length,
    zoned: zone !== undefined,
  };
}

function offsetUs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || '0');
  return (zone.startsWith('-') ? -minutes : minutes) * 60 * second;
}

/** Seconds, milliseconds or microseconds since 1970, told by their size: 2001 to 2286. */
function epochValue(text: string): ClockValue | undefined {
  const [, whole = '', fraction = ''] =
    /^([1-9]\d{9}|[1-9]\d{12}|[1-9]\d{15})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === '') return undefined;
  const digits = whole.slice(10) + fraction;
  return {
    instantUs: Number(whole.slice(0, 10)) * second + Number(digits.padEnd(6, '0').slice(0, 6)),
    granuleUs: Math.max(1, 10 ** (6 - digits.length)),
    form: `epoch ${whole.length}`,
    written: digits.length,
    significant: digits.replace(/0+$/, '').length,
    zoned: true,
  };
}
