/** The text in its charset (UTF-8 where none is named); undefined when the bytes are not valid in it. */
export function decodeText(
  bytes: Uint8Array,
  options: { readonly charset: string | undefined; readonly cut: boolean },
): string | undefined {
  try {
    // `stream` leaves out a character that the cut went through.
    return new TextDecoder(options.charset ?? 'utf-8', { fatal: true }).decode(bytes, {
      stream: options.cut,
    });
  } catch {
    return undefined;
  }
}
