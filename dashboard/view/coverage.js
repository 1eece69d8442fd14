import { html } from '../html.js';
import { numberText, shareText } from '../text/number.js';
import { Badge } from './badge.js';

/**
 * What share of the mirrored traffic the evidence covers, and whether the count behind it holds.
 * @param {{ ledger: import('../api/shapes.d.ts').Ledger }} props
 */
export function Coverage({ ledger }) {
  const { captured, inFlight, shares, balanced } = ledger;
  if (captured === 0 && balanced) {
    return html`
      <h3>Coverage</h3>
      <p class="muted">No mirrored request has been captured, so there is no share to tell.</p>
    `;
  }
  return html`
    <h3>Coverage</h3>
    <${Shares} shares=${shares} />
    <p>
      <${Badge} ...${balanceSigns[balanced ? 'balanced' : 'unbalanced']} />${' '}
      ${
        balanced
          ? `${numberText(captured)} captured, each with one fate or in flight (${numberText(inFlight)}).`
          : `${numberText(captured)} captured, but the fates and ${numberText(inFlight)} in flight do not add up to that. Do not rely on the shares.`
      }
    </p>
  `;
}

const balanceSigns = {
  balanced: { tone: 'good', icon: 'check', children: 'Balanced' },
  unbalanced: { tone: 'bad', icon: 'warning', children: 'Does not balance' },
};

/** @param {{ shares: import('../api/shapes.d.ts').Ledger['shares'] }} props */
function Shares({ shares }) {
  const parts = [
    { name: 'evidence', label: 'Evidence', share: shares.evidence },
    { name: 'set-aside', label: 'Set aside', share: shares.setAside },
    { name: 'loss', label: 'Loss', share: shares.loss },
  ];
  return html`
    <div class="coverage" aria-hidden="true">
      ${parts.map(({ name, share }) => html`<span key=${name} class="fill-${name}" style=${{ flexGrow: share }}></span>`)}
    </div>
    <dl class="facts three coverage-key">
      ${parts.map(
        ({ name, label, share }) =>
          html`<div key=${name}>
            <dt><span class="swatch fill-${name}"></span>${label}</dt>
            <dd>${shareText(share)}</dd>
          </div>`,
      )}
    </dl>
  `;
}
