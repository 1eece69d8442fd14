import { sharesOf } from '../ledger/shares.ts';
import { signInRemedy } from '../ledger/sign-in.ts';
import type { EvidenceDocument, Gap } from './evidence-document.ts';
import { blocks, count, counted, percent, supports } from './reason.ts';
import type { Reason, Verdict } from './verdict.ts';

export interface LedgerJudged {
  readonly ledger: Verdict['ledger'];
  readonly reasons: readonly Reason[];
}

/** Whether what was compared stands for what was mirrored, and what was mirrored for all the shadow's data depend on. */
export function judgeLedger({ ledger, gates, dataCycle, overflow }: EvidenceDocument): LedgerJudged {
  const { settled, counts, shares } = sharesOf(ledger.fates);
  return { ledger: { settled, ...shares }, reasons: [...reasonsOf()] };

  function* reasonsOf(): Generator<Reason> {
    if (shares.loss > gates.loss) {
      yield blocks(
        'loss',
        `${count(counts.loss)} of ${count(settled)} mirrored requests were lost (${percent(shares.loss)}); ${percent(gates.loss)} is tolerated. The ledger names the causes.`,
      );
    }
    if (shares.setAside > gates.setAside) {
      yield blocks(
        'set-aside',
        `${count(counts.setAside)} of ${count(settled)} mirrored requests were set aside (${percent(shares.setAside)}); ${percent(gates.setAside)} is tolerated. The ledger names the causes.`,
      );
    }
    const unauthorised = ledger.fates.auth ?? 0;
    if (unauthorised > 0) {
      yield blocks(
        'auth',
        `The shadow turned away ${counted(unauthorised, 'request')} that the primary let in. ${signInRemedy}`,
      );
    }
    if (ledger.reconciliation.state === 'disagrees') {
      const disagreements = ledger.reconciliation.disagreements.map(
        ({ equation, requests }) => `${equation} by ${count(requests)}`,
      );
      yield blocks(
        'ledger-disagrees',
        `The ledger does not agree with Envoy's own counters (${disagreements.join(', ')}), so nobody knows what was compared.`,
      );
    }
    if (ledger.reconciliation.state === 'not-reconciled') {
      yield blocks(
        'ledger-not-reconciled',
        'The ledger has not been held against the counters of every Envoy. Do all of them report to the comparator?',
      );
    }
    if (dataCycle.gaps.length > 0) {
      yield blocks(
        'partial-data',
        `The shadow's data cycle ${dataCycle.number} is partial: ${dataCycle.gaps.map(gapInWords).join('; ')}. Reset the shadow, and begin a new cycle.`,
      );
    }
    if (overflow.findings > 0) {
      yield blocks(
        'findings-overflow',
        `${counted(overflow.findings, 'difference')} did not fit the bound on findings, so what they are is not known. Fix or accept findings, or raise UMBRA_FINDINGS.`,
      );
    }
    if (settled > 0 && shares.loss <= gates.loss && shares.setAside <= gates.setAside) {
      yield supports(
        'ledger',
        `Of ${counted(settled, 'mirrored request')} ${percent(shares.evidence)} are evidence, ${percent(shares.setAside)} were set aside, ${percent(shares.loss)} lost.`,
      );
    }
  }
}

const gapReasons: Readonly<Record<Gap['reason'], string>> = {
  halted: 'the mirror was halted',
  'writes-not-mirrored': 'not all writes were mirrored',
  'control-plane-away': 'Envoy had lost the control plane',
};

function gapInWords({ reason, from, to }: Gap): string {
  const until = to === null ? 'and still is so' : `until ${to.toISOString()}`;
  return `${gapReasons[reason]} from ${from.toISOString()} ${until}`;
}
