import { z } from 'zod';
import { logLevels } from '../log/logger.ts';
import type { LogLevel } from '../log/logger.ts';

/** One environment variable: how its text becomes a value. */
export interface Setting<Value> {
  readonly variable: string;
  /** Parses the variable's text; undefined where it is unset or empty. */
  readonly schema: z.ZodType<Value>;
  /** What to do when it is wrong: `Set it to a port, for example 8080.` */
  readonly remedy: string;
  /** A secret's value is not repeated in error messages. */
  readonly secret?: boolean;
}

const wholeNumber = /^\d{1,9}$/;

function numberBetween(lowest: number, highest: number, what: string): z.ZodType<number> {
  const message = `is not ${what} from ${lowest} to ${highest}`;
  return z
    .string()
    .regex(wholeNumber, message)
    .transform(Number)
    .refine((value) => value >= lowest && value <= highest, message);
}

/** A TCP port to listen on; 0 lets the system choose. */
export function portSetting(variable: string, fallback: number): Setting<number> {
  return {
    variable,
    schema: z.preprocess((text) => text ?? String(fallback), numberBetween(0, 65_535, 'a port')),
    remedy: `Set it to a whole number, or unset it for ${fallback}.`,
  };
}

export interface NumberRange {
  readonly fallback: number;
  readonly lowest: number;
  readonly highest: number;
}

/** `what` completes "is not …": `a number of seconds`. */
export function numberSetting(variable: string, what: string, range: NumberRange): Setting<number> {
  const { fallback, lowest, highest } = range;
  return {
    variable,
    schema: z.preprocess((text) => text ?? String(fallback), numberBetween(lowest, highest, what)),
    remedy: `Set it to a whole number, or unset it for ${fallback}.`,
  };
}

export function textSetting(variable: string, fallback: string): Setting<string> {
  return { variable, schema: z.string().default(fallback), remedy: `Unset it for ${fallback}.` };
}

/** An http or https URL without a trailing slash. */
export function httpUrlSetting(variable: string, fallback: string): Setting<string> {
  return {
    variable,
    schema: z
      .string()
      .default(fallback)
      .refine((text) => /^https?:$/.test(protocolOf(text) ?? ''), 'is not an http or https URL')
      .transform((text) => text.replace(/\/+$/, '')),
    remedy: `Set it to a URL such as ${fallback}, or unset it for just that.`,
  };
}

export function databaseUrlSetting(variable: string): Setting<string> {
  return {
    variable,
    schema: z
      .string('is not set')
      .refine((text) => /^postgres(ql)?:$/.test(protocolOf(text) ?? ''), 'is not a PostgreSQL URL'),
    remedy:
      'Set it to postgres://user:password@host:5432/database; `umbra up` starts a server and sets it by itself.',
    secret: true,
  };
}

export function logLevelSetting(variable: string): Setting<LogLevel> {
  return {
    variable,
    schema: z.enum(logLevels, 'is not a log level').default('info'),
    remedy: `Set it to one of ${logLevels.join(', ')}, or unset it for info.`,
  };
}

function protocolOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).protocol : undefined;
}
