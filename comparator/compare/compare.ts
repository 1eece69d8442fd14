import type { CapturedBody, CapturedResponse, Exchange } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';
import { compareBodies, mapsOnlyPrimary, type DocumentTreatment, type Translate } from './compare-bodies.ts';
import { compareGrpcMessages, compareGrpcStatus, isGrpc } from './compare-grpc.ts';
import { compareHeaders, haveSameHeaders } from './compare-headers.ts';
import { codingsOf, decodeBody } from './decode-body.ts';
import { DifferenceCollector } from './difference-collector.ts';
import type { Difference } from './difference.ts';
import type { Expectations } from './expectations.ts';
import type { ExplainedDifference, ExplainLeaf } from './explanation.ts';
import { ROOT } from './field-path.ts';
import { parseMediaType } from './media-type.ts';
import { shapeOfBytes, shapeOfStatus } from './shape.ts';

export interface ComparePolicy {
  /** Response headers to compare, lower case. */
  readonly headers: readonly string[];
  /** What is declared of the pair's endpoint and the primary's status; `noExpectations` where nothing is. */
  readonly expectations: Expectations;
  /** What was learned of values, beside what is declared of them. */
  readonly explainLeaf?: ExplainLeaf | undefined;
  /** Makes the shadow's document one that says what the primary's would, before they are compared. */
  readonly translate?: Translate | undefined;
}

/** Why two answers cannot be set against one another. */
export type NotComparableReason =
  /** One side has no status: there was no answer. */
  | 'no-response'
  /** 304 against an answer with content. */
  | 'not-modified'
  /** 206: which part of the content a side sent is not known. */
  | 'range'
  /** The boundary between parts is different every time. */
  | 'multipart'
  /** A body that could have content was not captured. */
  | 'body-not-captured'
  /** The content-encoding is unknown, or the bytes are not in it. */
  | 'content-encoding'
  /** A small body that decompresses beyond the bound. */
  | 'inflated-too-large'
  /** Which of two members of one name counts is up to the reader. */
  | 'duplicate-keys';

interface Found {
  /** At most 200, one for each class and path. */
  readonly differences: readonly Difference[];
  /** What is accounted for, likewise bounded. */
  readonly explained: readonly ExplainedDifference[];
  /** There were more differences than are kept. */
  readonly overflow: boolean;
}

/** What a pair comes to; `kind` is its fate. It is a match only as `compared` with no differences. */
export type Comparison =
  | (Found & { readonly kind: 'compared' })
  /** A body was over the capture's cap: no difference in what was captured is not a match. */
  | (Found & { readonly kind: 'truncated' })
  /** What was found in status and headers before the comparison had to stop. */
  | (Found & { readonly kind: 'not-comparable'; readonly reason: NotComparableReason });

const IDENTICAL: Comparison = { kind: 'compared', differences: [], explained: [], overflow: false };
const EMPTY_BODY: CapturedBody = { data: new Uint8Array(), base64: false, totalBytes: 0, truncated: false };

/**
 * Compares the two answers to one request: status, content type, named headers and body. Where the other half is the control's, which
 * has the old schema, a mapping is applied to both, so that what differs has the same paths as on the shadow.
 */
export function compare(pair: Pair, policy: ComparePolicy): Comparison {
  const primary = pair.primary.response;
  const shadow = pair.shadow.response;
  const bodies = { primary: bodyOf(pair.primary), shadow: bodyOf(pair.shadow) };
  const { expectations, translate } = policy;
  const treatment = { expectations, translate, mapsBoth: pair.shadow.side === 'control' };
  if (isIdentical(primary, shadow, bodies, policy, treatment)) return IDENTICAL;

  const found = new DifferenceCollector(expectations, policy.explainLeaf);
  const statusReason = reasonAgainst(primary.status, shadow.status);
  if (statusReason !== undefined) return finish(found, statusReason);
  if (primary.status !== shadow.status) {
    found.add('status', 'status', () => [shapeOfStatus(primary.status), shapeOfStatus(shadow.status)]);
    // An error's body and headers differ from an answer's in everything: one finding, not fifty. Where a rule expects the
    // status, the rest must still agree.
    if (familyOf(primary.status) !== familyOf(shadow.status) && !expectations.comparesPast('status'))
      return finish(found);
  }
  if (compareGrpcStatus(primary, shadow, found, expectations.comparesPast)) return finish(found);
  compareHeaders(primary, shadow, policy.headers, found);
  if (bodies.primary === undefined || bodies.shadow === undefined) return finish(found, 'body-not-captured');
  if (primary.status === 206 && !haveEqualBytes(bodies.primary, bodies.shadow)) return finish(found, 'range');
  return compareContent(
    primary,
    shadow,
    { primary: bodies.primary, shadow: bodies.shadow },
    found,
    treatment,
  );
}

function compareContent(
  primary: CapturedResponse,
  shadow: CapturedResponse,
  bodies: { readonly primary: CapturedBody; readonly shadow: CapturedBody },
  found: DifferenceCollector,
  treatment: DocumentTreatment,
): Comparison {
  const isTruncated = bodies.primary.truncated || bodies.shadow.truncated;
  const types = {
    primary: parseMediaType(primary.headers['content-type']),
    shadow: parseMediaType(shadow.headers['content-type']),
  };
  const [left, right] = [
    decodeBody(bodies.primary, primary.headers['content-encoding']),
    decodeBody(bodies.shadow, shadow.headers['content-encoding']),
  ];
  if (left.kind === 'undecodable') return finish(found, left.reason);
  if (right.kind === 'undecodable') return finish(found, right.reason);
  const isMultipart = types.primary.format === 'multipart' && types.shadow.format === 'multipart';
  if (isMultipart && !haveEqualBytes(bodies.primary, bodies.shadow)) return finish(found, 'multipart');
  const messages =
    isGrpc(primary) && isGrpc(shadow)
      ? compareGrpcMessages(
          { ...left, encoding: primary.headers['grpc-encoding'] },
          { ...right, encoding: shadow.headers['grpc-encoding'] },
          found,
        )
      : 'not-messages';
  const outcome =
    messages === 'not-messages'
      ? compareBodies(
          { ...left, mediaType: types.primary },
          { ...right, mediaType: types.shadow },
          found,
          treatment,
        )
      : messages;
  if (outcome !== 'compared') return finish(found, outcome);
  if (!isTruncated) return finish(found);
  // What a mapping changes beyond the cut changes the length too.
  if (!mapsOnlyPrimary(treatment)) compareLengths(primary, shadow, bodies, found);
  return { ...finish(found), kind: 'truncated' };
}

/** Beyond the cap only the length is known. It counts where nothing before the cap explains it and nothing compressed it. */
function compareLengths(
  primary: CapturedResponse,
  shadow: CapturedResponse,
  bodies: { readonly primary: CapturedBody; readonly shadow: CapturedBody },
  found: DifferenceCollector,
): void {
  const isCoded = [primary, shadow].some(({ headers }) => codingsOf(headers['content-encoding']).length > 0);
  if (isCoded || !found.isEmpty || bodies.primary.totalBytes === bodies.shadow.totalBytes) return;
  found.add('length', ROOT, () => [
    shapeOfBytes(bodies.primary.totalBytes),
    shapeOfBytes(bodies.shadow.totalBytes),
  ]);
}

function finish(
  { differences, explained, overflow }: DifferenceCollector,
  reason?: NotComparableReason,
): Comparison {
  const found = { differences, explained, overflow };
  return reason === undefined ? { kind: 'compared', ...found } : { kind: 'not-comparable', reason, ...found };
}

/** The common case: nothing is parsed. What must read otherwise on the new schema is no match as it is. */
function isIdentical(
  primary: CapturedResponse,
  shadow: CapturedResponse,
  bodies: { readonly primary: CapturedBody | undefined; readonly shadow: CapturedBody | undefined },
  policy: ComparePolicy,
  treatment: DocumentTreatment,
): boolean {
  return (
    !mapsOnlyPrimary(treatment) &&
    primary.status === shadow.status &&
    primary.status !== 0 &&
    bodies.primary !== undefined &&
    bodies.shadow !== undefined &&
    !bodies.primary.truncated &&
    haveEqualBytes(bodies.primary, bodies.shadow) &&
    haveSameHeaders(primary, shadow, policy.headers)
  );
}

function haveEqualBytes(primary: CapturedBody, shadow: CapturedBody): boolean {
  return (
    primary.base64 === shadow.base64 &&
    primary.totalBytes === shadow.totalBytes &&
    primary.data.length === shadow.data.length &&
    Buffer.compare(primary.data, shadow.data) === 0
  );
}

/** Absent where it must be, a body is empty; absent anywhere else, it was not captured. */
function bodyOf({ request, response }: Exchange): CapturedBody | undefined {
  if (response.body !== undefined) return response.body;
  const hasNoContent = request.method === 'HEAD' || response.status === 204 || response.status === 304;
  return hasNoContent ? EMPTY_BODY : undefined;
}

function reasonAgainst(primary: number, shadow: number): NotComparableReason | undefined {
  if (primary === 0 || shadow === 0) return 'no-response';
  if (primary === shadow) return undefined;
  const statuses = [primary, shadow];
  if (!statuses.every((status) => status === 304 || familyOf(status) === 2)) return undefined;
  if (statuses.includes(304)) return 'not-modified';
  return statuses.includes(206) ? 'range' : undefined;
}

function familyOf(status: number): number {
  return Math.floor(status / 100);
}
