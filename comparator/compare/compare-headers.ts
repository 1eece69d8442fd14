import type { CapturedResponse } from '../exchange/exchange.ts';
import type { DifferenceCollector } from './difference-collector.ts';
import { isSameMediaType, parseMediaType } from './media-type.ts';
import { ABSENT, shapeOf, shapesOfTexts } from './shape.ts';
import type { ShapePair } from './shape.ts';

/** Compares the content type, always, and the named headers, as they are. No other header is looked at. */
export function compareHeaders(
  primary: CapturedResponse,
  shadow: CapturedResponse,
  names: readonly string[],
  found: DifferenceCollector,
): void {
  const contentTypes = valuesOf('content-type', primary, shadow);
  if (!isSameMediaType(parseMediaType(contentTypes[0]), parseMediaType(contentTypes[1]))) {
    found.add('content-type', 'header.content-type', () => shapesOfHeaders(...contentTypes));
  }
  for (const name of names) {
    if (name === 'content-type') continue;
    const values = valuesOf(name, primary, shadow);
    if (values[0] !== values[1]) addHeader(name, values, found);
  }
}

/** Whether content type, content-encoding, gRPC's status and the named headers are the same, letter for letter. */
export function haveSameHeaders(
  primary: CapturedResponse,
  shadow: CapturedResponse,
  names: readonly string[],
): boolean {
  const [one, other] = [primary.headers, shadow.headers];
  return (
    one['content-type'] === other['content-type'] &&
    one['content-encoding'] === other['content-encoding'] &&
    one['grpc-status'] === other['grpc-status'] &&
    names.every((name) => one[name] === other[name])
  );
}

type HeaderValues = readonly [primary: string | undefined, shadow: string | undefined];

/** A `location` names what each side has created, so that what is known of its ids must be asked. */
function addHeader(name: string, [primary, shadow]: HeaderValues, found: DifferenceCollector): void {
  const path = `header.${name}`;
  if (primary !== undefined && shadow !== undefined) found.addLeaf('header', path, primary, shadow);
  else found.add('header', path, () => shapesOfHeaders(primary, shadow));
}

function valuesOf(name: string, primary: CapturedResponse, shadow: CapturedResponse): HeaderValues {
  return [primary.headers[name], shadow.headers[name]];
}

function shapesOfHeaders(primary: string | undefined, shadow: string | undefined): ShapePair {
  if (primary !== undefined && shadow !== undefined) return shapesOfTexts(primary, shadow);
  return [primary === undefined ? ABSENT : shapeOf(primary), shadow === undefined ? ABSENT : shapeOf(shadow)];
}
