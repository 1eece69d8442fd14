import { segmentsOf } from './request-path.ts';

/** A declared endpoint, `GET /orders/{id}/items`, taken apart. */
export interface EndpointTemplate {
  /** As declared; it names the endpoint in reports and rules. */
  readonly text: string;
  readonly method: string;
  readonly segments: readonly SegmentPattern[];
}

type SegmentPattern =
  | { readonly kind: 'literal'; readonly text: string }
  /** `{name}`, or with text around it: `{name}.json`. */
  | { readonly kind: 'variable'; readonly before: string; readonly after: string };

export function parseEndpointTemplate(text: string): EndpointTemplate {
  const space = text.indexOf(' ');
  return {
    text,
    method: text.slice(0, space),
    segments: segmentsOf(text.slice(space + 1)).map(parseSegment),
  };
}

function parseSegment(text: string): SegmentPattern {
  const [, before, after] = /^([^{}]*)\{[^{}]*\}([^{}]*)$/.exec(text) ?? [];
  if (before === undefined || after === undefined) return { kind: 'literal', text };
  return { kind: 'variable', before, after };
}

export function matchesTemplate(
  template: EndpointTemplate,
  method: string,
  segments: readonly string[],
): boolean {
  return (
    template.method === method &&
    template.segments.length === segments.length &&
    template.segments.every((pattern, at) => matchesSegment(pattern, segments[at] ?? ''))
  );
}

function matchesSegment(pattern: SegmentPattern, segment: string): boolean {
  if (pattern.kind === 'literal') return pattern.text === segment;
  const { before, after } = pattern;
  return (
    segment.length > before.length + after.length && segment.startsWith(before) && segment.endsWith(after)
  );
}

/** For sorting: where two templates fit, the one that says more, further left, comes first. */
export function bySpecificity(a: EndpointTemplate, b: EndpointTemplate): number {
  for (const [at, pattern] of a.segments.entries()) {
    const other = b.segments[at];
    const difference = other === undefined ? 0 : generality(pattern) - generality(other);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Zero for a literal; a variable says more, the more text stands around it. */
function generality(pattern: SegmentPattern): number {
  return pattern.kind === 'literal' ? 0 : 1 / (1 + pattern.before.length + pattern.after.length);
}
