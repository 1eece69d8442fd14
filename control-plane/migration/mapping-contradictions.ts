import type { MappingStep } from './mapping-step.ts';
import { canonicalPath, containerOf, isWithin } from './path-pattern.ts';
import type { Problem } from './problem.ts';

/** A path that a step names, and under which key. */
interface Place {
  readonly key: string;
  readonly path: string;
}

/** That a step put something at a path, or took it away. */
interface Deed {
  readonly step: string;
  readonly endpoint: string | undefined;
  readonly path: string;
}

/** What steps have done so far. */
export interface Done {
  readonly written: readonly Deed[];
  readonly removed: readonly Deed[];
}

const nothingDone: Done = { written: [], removed: [] };

export interface FollowedSteps {
  readonly problems: readonly Problem[];
  readonly done: Done;
}

/**
 * What steps say well one by one and cannot do one after the other. `at` is where the list stands, `compare.mapping`; `before` is what
 * other steps did that come first.
 */
export function followSteps(
  steps: readonly MappingStep[],
  at: string,
  before: Done = nothingDone,
): FollowedSteps {
  const problems: Problem[] = [];
  let done = before;
  for (const [index, step] of steps.entries()) {
    const where = `${at}[${index}]`;
    problems.push(...byItself(step, where), ...afterOthers(step, where, done));
    done = after(step, where, done);
  }
  return { problems, done };
}

/** The step that took away what lies at a path of an endpoint. */
export function takenAway(
  { removed }: Done,
  { endpoint, path }: { readonly endpoint: string | undefined; readonly path: string },
): string | undefined {
  return removed.find((deed) => concerns(deed, endpoint) && isWithin(canonicalPath(path), deed.path))?.step;
}

function afterOthers(step: MappingStep, where: string, done: Done): readonly Problem[] {
  const { endpoint } = step;
  const problems: Problem[] = [];
  for (const { key, path } of placesRead(step)) {
    const by = takenAway(done, { endpoint, path });
    if (by === undefined) continue;
    problems.push({
      path: `${where}.${key}`,
      message: `${where}.${key} is ${path}, which ${by} takes away`,
      remedy: `Read it before ${by}, or name the path where it is then.`,
    });
  }
  for (const { key, path } of placesWritten(step)) {
    const other = done.written.find((deed) => concerns(deed, endpoint) && isWithin(deed.path, path));
    if (other === undefined) continue;
    problems.push({
      path: `${where}.${key}`,
      message: `${where}.${key} is ${path}, and ${other.step} writes ${other.path} already`,
      remedy: 'Keep one of the two steps, or name an endpoint in each.',
    });
  }
  return problems;
}

function after(step: MappingStep, where: string, { written, removed }: Done): Done {
  const { endpoint } = step;
  const taken = placesTaken(step).map(({ path }) => ({ step: where, endpoint, path }));
  const put = placesWritten(step).map(({ path }) => ({ step: where, endpoint, path }));
  return {
    written: [...written.filter((deed) => !undoes(taken, deed)), ...put],
    removed: [...removed, ...taken].filter((deed) => !undoes(put, deed)),
  };
}

function byItself(step: MappingStep, where: string): readonly Problem[] {
  const places = [...placesRead(step), ...placesWritten(step)];
  const [first] = places;
  return places.flatMap(({ key, path }, index) => {
    const at = `${where}.${key}`;
    const same = places.slice(0, index).find((place) => place.path === path);
    if (same !== undefined) {
      return [
        {
          path: at,
          message: `${at} is ${path}, and so is ${where}.${same.key}`,
          remedy: 'Name two paths, or remove the step.',
        },
      ];
    }
    if (first === undefined || containerOf(first.path) === containerOf(path)) return [];
    return [
      {
        path: at,
        message: `${at} is ${path}, and ${where}.${first.key} is ${first.path}: they do not lie in the elements of one array`,
        remedy: `Name a path that is the same up to the last [], such as ${containerOf(first.path) || '$'}.name.`,
      },
    ];
  });
}

/** In the order of the document, so that what is read comes before what is written. */
function placesRead(step: MappingStep): readonly Place[] {
  if ('scale' in step) return [place('scale', step.scale)];
  if ('convert' in step) return [place('convert', step.convert)];
  if ('enum' in step) return [place('enum', step.enum)];
  return placesTaken(step);
}

/** Steps that change a value where it is write nothing that another could write too. */
function placesWritten(step: MappingStep): readonly Place[] {
  if ('move' in step || 'join' in step) return [place('to', step.to)];
  if ('split' in step) return step.into.map((path, index) => place(`into[${index}]`, path));
  return 'default' in step ? [place('default', step.default)] : [];
}

function placesTaken(step: MappingStep): readonly Place[] {
  if ('move' in step) return [place('move', step.move)];
  if ('split' in step) return [place('split', step.split)];
  if ('join' in step) return step.join.map((path, index) => place(`join[${index}]`, path));
  return 'remove' in step ? [place('remove', step.remove)] : [];
}

function place(key: string, path: string): Place {
  return { key, path: canonicalPath(path) };
}

function concerns({ endpoint }: Deed, other: string | undefined): boolean {
  return endpoint === undefined || other === undefined || endpoint === other;
}

/** What is done to the very path, for every endpoint or the same one, takes back what was done before. */
function undoes(deeds: readonly Deed[], before: Deed): boolean {
  return deeds.some(
    ({ endpoint, path }) => (endpoint === undefined || endpoint === before.endpoint) && path === before.path,
  );
}
