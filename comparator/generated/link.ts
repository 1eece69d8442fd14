import { singular } from './entity-name.ts';
import { meaningOfName } from './name-meaning.ts';

/** A part of a link in which its two sides differ, and the field it would be the value of. */
export interface LinkPart {
  readonly primary: string;
  readonly shadow: string;
  /** As a path of differences: `$.order.id`, `$.cursor`. */
  readonly path: string;
}

export function isLink(text: string): boolean {
  return text.length <= 2_000 && /^(?:https?:\/\/[^/\s]+)?\/[^\s]*$/i.test(text);
}

/** Where two links differ; undefined where they are not made alike. */
export function linkParts(primary: string, shadow: string): readonly LinkPart[] | undefined {
  const [before, after] = [piecesOf(primary), piecesOf(shadow)];
  if (before.length !== after.length) return undefined;
  const parts: LinkPart[] = [];
  for (const [at, piece] of before.entries()) {
    const other = after[at];
    if (other?.path !== piece.path || other.kind !== piece.kind) return undefined;
    if (piece.text !== other.text) parts.push({ primary: piece.text, shadow: other.text, path: piece.path });
  }
  return parts;
}

interface Piece {
  readonly kind: 'segment' | 'parameter';
  readonly text: string;
  readonly path: string;
}

/** A path's segments and a query's values, each with the field that it would be the value of. */
export function piecesOf(link: string): readonly Piece[] {
  const [path = '', query = ''] = link.split('?', 2);
  const segments = path.split('/').map(decoded);
  const pieces = segments.map<Piece>((text, at) => ({
    kind: 'segment',
    text,
    path: `$.${nameFor(segments[at - 1])}.id`,
  }));
  for (const [name, text] of new URLSearchParams(query)) {
    pieces.push({ kind: 'parameter', text, path: `$[${JSON.stringify(name)}]` });
  }
  return pieces;
}

/** `/orders/5` is about an order. What stands before is a name, or else nothing is known of the kind. */
function nameFor(before: string | undefined): string {
  if (before === undefined || !/^[A-Za-z][A-Za-z_-]*$/.test(before)) return 'thing';
  const meaning = meaningOfName(before);
  return meaning.kind === 'id-of' ? meaning.entity : singular(before);
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
