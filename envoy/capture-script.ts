import { readFileSync } from 'node:fs';

/** The text of the capture filter, without the settings each side puts before it. */
export function readCaptureScript(): string {
  return readFileSync(new URL('./capture.lua', import.meta.url), 'utf8');
}
