import { numberSetting, type Setting } from './setting.ts';

/** A bound that whoever runs the service may set. */
export interface Limit {
  readonly variable: string;
  readonly fallback: number;
  /** 1 unless given: 0 would bound nothing, or let nothing through. */
  readonly lowest?: number;
  readonly highest: number;
}

/** Limits by name; the unit is in the name. */
export type Limits = Readonly<Record<string, Limit>>;

export type ChosenLimits<Of extends Limits> = { readonly [Name in keyof Of]: number };

/** The environment variables of limits, for `parseEnvironment`. */
export function limitSettings<Of extends Limits>(
  limits: Of,
): { readonly [Name in keyof Of]: Setting<number> } {
  return mapped(limits, ({ variable, fallback, lowest = 1, highest }) =>
    numberSetting(variable, 'a whole number', { fallback, lowest, highest }),
  );
}

/** What holds where nothing was set. */
export function defaultsOf<Of extends Limits>(limits: Of): ChosenLimits<Of> {
  return mapped(limits, ({ fallback }) => fallback);
}

function mapped<Of extends Limits, Value>(
  limits: Of,
  toValue: (limit: Limit) => Value,
): { readonly [Name in keyof Of]: Value } {
  return Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, toValue(limit)])) as {
    [Name in keyof Of]: Value;
  };
}
