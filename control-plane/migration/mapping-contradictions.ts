import type { MappingStep } from './mapping-step.ts';
import { arrayPrefix, canonicalPath, isWithin } from './path-pattern.ts';
import type { Problem } from './problem.ts';

/** A path that a step names, and under which key. */
interface Place {
  readonly key: string;
  readonly path: string;
}

/** What is known of a path when a step comes to it: which step put something there, or took it away. */
interface Deed {
  readonly step: string;
  readonly endpoint: string | undefined;
  readonly path: string;
}

/** What steps say well one by one and cannot do one after the other. `at` is where the list stands: `compare.mapping`. */
export function mappingContradictions(steps: readonly MappingStep[], at: string): readonly Problem[] {
  const problems: Problem[] = [];
  let written: readonly Deed[] = [];
  let removed: readonly Deed[] = [];
  for (const [index, step] of steps.entries()) {
    const where = `${at}[${index}]`;
    const { endpoint } = step;
    const reads = placesRead(step);
    const writes = placesWritten(step);
    problems.push(...byItself(step, where, reads, writes));

    for (const { key, path } of reads) {
      const gone = removed.find((deed) => concerns(deed, endpoint) && isWithin(path, deed.path));
      if (gone === undefined) continue;
      problems.push({
        path: `${where}.${key}`,
        message: `${where}.${key} is ${path}, of which ${gone.step} leaves nothing`,
        remedy: `Read it before ${gone.step}, or name the path it was moved to.`,
      });
    }
    for (const { key, path } of writes) {
      const other = written.find(
        (deed) => concerns(deed, endpoint) && (isWithin(path, deed.path) || isWithin(deed.path, path)),
      );
      if (other === undefined) continue;
      problems.push({
        path: `${where}.${key}`,
        message: `${where}.${key} is ${path}, and ${other.step} writes ${other.path} already`,
        remedy: 'Keep one of the two steps, or name an endpoint in each.',
      });
    }

    const taken = placesRemoved(step).map(({ path }) => ({ step: where, endpoint, path }));
    const put = writes.map(({ path }) => ({ step: where, endpoint, path }));
    written = [...written.filter((deed) => !undoes(taken, deed)), ...put];
    removed = [...removed.filter((deed) => !undoes(put, deed)), ...taken];
  }
  return problems;
}

function byItself(
  step: MappingStep,
  where: string,
  reads: readonly Place[],
  writes: readonly Place[],
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [index, { key, path }] of writes.entries()) {
    const same = [...reads, ...writes.slice(0, index)].find((place) => place.path === path);
    if (same !== undefined) {
      problems.push({
        path: `${where}.${key}`,
        message: `${where}.${key} is ${path}, and so is ${where}.${same.key}`,
        remedy: 'Name two paths, or remove the step.',
      });
    }
    const source = reads.find((place) => arrayPrefix(place.path) !== arrayPrefix(path));
    if (source !== undefined) {
      problems.push({
        path: `${where}.${key}`,
        message: `${where}.${key} is ${path}, and ${where}.${source.key} is ${source.path}: they do not lie in the elements of one array`,
        remedy: `Name two paths that are the same up to the last [], as in ${example(source.path)}.`,
      });
    }
  }
  return 'move' in step || 'split' in step || 'join' in step ? problems : [];
}

function example(path: string): string {
  return `${path} and ${arrayPrefix(path) || '$'}.name`;
}

function placesRead(step: MappingStep): readonly Place[] {
  if ('move' in step) return [place('move', step.move)];
  if ('split' in step) return [place('split', step.split)];
  if ('join' in step) return step.join.map((path, index) => place(`join[${index}]`, path));
  if ('scale' in step) return [place('scale', step.scale)];
  if ('convert' in step) return [place('convert', step.convert)];
  if ('enum' in step) return [place('enum', step.enum)];
  return 'remove' in step ? [place('remove', step.remove)] : [];
}

/** Steps that change a value where it is write nothing that another could write too. */
function placesWritten(step: MappingStep): readonly Place[] {
  if ('move' in step || 'join' in step) return [place('to', step.to)];
  if ('split' in step) return step.into.map((path, index) => place(`into[${index}]`, path));
  return 'default' in step ? [place('default', step.default)] : [];
}

function placesRemoved(step: MappingStep): readonly Place[] {
  if ('move' in step) return [place('move', step.move)];
  return 'remove' in step ? [place('remove', step.remove)] : [];
}

function place(key: string, path: string): Place {
  return { key, path: canonicalPath(path) };
}

function concerns({ endpoint }: Deed, other: string | undefined): boolean {
  return endpoint === undefined || other === undefined || endpoint === other;
}

/** What is done for every endpoint, or the same one, takes back what was done before. */
function undoes(deeds: readonly Deed[], before: Deed): boolean {
  return deeds.some(
    ({ endpoint, path }) =>
      (endpoint === undefined || endpoint === before.endpoint) && isWithin(before.path, path),
  );
}
