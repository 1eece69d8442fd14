import type { OpenContainers, TakePlace } from '../compare/expectations.ts';
import { JsonNumber, JsonObject, type JsonValue } from '../compare/json-value.ts';
import { converted, nameOf, scaled, toJson } from './change-scalar.ts';
import { parseMappingPath, type MappingPath } from './mapping-path.ts';
import type { MappingStep } from './mapping-step.ts';
import { copyOf, valueAt, withNameAt, withoutValueAt, withValueAt } from './members.ts';
import { rewriteAt } from './rewrite-at.ts';

/** What was cut of the document at hand. */
export interface Cuts {
  readonly open: OpenContainers;
  readonly takePlace: TakePlace;
}

/** The document as it reads after the step; the document itself where the step had nothing to do. */
export type CompiledStep = (document: JsonValue, cuts: Cuts) => JsonValue;

/** What a step does to each of the values its base leads to. */
type Change = (container: JsonValue, cuts: Cuts) => JsonValue;

/** Undefined for a step that `mappingProblems` names. */
export function compileStep(step: MappingStep): CompiledStep | undefined {
  switch (step.kind) {
    case 'move':
      return at([step.from, step.to], ([from = [], to = []]) => move(from, to));
    case 'split':
      return at([step.from, ...step.into], ([from = [], ...into]) => split(from, into, step.by));
    case 'join':
      return at([step.to, ...step.from], ([to = [], ...from]) => join(from, to, step.by));
    case 'scale':
      return at([step.path], ([path = []]) => changeValue(path, (value) => scaled(value, step.factor)));
    case 'convert':
      return at([step.path], ([path = []]) => changeValue(path, (value) => converted(value, step.to)));
    case 'enum': {
      const values = new Map([...step.values].map(([name, value]) => [name, toJson(value)]));
      return at([step.path], ([path = []]) => changeValue(path, (value) => replaced(value, values)));
    }
    case 'default':
      return at([step.path], ([path = []]) => addDefault(path, toJson(step.value)));
    case 'remove':
      return at([step.path], ([path = []]) => remove(path));
  }
}

type Names = readonly string[];

/** All paths of a step have one base: from what it leads to, members are found by their names. */
function at(
  paths: readonly string[],
  changeOf: (names: readonly Names[]) => Change,
): CompiledStep | undefined {
  const parsed = paths.map(parseMappingPath).filter((path): path is MappingPath => 'names' in path);
  const [first] = parsed;
  if (first === undefined || parsed.length < paths.length) return undefined;
  const change = changeOf(parsed.map(({ names }) => names));
  return (document, cuts) =>
    rewriteAt(document, first.base, (container) => change(container, cuts), cuts.takePlace);
}

function move(from: Names, to: Names): Change {
  const isRename = from.length === to.length && from.slice(0, -1).every((name, depth) => name === to[depth]);
  const renamed = to.at(-1) ?? '';
  return (container, cuts) => {
    const value = valueAt(container, from);
    if (value === undefined) return afterCut(container, [from], [to], cuts);
    if (isRename && valueAt(container, to) === undefined) {
      return withNameAt(container, from, renamed, cuts.takePlace);
    }
    return (
      withValueAt(withoutValueAt(container, from, cuts.takePlace), to, value, cuts.takePlace) ?? container
    );
  };
}

/** The last part takes the rest; a text of fewer parts stays as it is. */
function split(from: Names, into: readonly Names[], by: string): Change {
  return (container, cuts) => {
    const value = valueAt(container, from);
    if (value === undefined) return afterCut(container, [from], into, cuts);
    const all = typeof value === 'string' ? value.split(by) : [];
    if (all.length < into.length) return container;
    const parts = [...all.slice(0, into.length - 1), all.slice(into.length - 1).join(by)];
    let after: JsonValue | undefined = withoutValueAt(container, from, cuts.takePlace);
    for (const [index, names] of into.entries()) {
      after = after && withValueAt(after, names, parts[index] ?? '', cuts.takePlace);
    }
    return after ?? container;
  };
}

/** Texts, and numbers as they are written. Where one of them is neither, nothing is joined. */
function join(from: readonly Names[], to: Names, by: string): Change {
  return (container, cuts) => {
    const values = from.map((names) => valueAt(container, names));
    if (values.includes(undefined)) return afterCut(container, from, [to], cuts);
    const texts = values.map((value) => (value instanceof JsonNumber ? value.text : value));
    if (!texts.every((text) => typeof text === 'string')) return container;
    let after = container;
    for (const names of from) after = withoutValueAt(after, names, cuts.takePlace);
    return withValueAt(after, to, texts.join(by), cuts.takePlace) ?? container;
  };
}

function changeValue(names: Names, change: (value: JsonValue) => JsonValue): Change {
  return (container, cuts) => {
    const value = valueAt(container, names);
    if (value === undefined) return container;
    const after = change(value);
    return after === value ? container : (withValueAt(container, names, after, cuts.takePlace) ?? container);
  };
}

/** Only where the object that is to have it is there, and was not cut: it may be what was cut off. */
function addDefault(names: Names, value: JsonValue): Change {
  return (container, cuts) => {
    const parent = valueAt(container, names.slice(0, -1));
    if (!(parent instanceof JsonObject) || cuts.open.has(parent)) return container;
    if (parent.has(names.at(-1) ?? '')) return container;
    return withValueAt(container, names, value, cuts.takePlace) ?? container;
  };
}

function remove(names: Names): Change {
  return (container, cuts) =>
    valueAt(container, names) === undefined ? container : withoutValueAt(container, names, cuts.takePlace);
}

/**
 * A field that is not there is nothing to map. But where it may have been cut off, what would have come of it is not known: what is there
 * of the sources goes, and the objects that the rest would be in count as cut.
 */
function afterCut(container: JsonValue, from: readonly Names[], to: readonly Names[], cuts: Cuts): JsonValue {
  const cut = from.map((names) => openOnTheWay(container, names, cuts)).find((found) => found !== undefined);
  if (cut === undefined) return container;
  let after = container;
  for (const names of from) after = withoutValueAt(after, names, cuts.takePlace);
  for (const names of to) after = withCutAt(after, names, cut, cuts);
  return after;
}

/** The cut object that a missing value would be in. */
function openOnTheWay(container: JsonValue, names: Names, { open }: Cuts): JsonValue | undefined {
  if (valueAt(container, names) !== undefined) return undefined;
  for (let depth = names.length - 1; depth >= 0; depth -= 1) {
    const value = valueAt(container, names.slice(0, depth));
    if (value !== undefined) return open.has(value) ? value : undefined;
  }
  return undefined;
}

function withCutAt(container: JsonValue, names: Names, cut: JsonValue, { open, takePlace }: Cuts): JsonValue {
  for (let depth = names.length - 1; depth >= 0; depth -= 1) {
    const place = names.slice(0, depth);
    const parent = valueAt(container, place);
    if (parent === undefined) continue;
    if (!(parent instanceof JsonObject) || open.has(parent)) return container;
    const copy = copyOf(parent);
    takePlace(cut, copy);
    return withValueAt(container, place, copy, takePlace) ?? container;
  }
  return container;
}

function replaced(value: JsonValue, values: ReadonlyMap<string, JsonValue>): JsonValue {
  const name = nameOf(value);
  const put = name === undefined ? undefined : values.get(name);
  // `null` is a value to be put, too.
  return put === undefined ? value : put;
}
