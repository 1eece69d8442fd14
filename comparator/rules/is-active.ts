import type { Rule } from './rule.ts';

/** From the moment it expires a rule accounts for nothing. */
export function isActive({ expires }: Pick<Rule, 'expires'>, nowMs: number): boolean {
  return expires === undefined || expires.getTime() > nowMs;
}
