import { countText, percentText } from './number.js';

/**
 * How far the Envoys have come with what was asked. `kind` picks the sign shown, `text` says it in words.
 * @typedef {{ kind: 'confirmed' | 'waiting' | 'refused' | 'nobody', text: string }} Confirmation
 */

/**
 * @param {import('../api/shapes.d.ts').Status} status
 * @returns {Confirmation}
 */
export function confirmationOf({ mirror, envoys }) {
  const connected = envoys.filter((envoy) => envoy.connected);
  if (connected.length === 0)
    return { kind: 'nobody', text: 'No Envoy is connected, so nothing is mirrored' };
  const follow = connected.filter((envoy) => isConfirmed(mirror, envoy.confirmed)).length;
  const refusing = connected.filter((envoy) => rejectionsOf(envoy).length > 0).length;
  if (refusing > 0)
    return { kind: 'refused', text: `Refused by ${refusing} of ${countText(connected.length, 'Envoy')}` };
  if (follow < connected.length) {
    return {
      kind: 'waiting',
      text: `Waiting: ${follow} of ${countText(connected.length, 'Envoy')} confirmed`,
    };
  }
  return {
    kind: 'confirmed',
    text:
      connected.length === 1
        ? 'Confirmed by the connected Envoy'
        : `Confirmed by all ${connected.length} connected Envoys`,
  };
}

/**
 * While halted nothing is mirrored, whatever the percent says.
 * @param {import('../api/shapes.d.ts').MirrorState} asked
 * @param {import('../api/shapes.d.ts').MirrorState | null} confirmed
 */
export function isConfirmed(asked, confirmed) {
  if (confirmed === null || asked.halted !== confirmed.halted) return false;
  return asked.halted || (asked.percent === confirmed.percent && asked.writes === confirmed.writes);
}

/** @param {import('../api/shapes.d.ts').EnvoyStatus} envoy */
export function rejectionsOf(envoy) {
  return Object.entries(envoy.config).flatMap(([type, { rejected }]) =>
    rejected === undefined || rejected === null ? [] : [{ type, ...rejected }],
  );
}

/**
 * What runs, as one phrase.
 * @param {import('../api/shapes.d.ts').MirrorState | null} state
 */
export function mirrorText(state) {
  if (state === null) return 'not known';
  return state.halted ? 'halted' : percentText(state.percent);
}

/**
 * What runs in all connected Envoys together: one phrase where they agree, each state once where they do not.
 * @param {import('../api/shapes.d.ts').Status} status
 */
export function runningText({ confirmed, envoys }) {
  if (confirmed !== null) return mirrorText(confirmed);
  const states = envoys.filter((envoy) => envoy.connected).map((envoy) => mirrorText(envoy.confirmed));
  return [...new Set(states)].join(' / ') || 'not known';
}

const writesTexts = {
  all: 'Every write is mirrored, whatever the percent.',
  sampled: 'Writes are mirrored at the same percent.',
  none: 'Writes are never mirrored.',
};

/** @param {import('../api/shapes.d.ts').MirrorState['writes']} writes */
export const writesText = (writes) => writesTexts[writes];
