import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  IsolatedCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';

/** Something that failed this often in a row is left alone for a second, then tried by one caller. */
export const failuresToOpen = 5;
const openMs = 1_000;

/** Stands before something that may be away, so that callers are refused at once instead of waiting for what does not answer. */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy;
  #openings = 0;

  /** `isFailure` tells what says that the other side is away from what says that the caller is wrong. */
  constructor(isFailure: (error: unknown) => boolean) {
    this.#policy = circuitBreaker(handleWhen(isFailure), {
      halfOpenAfter: openMs,
      breaker: new ConsecutiveBreaker(failuresToOpen),
    });
    this.#policy.onBreak(() => {
      this.#openings += 1;
    });
  }

  get isOpen(): boolean {
    return this.#policy.state === CircuitState.Open;
  }

  /** How often it opened, after a trial that failed as well. */
  get openings(): number {
    return this.#openings;
  }

  /** @throws what `work` throws, or an error that `isRefusedByCircuit` knows. */
  execute<T>(work: () => Promise<T>): Promise<T> {
    return this.#policy.execute(work);
  }
}

export function isRefusedByCircuit(error: unknown): boolean {
  return error instanceof BrokenCircuitError || error instanceof IsolatedCircuitError;
}
