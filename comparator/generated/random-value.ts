/** Families of values that are drawn from so many that nobody draws one twice. */
const families: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ['ulid', /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/],
  ['hex', /^(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}$/i],
  ['opaque', /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{16,64}={0,2}$/],
];

/** Which family a text is of; undefined for what people write. */
function familyOf(text: string): string | undefined {
  if (text.length < 16 || text.length > 66) return undefined;
  return families.find(([, pattern]) => pattern.test(text))?.[0];
}

export function isRandomValue(text: string): boolean {
  return familyOf(text) !== undefined;
}

/** Whether both texts are random values of one make. */
export function areRandomAlike(primary: string, shadow: string): boolean {
  const family = familyOf(primary);
  if (family === undefined || family !== familyOf(shadow)) return false;
  return primary.length === shadow.length || (family === 'opaque' && !primary.startsWith(shadow));
}
