import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** A body may grow to this and no further: 64 KiB of gzip can hold 64 MiB. */
export const MAX_INFLATED_BYTES = 8 * 1024 * 1024;

export type Inflated =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'undecodable' }
  | { readonly kind: 'too-large' };

/** Undoes one content-coding. With `cut`, the bytes are a prefix, and what can be read from them is returned. */
export function inflate(bytes: Uint8Array, coding: string, options: { readonly cut: boolean }): Inflated {
  const zlibOptions = {
    maxOutputLength: MAX_INFLATED_BYTES,
    finishFlush: options.cut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
  };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return attempt(() => gunzipSync(bytes, zlibOptions));
    case 'deflate':
      // RFC 9110 means zlib's format; some servers send the bare one.
      return attempt(() => (hasZlibHeader(bytes) ? inflateSync : inflateRawSync)(bytes, zlibOptions));
    case 'br':
      return attempt(() =>
        brotliDecompressSync(bytes, {
          maxOutputLength: MAX_INFLATED_BYTES,
          finishFlush: options.cut ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_FINISH,
        }),
      );
    default:
      return { kind: 'undecodable' };
  }
}

function attempt(decode: () => Uint8Array): Inflated {
  try {
    return { kind: 'bytes', bytes: decode() };
  } catch (error) {
    const isTooLarge =
      error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { kind: isTooLarge ? 'too-large' : 'undecodable' };
  }
}

/** RFC 1950: method 8 in the low nibble, and the first two bytes a multiple of 31. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
