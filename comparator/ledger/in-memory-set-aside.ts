import { maxSetAside, type SetAside } from './set-aside-counts.ts';

/** What a store has of why one migration's requests were set aside. */
export class InMemorySetAside {
  readonly #byName = new Map<string, SetAside>();

  add(row: SetAside): void {
    const name = nameOf(row);
    const before = this.#byName.get(name)?.requests ?? 0;
    this.#byName.set(name, { ...row, requests: before + row.requests });
  }

  mostFrequent(): SetAside[] {
    return [...this.#byName.values()].sort(byRequests).slice(0, maxSetAside);
  }
}

function byRequests(one: SetAside, other: SetAside): number {
  return (
    other.requests - one.requests || Buffer.compare(Buffer.from(nameOf(one)), Buffer.from(nameOf(other)))
  );
}

function nameOf({ fate, cause, endpoint }: SetAside): string {
  return `${fate}\0${cause}\0${endpoint}`;
}
