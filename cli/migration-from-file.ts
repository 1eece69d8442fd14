import { readFile, stat } from 'node:fs/promises';
import { maxFileBytes, parseMigrationFile } from '../control-plane/migration/migration-file.ts';
import type { Migration } from '../control-plane/migration/migration.ts';
import { InputError } from './input-error.ts';

/**
 * Reads and checks a migration, with the very rules of the API.
 *
 * @throws InputError naming the file and every problem in it.
 */
export async function migrationFromFile(file: string): Promise<Migration> {
  const text = await readText(file);
  const parsed = parseMigrationFile(text);
  if (parsed.ok) return parsed.migration;
  const count = parsed.problems.length;
  throw new InputError(
    `${file} was refused: ${count} ${count === 1 ? 'problem' : 'problems'}.`,
    parsed.problems,
  );
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes) {
      throw new InputError(`${file} was refused: it has ${size} bytes, over the ${maxFileBytes} allowed.`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
