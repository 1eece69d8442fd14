import { entityOfEndpoint, isGeneric, singular } from './entity-name.ts';
import { areIssuedAlike, isIssued } from './issued-value.ts';
import { meaningOfName, type NameMeaning } from './name-meaning.ts';
import { areRandomAlike, isRandomValue } from './random-value.ts';

/** Which values stand for things of one kind, so that they are told apart from equal ones of others. */
export interface ValueSpace {
  /** `random` for values that are unique anywhere, else what is numbered: `order`. */
  readonly name: string;
  /** A token says where an answer ends, not what a thing is: the same one may well lead on to another. */
  readonly oneToOne: boolean;
}

/** A place in answers of one endpoint, and what its values may stand for. */
export interface Field {
  readonly name: string;
  readonly meaning: NameMeaning;
  /** What a value that is not unique by itself numbers. */
  readonly space: ValueSpace;
}

const random: ValueSpace = { name: 'random', oneToOne: true };

const names = /\.([A-Za-z_][A-Za-z0-9_-]*)|\["((?:[^"\\]|\\.)*)"\]/g;
/** Of a mutation's name: `createOrder` answers an order. */
const verb = /^(?:create|update|change|delete|remove|add|place|get|find)(?=[A-Z])/;

/** What the place means. `declared` is what the migration says its ids are of. */
export function fieldAt(endpoint: string, path: string, declared: string | undefined): Field {
  const steps = [...path.matchAll(names)].map(([, plain, quoted]) => plain ?? quoted ?? '');
  const name = steps.at(-1) ?? '';
  if (declared !== undefined) {
    return { name, meaning: { kind: 'id-of', entity: declared }, space: { name: declared, oneToOne: true } };
  }
  const meaning = meaningOfName(name);
  const container = steps.slice(0, -1).findLast((step) => !isGeneric(step));
  const entity = container === undefined ? entityOfEndpoint(endpoint) : singular(container.replace(verb, ''));
  return { name, meaning, space: spaceOf(meaning, entity) };
}

function spaceOf(meaning: NameMeaning, entity: string): ValueSpace {
  switch (meaning.kind) {
    case 'own-id':
      return { name: `${entity}${meaning.suffix}`, oneToOne: true };
    case 'id-of':
      return { name: meaning.entity, oneToOne: true };
    default:
      return { name: `token of ${entity}`, oneToOne: false };
  }
}

/** The space a single value may belong to; undefined where it stands for nothing that is given out. */
export function spaceOfValue({ meaning, space }: Field, text: string): ValueSpace | undefined {
  switch (meaning.kind) {
    case 'digest':
      return undefined;
    case 'token':
      return space;
    case 'own-id':
    case 'id-of':
      if (isRandomValue(text)) return random;
      return isIssued(text) ? space : undefined;
    case 'other':
      return isRandomValue(text) ? random : undefined;
  }
}

/** The space of two values that may have been given out for the same thing, each by its side. */
export function spaceOfValues(field: Field, primary: string, shadow: string): ValueSpace | undefined {
  const space = spaceOfValue(field, primary);
  if (space === undefined || !space.oneToOne) return space;
  const alike = space === random ? areRandomAlike : areIssuedAlike;
  return alike(primary, shadow) ? space : undefined;
}
