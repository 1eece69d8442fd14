const longest = 64;
/** A decimal, or a date. */
const measured = /^\d+\.\d+$|^\d{4}-\d\d-\d\d/;

/** Given out in a series, or drawn, and short: numbers, `ORD-000123`, `X7K9P2`. Only a field's name tells them from other values. */
export function isIssued(text: string): boolean {
  return (
    text.length <= longest &&
    /\d/.test(text) &&
    /^[A-Za-z0-9][A-Za-z0-9._:#-]*$/.test(text) &&
    !measured.test(text)
  );
}

/**
 * Whether both could be of one series: the same but for digits, or of the same length. Not where they are the same double: then one is the
 * other, read by a program that has no larger integers.
 */
export function areIssuedAlike(primary: string, shadow: string): boolean {
  if (!isIssued(primary) || !isIssued(shadow) || Number(primary) === Number(shadow)) return false;
  return skeleton(primary) === skeleton(shadow) || primary.length === shadow.length;
}

function skeleton(text: string): string {
  return text.replace(/\d+/g, '#');
}
