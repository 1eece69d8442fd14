import type { Epoch } from '../verdict/evidence-document.ts';
import { digestOf } from './digest.ts';

/**
 * What decides how pairs came to differ, so that only those of one basis are added up. An epoch is a basis read under the rules that
 * ignore: a change of those alone is a new epoch of the same evidence.
 */
export interface Basis extends Pick<Epoch, 'configuration' | 'dataCycle' | 'builds'> {
  /** Of the rest: equal content has an equal id, on every comparator. */
  readonly id: string;
}

export function basisOf(content: Omit<Basis, 'id'>): Basis {
  const { configuration, dataCycle, builds } = content;
  return { ...content, id: digestOf(['basis', configuration, dataCycle, builds.primary, builds.shadow]) };
}

/** The name of what is found on a basis under rules, by their digest. */
export function epochId({ id }: Pick<Basis, 'id'>, rules: string): string {
  return digestOf(['epoch', id, rules]);
}
