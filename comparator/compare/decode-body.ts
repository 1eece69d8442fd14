import type { CapturedBody } from '../exchange/exchange.ts';
import { inflate } from './inflate.ts';

/** More codings than this on one body are taken for an attack. */
const MAX_CODINGS = 3;

export type DecodedBody =
  | {
      readonly kind: 'decoded';
      readonly bytes: Uint8Array;
      /** The bytes are a prefix of the body. */
      readonly cut: boolean;
    }
  | { readonly kind: 'undecodable'; readonly reason: 'content-encoding' | 'inflated-too-large' };

/** The body's bytes with base64 and content-encoding undone. */
export function decodeBody(body: CapturedBody, contentEncoding: string | undefined): DecodedBody {
  let bytes = capturedBytes(body);
  const codings = codingsOf(contentEncoding);
  if (bytes.length === 0) return { kind: 'decoded', bytes, cut: body.truncated };
  if (codings.length > MAX_CODINGS) return { kind: 'undecodable', reason: 'content-encoding' };
  for (const coding of codings.reverse()) {
    const inflated = inflate(bytes, coding, { cut: body.truncated });
    if (inflated.kind === 'undecodable') return { kind: 'undecodable', reason: 'content-encoding' };
    if (inflated.kind === 'too-large') return { kind: 'undecodable', reason: 'inflated-too-large' };
    bytes = inflated.bytes;
  }
  return { kind: 'decoded', bytes, cut: body.truncated };
}

/** Codings in the order they were applied; `identity` is none. */
export function codingsOf(contentEncoding: string | undefined): string[] {
  const listed = (contentEncoding ?? '').toLowerCase().split(',');
  return listed.map((coding) => coding.trim()).filter((coding) => coding !== '' && coding !== 'identity');
}

function capturedBytes(body: CapturedBody): Uint8Array {
  const { buffer, byteOffset, byteLength } = body.data;
  const data = Buffer.from(buffer, byteOffset, byteLength);
  return body.base64 ? Buffer.from(data.toString('latin1'), 'base64') : data;
}
