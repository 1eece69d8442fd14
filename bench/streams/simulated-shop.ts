import { integerBelow, pick, uuid, type Random } from '../../demo/traffic/random.ts';
import { narrowNote, type Defect } from './defect.ts';

export type OrderId = number | string;

/** What a client asks of the shop. */
export type Operation =
  | {
      readonly kind: 'create';
      readonly customer: number;
      readonly note: string;
      readonly skus: readonly number[];
    }
  | { readonly kind: 'read'; readonly id: OrderId }
  | { readonly kind: 'update'; readonly id: OrderId; readonly status: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'summary' }
  | { readonly kind: 'product'; readonly sku: number };

export interface Asked {
  readonly number: number;
  readonly tenant: number;
  readonly operation: Operation;
  /** Envoy's clock. */
  readonly atUs: number;
}

export interface ShopAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** How one upstream's database gives out what the client did not choose. */
export interface ShopTraits {
  /** Sequences that begin at another number, UUIDs, or what the client names; with the last, the client names times as well. */
  readonly ids: { readonly kind: 'sequence'; readonly first: number } | { readonly kind: 'uuid' | 'client' };
  /** Its clock, ahead of Envoy's. */
  readonly clockSkewMs: number;
  readonly defect: Defect | undefined;
}

interface Order {
  id: OrderId;
  readonly customer: number;
  readonly note: string;
  readonly items: readonly { readonly id: OrderId; readonly sku: number; readonly cents: number }[];
  readonly createdAt: string;
  status: string;
  updatedAt: string;
}

/** What all upstreams start from: one clone of the production database. */
export interface ShopData {
  readonly tenants: number;
  readonly ordersEach: number;
}

export const statuses = ['open', 'packed', 'sent', 'paid', 'returned'] as const;

const listed = 10;
/** When the clone was made. */
const clonedAtMs = Date.UTC(2026, 10, 1);

/** One upstream of the service with its own database: orders of tenants, with ids and times that the database gives out. */
export class SimulatedShop {
  readonly #traits: ShopTraits;
  readonly #random: Random;
  readonly #ofTenant: Order[][];
  #nextOrder: number;
  #nextItem: number;

  constructor(data: ShopData, traits: ShopTraits, random: Random) {
    this.#traits = traits;
    this.#random = random;
    this.#ofTenant = Array.from({ length: data.tenants }, (_, tenant) => clonedOrders(tenant, data, traits));
    const first = traits.ids.kind === 'sequence' ? traits.ids.first : 0;
    this.#nextOrder = data.tenants * data.ordersEach + first;
    this.#nextItem = 10 * (this.#nextOrder + 1);
  }

  /** Ids of the clone's orders are `tenant * ordersEach` and those that follow, plus 1, on every upstream. */
  static clonedId(tenant: number, number: number, { ordersEach }: ShopData): number {
    return tenant * ordersEach + number + 1;
  }

  /** Reads or changes the data at `atUs` of Envoy's clock. */
  handle(asked: Asked, atUs: number): ShopAnswer {
    const { operation } = asked;
    const orders = this.#ofTenant[asked.tenant] ?? [];
    const at = this.#clock(asked, atUs);
    switch (operation.kind) {
      case 'create':
        return this.#create(operation, orders, { at, named: asked.number });
      case 'read': {
        const order = orders.find(({ id }) => id === operation.id);
        return order === undefined ? notFound : { status: 200, body: this.#shown(order) };
      }
      case 'update':
        return this.#update(operation, orders, at);
      case 'list':
        return {
          status: 200,
          body: {
            orders: orders
              .slice(-listed)
              .reverse()
              .map((order) => this.#shown(order)),
          },
        };
      case 'summary':
        return { status: 200, body: summaryOf(orders) };
      case 'product':
        return {
          status: 200,
          body: {
            sku: operation.sku,
            name: `Product ${operation.sku}`,
            price: priced(centsOf(operation.sku)),
          },
        };
    }
  }

  #create(
    { customer, note, skus }: Operation & { kind: 'create' },
    orders: Order[],
    { at, named }: { readonly at: string; readonly named: number },
  ): ShopAnswer {
    const order: Order = {
      id: this.#newId('order', named),
      customer,
      note: this.#stored(note),
      items: skus.map((sku, item) => ({
        id: this.#newId('item', 10 * named + item),
        sku,
        cents: centsOf(sku),
      })),
      createdAt: at,
      status: statuses[0],
      updatedAt: at,
    };
    const answer = { status: 201, body: this.#shown(order) };
    const before = orders.at(-1);
    orders.push(order);
    if (this.#has('id-mix-up') && before !== undefined && this.#random() < 0.05)
      [before.id, order.id] = [order.id, before.id];
    return answer;
  }

  #update({ id, status }: Operation & { kind: 'update' }, orders: readonly Order[], at: string): ShopAnswer {
    const order = orders.find((candidate) => candidate.id === id);
    if (order === undefined) return notFound;
    const updated = { ...order, status, updatedAt: at };
    const isLost = this.#has('lost-update') && this.#random() < 0.1;
    if (!isLost) Object.assign(order, updated);
    return { status: 200, body: this.#shown(updated) };
  }

  #shown({ id, customer, note, items, status, createdAt, updatedAt }: Order): object {
    return {
      id,
      customerId: customer,
      status,
      note,
      total: priced(items.reduce((sum, { cents }) => sum + cents, 0)),
      items: items.map((item) => ({ id: item.id, sku: item.sku, price: priced(item.cents) })),
      createdAt,
      updatedAt,
    };
  }

  #newId(kind: 'order' | 'item', named: number): OrderId {
    const { ids } = this.#traits;
    if (ids.kind === 'client') return `client-${named}`;
    if (ids.kind === 'uuid') return uuid(this.#random);
    return kind === 'order' ? (this.#nextOrder += 1) : (this.#nextItem += 1);
  }

  #stored(note: string): string {
    return this.#has('truncated-column') ? note.slice(0, narrowNote) : note;
  }

  #clock(asked: Asked, atUs: number): string {
    const { ids, clockSkewMs } = this.#traits;
    const ms = ids.kind === 'client' ? asked.atUs / 1_000 : atUs / 1_000 + clockSkewMs;
    return new Date(Math.floor(ms)).toISOString();
  }

  #has(defect: Defect): boolean {
    return this.#traits.defect === defect;
  }
}

const notFound: ShopAnswer = { status: 404, body: { error: 'there is no such order' } };

const words = ['leave', 'at', 'the', 'door', 'ring', 'twice', 'gift', 'fragile', 'call', 'before'];

export function noteOf(random: Random): string {
  return Array.from({ length: 1 + integerBelow(6, random) }, () => pick(words, random)).join(' ');
}

function clonedOrders(tenant: number, data: ShopData, { defect }: ShopTraits): Order[] {
  return Array.from({ length: data.ordersEach }, (_, number) => {
    const id = SimulatedShop.clonedId(tenant, number, data);
    const note = words.slice(number % 4, (number % 4) + 1 + (id % 6)).join(' ');
    const createdAt = new Date(clonedAtMs - (data.ordersEach - number) * 3_600_000 - tenant).toISOString();
    return {
      id,
      customer: tenant * 10 + (id % 10),
      note: defect === 'truncated-column' ? note.slice(0, narrowNote) : note,
      items: [0, 1].map((item) => ({
        id: 10 * id + item,
        sku: (id * 7 + item) % 500,
        cents: centsOf((id * 7 + item) % 500),
      })),
      createdAt,
      status: statuses[id % statuses.length] ?? statuses[0],
      updatedAt: createdAt,
    };
  });
}

function summaryOf(orders: readonly Order[]): object {
  const byStatus: Record<string, number> = Object.fromEntries(statuses.map((status) => [status, 0]));
  let cents = 0;
  for (const order of orders) {
    byStatus[order.status] = (byStatus[order.status] ?? 0) + 1;
    for (const item of order.items) cents += item.cents;
  }
  return { orders: orders.length, byStatus, turnover: priced(cents) };
}

function centsOf(sku: number): number {
  return 199 + ((sku * 37) % 5_000);
}

function priced(cents: number): string {
  return (cents / 100).toFixed(2);
}
