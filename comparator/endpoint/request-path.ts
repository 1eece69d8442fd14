/** The path as Envoy matches it: as sent, without query string and fragment. */
export function pathnameOf(path: string): string {
  const withoutOrigin = path.startsWith('/') ? path : path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = withoutOrigin.search(/[?#]/);
  return (end < 0 ? withoutOrigin : withoutOrigin.slice(0, end)) || '/';
}

/** Without empty segments, so without a trailing slash, and without matrix parameters: they carry session ids. */
export function segmentsOf(path: string): string[] {
  const segments = pathnameOf(path).split('/');
  return segments.map((segment) => segment.split(';', 1)[0] ?? '').filter((segment) => segment !== '');
}
