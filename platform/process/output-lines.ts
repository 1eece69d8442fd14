import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is handed on in pieces, so that a child that never ends its line cannot fill our memory. */
const maxLineCharacters = 64 * 1024;

/** Cuts a stream of bytes into lines. `end` hands on what is left without a line end. */
export function outputLines(onLine: (line: string) => void): { write(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    write(chunk) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      if (rest.length > maxLineCharacters) {
        onLine(rest);
        rest = '';
      }
    },
    end() {
      const last = rest + decoder.end();
      rest = '';
      if (last !== '') onLine(last);
    },
  };
}
