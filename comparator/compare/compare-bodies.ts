import { compareJson } from './compare-json.ts';
import { compareTexts } from './compare-scalars.ts';
import { decodeText } from './decode-text.ts';
import type { DifferenceCollector } from './difference-collector.ts';
import type { Expectations, Mapped, TakePlace } from './expectations.ts';
import { ROOT } from './field-path.ts';
import type { JsonValue } from './json-value.ts';
import type { MediaType } from './media-type.ts';
import { readJsonDocument } from './read-json-document.ts';
import { ABSENT, shapeOfBytes } from './shape.ts';

/** A body with base64 and content-encoding undone. */
export interface ReadableBody {
  readonly bytes: Uint8Array;
  /** The bytes are a prefix of the body. */
  readonly cut: boolean;
  readonly mediaType: MediaType;
}

/** `takePlace` is to be told of every container made anew. */
export type Translate = (shadow: JsonValue, primary: JsonValue, takePlace: TakePlace) => JsonValue;

/** What is done to two documents before they are compared, and what is declared of them. */
export interface DocumentTreatment {
  readonly expectations: Expectations;
  readonly translate: Translate | undefined;
  /** Both have the old schema. */
  readonly mapsBoth: boolean;
}

export type BodiesCompared = 'compared' | 'duplicate-keys';

/**
 * Compares two bodies as what both can be read as: fields, text or bytes. Where only the content types differ and nothing
 * but bytes is common, their difference says it all. Of cut bodies, only what both have is compared.
 */
export function compareBodies(
  primary: ReadableBody,
  shadow: ReadableBody,
  found: DifferenceCollector,
  treatment: DocumentTreatment,
): BodiesCompared {
  const areEqual = Buffer.compare(primary.bytes, shadow.bytes) === 0;
  if (areEqual && (primary.bytes.length === 0 || !mapsOnlyPrimary(treatment))) return 'compared';
  const empty = [primary, shadow].find(({ bytes }) => bytes.length === 0);
  if (empty !== undefined) {
    // A cut can leave nothing readable of a compressed body; that does not make it empty.
    if (!empty.cut) compareWithEmpty(primary, shadow, found);
    return 'compared';
  }
  const texts = textsOf(primary, shadow);
  if (texts !== undefined) {
    const asFields = compareFields(primary, shadow, texts, found, treatment);
    if (asFields !== 'not-fields') return asFields;
  }
  if (areEqual || !haveOneFormat(primary, shadow)) return 'compared';
  if (texts === undefined || primary.mediaType.format === 'binary') compareBytes(primary, shadow, found);
  else compareWholeTexts(texts, primary.cut || shadow.cut, found);
  return 'compared';
}

/** Equal answers may differ then: the new schema's is to read otherwise. */
export function mapsOnlyPrimary({ expectations, mapsBoth }: DocumentTreatment): boolean {
  return expectations.mapping !== undefined && !mapsBoth;
}

type Texts = readonly [primary: string, shadow: string];

function compareWithEmpty(primary: ReadableBody, shadow: ReadableBody, found: DifferenceCollector): void {
  if (shadow.bytes.length === 0) {
    found.add('missing-field', ROOT, () => [shapeOfBytes(primary.bytes.length), ABSENT]);
  } else {
    found.add('extra-field', ROOT, () => [ABSENT, shapeOfBytes(shadow.bytes.length)]);
  }
}

function textsOf(primary: ReadableBody, shadow: ReadableBody): Texts | undefined {
  const before = textOf(primary);
  const after = before === undefined ? undefined : textOf(shadow);
  return before === undefined || after === undefined ? undefined : [before, after];
}

function textOf({ bytes, cut, mediaType }: ReadableBody): string | undefined {
  return decodeText(bytes, { charset: mediaType.parameters.get('charset'), cut });
}

/** A text body is read as JSON only when the other side says it is JSON. */
function compareFields(
  primary: ReadableBody,
  shadow: ReadableBody,
  [before, after]: Texts,
  found: DifferenceCollector,
  treatment: DocumentTreatment,
): BodiesCompared | 'not-fields' {
  const formats = haveOneFormat(primary, shadow)
    ? ([primary.mediaType.format, shadow.mediaType.format] as const)
    : (['json', 'json'] as const);
  const { expectations, translate, mapsBoth } = treatment;
  const open = new Set<JsonValue>();
  const takePlace: TakePlace = (replaced, by) => {
    if (open.has(replaced)) open.add(by);
  };
  const map = (document: JsonValue): Mapped =>
    expectations.mapping?.(document, open, takePlace) ?? { document, accountsFor: [] };

  const left = readJsonDocument(before, formats[0], { cut: primary.cut });
  if (left.kind === 'json') for (const container of left.open) open.add(container);
  const mapped = left.kind === 'json' ? map(left.value) : undefined;
  // What the shadow's is most likely like is the mapped one; the control's is like the primary's own.
  const twin = mapsBoth && left.kind === 'json' ? left.value : mapped?.document;
  const right = readJsonDocument(after, formats[1], { cut: shadow.cut, twin });
  if (left.kind === 'duplicate-keys' || right.kind === 'duplicate-keys') return 'duplicate-keys';
  if (mapped === undefined || right.kind === 'not-json') return 'not-fields';

  for (const container of right.open) open.add(container);
  const other = mapsBoth ? map(right.value).document : right.value;
  const read = translate === undefined ? other : translate(other, mapped.document, takePlace);
  compareJson(mapped.document, read, found, { open, unordered: expectations.unordered });
  if (!mapsBoth) found.addMapped(mapped.accountsFor);
  return 'compared';
}

function haveOneFormat(primary: ReadableBody, shadow: ReadableBody): boolean {
  return primary.mediaType.format === shadow.mediaType.format;
}

function compareWholeTexts([before, after]: Texts, cut: boolean, found: DifferenceCollector): void {
  const common = Math.min(before.length, after.length);
  const [primary, shadow] = cut ? [before.slice(0, common), after.slice(0, common)] : [before, after];
  const differenceClass = compareTexts(primary, shadow);
  if (differenceClass !== undefined) found.addLeaf(differenceClass, ROOT, primary, shadow);
}

function compareBytes(primary: ReadableBody, shadow: ReadableBody, found: DifferenceCollector): void {
  const common = Math.min(primary.bytes.length, shadow.bytes.length);
  const isPrefixEqual =
    Buffer.compare(primary.bytes.subarray(0, common), shadow.bytes.subarray(0, common)) === 0;
  if (isPrefixEqual && (primary.cut || shadow.cut)) return;
  const isTruncated = isPrefixEqual && shadow.bytes.length === common;
  found.add(isTruncated ? 'truncation' : 'value', ROOT, () => [
    shapeOfBytes(primary.bytes.length),
    shapeOfBytes(shadow.bytes.length),
  ]);
}
