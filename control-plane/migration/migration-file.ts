import {
  isAlias,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { parseMigration } from './parse-migration.ts';
import type { Migration } from './migration.ts';
import type { Problem } from './problem.ts';

/** Bytes of a migration file or request body. */
export const maxFileBytes = 1_048_576;

/**
 * Words and signs of a file. The largest sensible migration has some 15,000; the parser's time grows faster than its input,
 * and while it runs no Envoy is served (measured 2026-11: a map of 60,000 keys took 68 s, 24,000 nested `?` took 7 minutes).
 */
export const maxLexemes = 30_000;
export const maxNesting = 32;
/** How often anchors may be repeated before it counts as a bomb. */
const maxAliases = 100;

export type ParsedMigrationFile =
  | { readonly ok: true; readonly migration: Migration }
  /** `unreadable`: not YAML at all, or more than is read; otherwise YAML that is no migration. */
  | { readonly ok: false; readonly unreadable: boolean; readonly problems: readonly Problem[] };

/** A migration out of YAML text, and so out of JSON too. Problems name line and column. */
export function parseMigrationFile(text: string): ParsedMigrationFile {
  const read = readYaml(text);
  if (!read.ok) return { ...read, unreadable: true };
  const parsed = parseMigration(read.value);
  if (parsed.ok) return parsed;
  return {
    ok: false,
    unreadable: false,
    problems: parsed.problems.map((problem) => located(problem, read.positionOf(problem.path))),
  };
}

export type ReadYaml =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly positionOf: (path: string) => Position | undefined;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface Position {
  readonly line: number;
  readonly col: number;
}

/** YAML or JSON text as a value, in bounded time, and where each part of it stands. */
export function readYaml(text: string): ReadYaml {
  const tooMuch = tooMuchToParse(text);
  if (tooMuch !== undefined) return { ok: false, problems: [tooMuch] };

  const lines = new LineCounter();
  // Duplicate keys are looked for below: the parser's own search compares every key with every other.
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const problems = [
    ...[...document.errors, ...document.warnings].map((error) =>
      located(broken(error.message), lines.linePos(error.pos[0])),
    ),
    ...keyProblems(document, lines),
  ];
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 10) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { ok: true, value, positionOf: (path) => positionOf(document, lines, path) };
  } catch (error) {
    // ReferenceError is how the parser tells of too many aliases, and of one without its anchor.
    if (!(error instanceof ReferenceError)) throw error;
    return {
      ok: false,
      problems: [{ ...broken(error.message), remedy: 'Write the document without aliases.' }],
    };
  }
}

function tooMuchToParse(text: string): Problem | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxFileBytes) {
    return refused(`is ${bytes} bytes long, over the ${maxFileBytes} allowed`, 'Write a shorter one.');
  }
  let lexemes = 0;
  let nesting = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > maxLexemes)
      return refused(`has over ${maxLexemes} words and signs`, 'Write a shorter one.');
    if (lexeme === '[' || lexeme === '{') nesting += 1;
    if (lexeme === ']' || lexeme === '}') nesting -= 1;
    if (nesting > maxNesting)
      return refused(`is nested over ${maxNesting} deep`, 'No migration is: remove brackets.');
    if (lexeme === '?') return refused('has a key that begins with "? "', 'Write keys as plain words.');
  }
  return undefined;
}

/** Keys that are not plain text, or stand twice in one map. */
function keyProblems(document: Document, lines: LineCounter): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const position = lines.linePos((key as Node).range?.[0] ?? 0);
        if (!isScalar(key) || isAlias(key)) {
          problems.push(
            located(refused('has a key that is not a plain word', 'Write keys as plain words.'), position),
          );
        } else if (seen.has(String(key.value))) {
          const message = `has the key ${String(key.value).slice(0, 60)} twice in one map`;
          problems.push(located(refused(message, 'Keep one of them.'), position));
        } else {
          seen.add(String(key.value));
        }
      }
    },
  });
  return problems;
}

/** The position of what a problem's path names; of the innermost part that exists where it names something missing. */
function positionOf(document: Document, lines: LineCounter, path: string): Position | undefined {
  const steps = path === '(document)' ? [] : path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  for (let length = steps.length; length >= 0; length -= 1) {
    const inner = steps.slice(0, length);
    const offset = keyOffset(document, inner) ?? offsetOf(document.getIn(inner, true));
    if (offset !== undefined) return lines.linePos(offset);
  }
  return undefined;
}

/** Where the last key of the path stands: a reader looks for the key rather than for its value. */
function keyOffset(document: Document, steps: readonly string[]): number | undefined {
  const map: unknown = document.getIn(steps.slice(0, -1), true);
  if (!isMap(map)) return undefined;
  return offsetOf(map.items.find(({ key }) => isScalar(key) && String(key.value) === steps.at(-1))?.key);
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | undefined | null)?.range?.[0];
}

function located(problem: Problem, position: Position | undefined): Problem {
  if (position === undefined) return problem;
  return { ...problem, message: `line ${position.line}, column ${position.col}: ${problem.message}` };
}

function broken(detail: string): Problem {
  return refused(`cannot be read as YAML or JSON: ${detail}`, 'Correct the text at that place.');
}

function refused(message: string, remedy: string): Problem {
  return { path: '(document)', message: `the document ${message}`, remedy };
}
