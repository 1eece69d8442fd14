import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { Migration, MirrorKey } from '../migration/migration.ts';
import type { CopySide } from './copy-target.ts';
import { names } from './names.ts';

/** Salt of the mirror's buckets: a canary's must be cut by another, or one choice would decide the other. */
const mirrorSalt = 'mirror:';

type CapturedSide = 'primary' | CopySide;

/** The Lua filter that captures on one side; `script` is the text of `envoy/capture.lua`. */
export function captureFilter(migration: Migration, side: CapturedSide, script: string): ConfigMessage {
  return {
    name: names.captureFilter,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
      default_source_code: { inline_string: `${settingsTable(migration, side)}\n${script}` },
    },
  };
}

/** Turns a filter off for a virtual host or a route: a filter that is off costs nothing measurable. */
export const captureDisabled: ConfigMessage = {
  [names.captureFilter]: {
    '@type': 'type.googleapis.com/envoy.config.route.v3.FilterConfig',
    disabled: true,
  },
};

function settingsTable(migration: Migration, side: CapturedSide): string {
  const settings: Record<string, string | number> = {
    side,
    capture_bytes: migration.compare.captureBytes,
    salt: mirrorSalt,
    ...(side === 'primary' && migration.mirror.key !== undefined ? keySettings(migration.mirror.key) : {}),
  };
  const fields = Object.entries(settings).map(([name, value]) => `${name} = ${luaLiteral(value)}`);
  return `local settings = { ${fields.join(', ')} }`;
}

function keySettings(key: MirrorKey): Record<string, string | number> {
  switch (key.kind) {
    case 'header':
      return { key_kind: 'header', key_name: key.name };
    case 'cookie':
      return { key_kind: 'cookie', key_name: key.name };
    case 'pathSegment':
      return { key_kind: 'path_segment', key_index: key.index };
  }
}

/** Everything but letters and digits as a decimal escape: no text of a user's can end the literal. */
function luaLiteral(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const escaped = [...Buffer.from(value, 'utf8')].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9]/.test(character) ? character : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
