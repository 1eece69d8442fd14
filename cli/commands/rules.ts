import { Option, type Command } from 'commander';
import { readYaml } from '../../control-plane/migration/migration-file.ts';
import { parseAnswer } from '../api/answers.ts';
import { addedRuleAnswer, cycleAnswer, previewAnswer, rulesAnswer } from '../api/rules-answer.ts';
import { InputError } from '../input-error.ts';
import { cycleText } from '../output/cycle-text.ts';
import { previewText, rulesText } from '../output/rules-text.ts';
import { migrationPath, type CommandContext } from './command-context.ts';

interface StatementOptions {
  readonly path: string;
  readonly endpoint?: string;
  readonly class?: string;
  readonly status?: string;
  readonly expect?: string;
  readonly expires?: string;
  readonly force?: true;
}

interface AddOptions extends StatementOptions {
  readonly id?: string;
  readonly owner: string;
  readonly reason: string;
}

/** What is declared to differ, and the reset of the shadow. */
export function addRuleCommands(program: Command, context: CommandContext): void {
  const rules = addList(program, context);
  addPreview(rules, context);
  addAdd(rules, context);
  addRemove(rules, context);
  addCycle(program, context);
}

function addList(program: Command, { api, print }: CommandContext): Command {
  return program
    .command('rules [name]')
    .description('the rules, and what each hid')
    .action(async (name: string | undefined, _options: object, command: Command) => {
      if (name === undefined) throw new InputError('Name a migration: `umbra rules orders-v2`.');
      const answer = await api(command).send('GET', migrationPath(name, 'rules'));
      print(command, answer, () => {
        const { rules, problem } = parseAnswer(rulesAnswer, answer);
        return rulesText(rules, problem);
      });
    });
}

function addPreview(rules: Command, { api, print }: CommandContext): void {
  statement(rules.command('preview <name>'))
    .description('what a rule would hide of what was found until now')
    .action(async (name: string, options: StatementOptions, command: Command) => {
      const body = { rules: [toRule(options)] };
      const answer = await api(command).send('POST', migrationPath(name, 'rules', 'preview'), body);
      print(command, answer, () => parseAnswer(previewAnswer, answer).rules.map(previewText).join('\n\n'));
    });
}

function addAdd(rules: Command, { api, print }: CommandContext): void {
  statement(rules.command('add <name>'))
    .description('add a rule; refused if it hides too much, unless forced')
    .requiredOption('--owner <owner>', 'who answers for it')
    .requiredOption('--reason <reason>', 'why the difference is expected')
    .option('--id <id>', 'its id; else one is made')
    .action(async (name: string, options: AddOptions, command: Command) => {
      const { id, owner, reason } = options;
      const body = { ...(id !== undefined && { id }), ...toRule(options), owner, reason };
      const answer = await api(command).send('POST', migrationPath(name, 'rules'), body);
      print(command, answer, () => {
        const { rule } = parseAnswer(addedRuleAnswer, answer);
        return `Rule ${rule.id} is added. A new epoch begins; the report is recomputed.`;
      });
    });
}

function addRemove(rules: Command, { api, print }: CommandContext): void {
  rules
    .command('remove <name> <id>')
    .description('remove a rule: what it hid is shown again')
    .action(async (name: string, id: string, _options: object, command: Command) => {
      const answer = await api(command).send('DELETE', migrationPath(name, 'rules', id));
      print(command, answer, () => `Rule ${id} is removed.`);
    });
}

function addCycle(program: Command, { api, print }: CommandContext): void {
  program
    .command('cycle <name>')
    .description('say that the shadow was reset: evidence starts anew')
    .action(async (name: string, _options: object, command: Command) => {
      const answer = await api(command).send('POST', migrationPath(name, 'cycle'));
      print(command, answer, () =>
        [`${name}:`, ...cycleText(name, parseAnswer(cycleAnswer, answer).cycle)].join('\n'),
      );
    });
}

function statement(command: Command): Command {
  return command
    .requiredOption('--path <path>', "of the difference, such as '$.items[].price' or '$.**.updatedAt'")
    .option('--endpoint <endpoint>', 'such as "GET /orders/{id}"; else every one')
    .option('--class <class>', 'such as value; else any')
    .option('--status <status>', 'only where the primary answered with it')
    .option('--expect <what>', 'ignore, or such as \'{ tolerance: { absolute: "0.01" } }\'', 'ignore')
    .option('--expires <date>', 'from when on it hides nothing, such as 2027-01-31')
    .addOption(new Option('--force', 'take it although it hides much'));
}

/** As the API takes it; what is wrong with it is the API's to say. */
function toRule({
  path,
  endpoint,
  class: ofClass,
  status,
  expect = 'ignore',
  expires,
  force,
}: StatementOptions) {
  return {
    path,
    ...(endpoint !== undefined && { endpoint }),
    ...(ofClass !== undefined && { class: ofClass }),
    ...(status !== undefined && { when: { status: Number(status) } }),
    expect: readExpectation(expect),
    ...(expires !== undefined && { expires }),
    ...(force === true && { force }),
  };
}

function readExpectation(text: string): unknown {
  const read = readYaml(text);
  if (read.ok) return read.value;
  throw new InputError('--expect cannot be read.', read.problems);
}
