import type { Setting } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The environment cannot be used:', ...problems].join('\n  '));
    this.problems = problems;
  }
}

type Configuration<Settings extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer Value> ? Value : never;
};

/**
 * Reads every setting from the environment into one typed object. An empty variable counts as unset.
 *
 * @throws ConfigurationError with every problem at once, each naming the variable, its value and what to do.
 */
export function parseEnvironment<Settings extends Readonly<Record<string, Setting<unknown>>>>(
  settings: Settings,
  environment: Environment,
): Configuration<Settings> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { variable, schema, remedy, secret = false }] of Object.entries(settings)) {
    const given = environment[variable];
    const text = given === '' ? undefined : given;
    const parsed = schema.safeParse(text);
    if (parsed.success) {
      values[name] = parsed.data;
      continue;
    }
    const shown = text === undefined || secret ? '' : ` is ${JSON.stringify(text)}, which`;
    problems.push(`${variable}${shown} ${parsed.error.issues[0]?.message ?? 'cannot be read'}. ${remedy}`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return values as Configuration<Settings>;
}
