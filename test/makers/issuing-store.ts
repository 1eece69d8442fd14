import { createHash } from 'node:crypto';

export type Issuing = 'sequence' | 'uuid';

interface Order {
  readonly id: number | string;
  readonly note: string;
  readonly createdAt: string;
  readonly lines: readonly { readonly id: number | string; readonly sku: string }[];
  updatedAt: string;
  status: string;
}

export interface IssuingRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: { readonly note?: string; readonly status?: string; readonly orderId?: number | string };
}

/** A program that gives out its own ids and reads its own clock; two of them given the same requests agree on everything else. */
export class IssuingStore {
  readonly #issue: () => number | string;
  readonly #orders: Order[] = [];

  constructor(issuing: Issuing, firstNumber: number) {
    let next = firstNumber;
    this.#issue = () => {
      next += 1;
      return issuing === 'uuid' ? uuid(`${firstNumber} ${next}`) : next;
    };
  }

  answer(
    { method, path, body = {} }: IssuingRequest,
    nowUs: number,
  ): { readonly status: number; readonly body?: unknown } {
    const [, , id] = path.split('/');
    const order = this.#orders.find((one) => String(one.id) === id);
    if (method === 'POST' && path === '/orders')
      return { status: 201, body: this.#place(body.note ?? '', nowUs) };
    if (method === 'POST' && path === '/payments') {
      const paid = this.#orders.find((one) => one.id === body.orderId);
      if (paid === undefined) return { status: 422, body: { error: 'no such order' } };
      return { status: 201, body: { paymentId: this.#issue(), orderId: paid.id, paidAt: iso(nowUs) } };
    }
    if (path === '/orders') return { status: 200, body: { items: this.#listed() } };
    if (path === '/orders/latest') return { status: 200, body: { order: this.#orders.at(-1) ?? null } };
    if (order === undefined) return { status: 404, body: { error: 'not found' } };
    if (method === 'PATCH') Object.assign(order, { status: body.status, updatedAt: iso(nowUs) });
    return { status: 200, body: order };
  }

  #place(note: string, nowUs: number): Order {
    const order = {
      id: this.#issue(),
      note,
      createdAt: iso(nowUs),
      updatedAt: iso(nowUs),
      status: 'placed',
      lines: ['a', 'b'].map((sku) => ({ id: this.#issue(), sku })),
    };
    this.#orders.push(order);
    return { ...order };
  }

  /** In the order of its own ids. */
  #listed(): Order[] {
    return [...this.#orders].sort((a, b) =>
      typeof a.id === 'number' && typeof b.id === 'number'
        ? a.id - b.id
        : String(a.id) < String(b.id)
          ? -1
          : 1,
    );
  }
}

function uuid(seed: string): string {
  const hex = createHash('md5').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** As PostgreSQL writes a `timestamptz` into JSON. */
function iso(nowUs: number): string {
  const whole = new Date(Math.floor(nowUs / 1_000_000) * 1_000).toISOString().slice(0, 19);
  // Never a whole millisecond: of one value alone nobody can tell that from a clock that has no more digits.
  const microseconds = Math.floor((nowUs % 1_000_000) / 10) * 10 + 7;
  return `${whole}.${String(microseconds).padStart(6, '0')}+00:00`;
}
