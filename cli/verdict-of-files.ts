import { readFile, stat } from 'node:fs/promises';
import { evidenceFromJson, UnreadableEvidenceError } from '../comparator/verdict/evidence-json.ts';
import type { EvidenceDocument } from '../comparator/verdict/evidence-document.ts';
import { judge } from '../comparator/verdict/judge.ts';
import { mergeEvidence, UnmergeableEvidenceError } from '../comparator/verdict/merge/merge-evidence.ts';
import type { ApiAnswer } from './api/api-client.ts';
import { InputError } from './input-error.ts';

/** Bytes of one file: several times what a comparator's bounds let an export grow to. */
const maxBytes = 268_435_456;

/**
 * The verdict on exported evidence, by the rules of the comparator and as of the time it was taken, so that it is the same whenever one
 * asks.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function verdictOfFiles(files: readonly string[]): Promise<ApiAnswer> {
  const documents: EvidenceDocument[] = [];
  for (const file of files) documents.push(await readEvidence(file));
  const merged = merge(documents, files);
  const text = JSON.stringify(judge(merged, merged.takenAt));
  return { text, body: JSON.parse(text) as unknown };
}

async function readEvidence(file: string): Promise<EvidenceDocument> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      throw new InputError(`${file} was refused: it has ${size} bytes, over the ${maxBytes} allowed.`);
    }
    return evidenceFromJson(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof UnreadableEvidenceError) {
      throw new InputError(
        `${file} was refused: ${reason}. Export it again with \`umbra export NAME --out FILE\`.`,
      );
    }
    throw new InputError(`${file} cannot be read: ${reason}`);
  }
}

function merge(documents: readonly EvidenceDocument[], files: readonly string[]): EvidenceDocument {
  try {
    return mergeEvidence(documents);
  } catch (error) {
    if (!(error instanceof UnmergeableEvidenceError)) throw error;
    const list = files.map((file, index) => `${index + 1} ${file}`).join(', ');
    throw new InputError(`The files do not belong together (${list}): ${error.message}`);
  }
}
