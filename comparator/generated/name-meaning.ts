import { singular } from './entity-name.ts';

/** What a field's name says of its values. */
export type NameMeaning =
  /** It names the thing it is a field of. */
  | { readonly kind: 'own-id'; readonly suffix: string }
  /** It names another thing: `orderId`. */
  | { readonly kind: 'id-of'; readonly entity: string }
  /** Derived from ids, or made up for each answer: it leads on, and names nothing. */
  | { readonly kind: 'token' }
  /** Worked out from content, so that another value means other content. */
  | { readonly kind: 'digest' }
  | { readonly kind: 'other' };

const ownId = /^(?:_?id|uuid|guid|uid|oid|pk|ref|reference)$/i;
const token = /(?:cursor|token|nonce|continuation)s?$/i;
const digest = /(?:hash|checksum|digest|etag|signature|md5|sha\d*|crc\d*|fingerprint)$/i;
/** `orderId`, `order_id`, `order-id`, `OrderID`, `orderIds`. */
const suffixed =
  /^(.+?)(?:(?:[_-](id|uuid|guid|number|no|ref|reference|seq|sequence))|(Id|ID|Uuid|UUID|Guid|Number|No|Ref|Reference|Seq|Sequence))(s?)$/;
const isId = /^(?:id|uuid|guid)$/i;

/** Numbers that count or measure. */
const countedThings: ReadonlySet<string> = new Set(
  'phone fax mobile house street page line row version floor building room seat week month day year port'.split(
    ' ',
  ),
);

/** More names than this are looked at anew each time. */
const maxKnown = 5_000;
const known = new Map<string, NameMeaning>();

export function meaningOfName(name: string): NameMeaning {
  let meaning = known.get(name);
  if (meaning === undefined) {
    meaning = read(name);
    if (known.size < maxKnown) known.set(name, meaning);
  }
  return meaning;
}

function read(name: string): NameMeaning {
  // What a thing is called outside is given out by another sequence than its id.
  if (ownId.test(name)) return { kind: 'own-id', suffix: /ref/i.test(name) ? ' ref' : '' };
  if (token.test(name)) return { kind: 'token' };
  if (digest.test(name)) return { kind: 'digest' };
  const [, entity, snake, camel] = suffixed.exec(name) ?? [];
  if (entity === undefined) return { kind: 'other' };
  const suffix = snake ?? camel ?? '';
  const thing = singular(entity.replace(/[_-]/g, ''));
  if (isId.test(suffix)) return { kind: 'id-of', entity: thing };
  return countedThings.has(thing)
    ? { kind: 'other' }
    : { kind: 'id-of', entity: `${thing} ${suffix.toLowerCase()}` };
}
