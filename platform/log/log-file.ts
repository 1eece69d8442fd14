import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface LogFile {
  readonly file: string;
  readonly write: (line: string) => void;
  readonly close: () => void;
}

/** One old file is kept beside the current one, so the two together hold at most twice this. */
const maxBytes = 20 * 1024 * 1024;

/** A file of a child's output lines, begun anew at each start; `<name>.log.1` holds what came before. */
export function openLogFile(directory: string, name: string): LogFile {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${name}.log`);
  let descriptor: number | undefined = begin(file);
  let bytes = 0;
  return {
    file,
    write: (line) => {
      if (descriptor === undefined) return; // Output that outlives its process.
      bytes += writeSync(descriptor, `${line}\n`);
      if (bytes < maxBytes) return;
      closeSync(descriptor);
      descriptor = begin(file);
      bytes = 0;
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function begin(file: string): number {
  try {
    renameSync(file, `${file}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return openSync(file, 'w');
}
