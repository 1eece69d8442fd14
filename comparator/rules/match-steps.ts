import { ANY_STEP, ANY_STEPS, type PathSteps } from '../compare/path-steps.ts';

/**
 * Whether a pattern stands for a path. After a step that does not fit only the last `**` takes one step more: what came before it fits as
 * early as it can, so nothing is gained by trying it again. At most steps of the pattern times steps of the path, however many `**` there
 * are.
 */
export function matchesSteps(pattern: PathSteps, path: PathSteps): boolean {
  let at = 0;
  let next = 0;
  let retryAt = -1;
  let retryNext = 0;
  while (at < path.length) {
    const wanted = pattern[next];
    if (wanted === ANY_STEPS) {
      retryAt = at;
      retryNext = next;
      next += 1;
    } else if (wanted !== undefined && (wanted === ANY_STEP || wanted === path[at])) {
      at += 1;
      next += 1;
    } else if (retryAt >= 0) {
      retryAt += 1;
      at = retryAt;
      next = retryNext + 1;
    } else return false;
  }
  while (pattern[next] === ANY_STEPS) next += 1;
  return next === pattern.length;
}
