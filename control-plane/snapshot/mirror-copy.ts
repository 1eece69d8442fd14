import type { ConfigMessage } from '../envoy-api/encode.ts';

/** Carries the pairing id from the listener to the hop. */
const copiedId = 'x-umbra-id';

/**
 * Carries x-forwarded-for as the primary sees it. Envoy sends a copy with its own address appended to the header itself, and
 * the hop puts it right.
 */
export const copiedForwardedFor = 'x-umbra-forwarded-for';

/** What only the copy of a request carries, unseen by the primary; for the mirror policy. */
export const copyHeaders: readonly ConfigMessage[] = [
  // Where there is no value nothing is written, and a forged one would stay.
  { remove: copiedId },
  { remove: copiedForwardedFor },
  written(copiedId, '%DYNAMIC_METADATA(umbra:id)%'),
  written(copiedForwardedFor, '%REQ(x-forwarded-for)%'),
  // The copy's body follows at once: nobody on this side would wait for the shadow's 100.
  { remove: 'expect' },
];

/**
 * Takes the pairing id off the copy, and keeps it for the access log. A filter of Envoy's own, for a Lua hook takes about 5 µs
 * before it does anything (2026-11-26).
 */
export const copiedIdFilter: ConfigMessage = {
  name: 'envoy.filters.http.header_to_metadata',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.header_to_metadata.v3.Config',
    request_rules: [
      {
        header: copiedId,
        on_header_present: { metadata_namespace: 'umbra', key: 'id', type: 'STRING' },
        remove: true,
      },
    ],
  },
};

function written(key: string, value: string): ConfigMessage {
  return { append: { header: { key, value } } };
}
