import { looksLikeId } from '../compare/id-like.ts';

export interface LearnerLimits {
  /** Different values of one segment, under one prefix, before it counts as variable. */
  readonly maxValues: number;
  /** Path segments remembered in all. */
  readonly maxNodes: number;
}

/** Deeper paths are named by their first segments and `…`. */
const MAX_SEGMENTS = 16;

const defaultLimits: LearnerLimits = { maxValues: 50, maxNodes: 5_000 };

class Node {
  readonly values = new Map<string, Node>();
  id: Node | undefined;
  any: Node | undefined;

  size(): number {
    let size = 1 + (this.id?.size() ?? 0) + (this.any?.size() ?? 0);
    for (const child of this.values.values()) size += child.size();
    return size;
  }
}

/**
 * Learns endpoint templates from paths. A segment that looks like an id is `{id}` at once; any other becomes `{…}` after
 * it has shown 50 values. Endpoints named before that keep their names. Memory is bounded: when the table is full, paths
 * it does not know are `GET {other}` and counted.
 */
export class EndpointLearner {
  readonly #limits: LearnerLimits;
  readonly #root = new Node();
  #nodes = 0;
  #others = 0;

  constructor(limits: LearnerLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** Requests that were named `{other}` because the table was full. */
  get others(): number {
    return this.#others;
  }

  nameOf(method: string, segments: readonly string[]): string {
    let node = this.#value(this.#root, method);
    let path = '';
    const isDeep = segments.length > MAX_SEGMENTS;
    for (const segment of isDeep ? [...segments.slice(0, MAX_SEGMENTS), '…'] : segments) {
      if (node === undefined) break;
      const known = node.values.get(segment);
      if (known !== undefined) {
        // What is kept by its value does not look like an id; that need not be found out again.
        path += `/${segment}`;
        node = known;
        continue;
      }
      const isId = isIdSegment(segment);
      if (!isId && node.any === undefined) this.#foldIfVaried(node);
      path += `/${isId ? '{id}' : node.any === undefined ? segment : '{…}'}`;
      node = isId ? (node.id ??= this.#create()) : (node.any ?? this.#value(node, segment));
    }
    if (node !== undefined) return `${method} ${path === '' ? '/' : path}`;
    this.#others += 1;
    return `${method} {other}`;
  }

  #value(parent: Node, value: string): Node | undefined {
    const known = parent.values.get(value);
    if (known !== undefined) return known;
    const created = this.#create();
    if (created !== undefined) parent.values.set(value, created);
    return created;
  }

  #create(): Node | undefined {
    if (this.#nodes >= this.#limits.maxNodes) return undefined;
    this.#nodes += 1;
    return new Node();
  }

  #foldIfVaried(node: Node): void {
    if (node.values.size < this.#limits.maxValues) return;
    for (const child of node.values.values()) this.#nodes -= child.size();
    node.values.clear();
    node.any = this.#create();
  }
}

/** In a path, `ORD-123` and `user_4711` name things too. */
function isIdSegment(raw: string): boolean {
  const segment = decoded(raw);
  return looksLikeId(segment) || /[-_.:~]\d{3,}(?:\D|$)/.test(segment);
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
