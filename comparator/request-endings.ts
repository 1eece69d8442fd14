import type { Exchange } from './exchange/exchange.ts';
import { anyEndpoint } from './findings/finding.ts';
import type { Sighting } from './findings/sighting.ts';
import type { Ending } from './ledger/classify.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { SetAsideCounts } from './ledger/set-aside-counts.ts';

interface EndingParts {
  readonly ledger: Ledger;
  readonly setAside: SetAsideCounts;
  readonly observer: { ended(migration: string, ending: Ending): void };
}

/** Gives a request its fate: in the ledger, in the counts of what was set aside, and in metrics. */
export class RequestEndings {
  readonly #parts: EndingParts;

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  end(
    { migration, id }: Pick<Exchange, 'migration' | 'id'>,
    ending: Ending,
    { basis, endpoint = anyEndpoint }: Partial<Pick<Sighting, 'basis' | 'endpoint'>> = {},
  ): void {
    const { ledger, setAside, observer } = this.#parts;
    ledger.settle(migration, id, ending.fate, basis);
    setAside.count(migration, endpoint, ending);
    observer.ended(migration, ending);
  }

  /** What was counted as lost came after all, too late to be compared. */
  correct({ migration }: Pick<Exchange, 'migration'>, from: Ending['fate'], to: Ending): void {
    const { ledger, setAside } = this.#parts;
    ledger.correct(migration, from, to.fate);
    setAside.count(migration, anyEndpoint, to);
  }
}
