import { integerBelow, pick, type Random } from '../../demo/traffic/random.ts';
import {
  noteOf,
  SimulatedShop,
  statuses,
  type Asked,
  type Operation,
  type OrderId,
  type ShopData,
} from './simulated-shop.ts';

/** Of reads and updates of one order, how many name an order made since the clone; its id may be another on the shadow. */
const newOrders = { read: 0.05, update: 0.01 };
/** What a client has made lately it looks at again. */
const remembered = 5;

/** The clients of the service. They know what the primary has told them, and ask of it again. */
export class Clients {
  readonly #data: ShopData;
  readonly #random: Random;
  readonly #made: OrderId[][];

  constructor(data: ShopData, random: Random) {
    this.#data = data;
    this.#random = random;
    this.#made = Array.from({ length: data.tenants }, () => []);
  }

  /** The primary has answered with the id of a new order. */
  learn(tenant: number, id: OrderId): void {
    const made = this.#made[tenant];
    made?.push(id);
    if (made !== undefined && made.length > remembered) made.shift();
  }

  ask(): Pick<Asked, 'tenant' | 'operation'> {
    // Some tenants ask for far more than others.
    const tenant = Math.floor(this.#data.tenants * this.#random() ** 2);
    return { tenant, operation: this.#operation(tenant) };
  }

  #operation(tenant: number): Operation {
    const random = this.#random;
    const drawn = random();
    if (drawn < 0.35) return { kind: 'read', id: this.#orderOf(tenant, newOrders.read) };
    if (drawn < 0.55) return { kind: 'list' };
    if (drawn < 0.65) return { kind: 'summary' };
    if (drawn < 0.8) return { kind: 'product', sku: integerBelow(500, random) };
    if (drawn < 0.9) {
      const status = pick(statuses, random);
      return { kind: 'update', id: this.#orderOf(tenant, newOrders.update), status };
    }
    const skus = Array.from({ length: 1 + integerBelow(3, random) }, () => integerBelow(500, random));
    return { kind: 'create', customer: tenant * 10 + integerBelow(10, random), note: noteOf(random), skus };
  }

  #orderOf(tenant: number, shareOfNew: number): OrderId {
    const made = this.#made[tenant] ?? [];
    if (made.length > 0 && this.#random() < shareOfNew) return pick(made, this.#random);
    const number = integerBelow(this.#data.ordersEach, this.#random);
    return SimulatedShop.clonedId(tenant, number, this.#data);
  }
}
