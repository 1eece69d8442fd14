/** What is the same, merged, in the order of its name. */
export function grouped<T>(
  parts: readonly T[],
  nameOfPart: (part: T) => string,
  merge: (first: T, all: readonly T[]) => T,
): T[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const part of parts) {
    const name = nameOfPart(part);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [part]);
    else group.push(part);
  }
  return sorted(groups).map(([, group]) => merge(group[0], group));
}

export function sorted<K extends string, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

export function lowest(texts: readonly string[], most: number): string[] {
  return [...new Set(texts)].sort().slice(0, most);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function earliest(dates: readonly Date[]): Date {
  return new Date(dates.reduce((first, date) => Math.min(first, date.getTime()), Infinity));
}

export function latest(dates: readonly Date[]): Date {
  return new Date(dates.reduce((last, date) => Math.max(last, date.getTime()), -Infinity));
}
