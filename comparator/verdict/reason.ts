import type { Reason } from './verdict.ts';

export function fails(code: string, text: string): Reason {
  return { effect: 'fails', code, text };
}

export function blocks(code: string, text: string): Reason {
  return { effect: 'blocks', code, text };
}

export function supports(code: string, text: string): Reason {
  return { effect: 'supports', code, text };
}

/** Reasons of one kind that are written out; of a thousand endpoints nobody reads each. */
const mostOfAKind = 20;

/** What to say of each, of at most 20; then how many more there are. */
export function atMost<T>(items: readonly T[], reasonOf: (item: T) => Reason, what: string): Reason[] {
  const reasons = items.slice(0, mostOfAKind).map(reasonOf);
  const [first] = reasons;
  if (first === undefined || items.length <= mostOfAKind) return reasons;
  const { effect, code } = first;
  return [
    ...reasons,
    { effect, code, text: `The same of ${count(items.length - mostOfAKind)} more ${what}.` },
  ];
}

const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

const shortNumber = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** `41,200`. */
export function count(number: number): string {
  return wholeNumber.format(number);
}

/** `0.1 %`, three digits that matter. */
export function percent(share: number): string {
  return `${shortNumber.format(share * 100)} %`;
}

/** `1.25`. */
export function ratio(number: number): string {
  return shortNumber.format(number);
}

/** `1 pair`, `112 pairs`. */
export function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}

/** Two digits of a number that is an estimate. */
export function about(number: number): string {
  return count(Number(number.toPrecision(2)));
}

/** An e-value as a number that JSON can hold; it is its size that counts, and nobody needs more than 1e308. */
export function eValue(logE: number): number {
  return Math.min(Math.exp(logE), Number.MAX_VALUE);
}
