import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../dashboard/api/verdict-shapes.d.ts';
import { apiFinding, apiLedger, apiReport } from '../makers/api-report.ts';
import { partialCycle } from '../makers/api-rules.ts';
import { apiStatus } from '../makers/api-status.ts';
import { apiCoverage, apiVerdict, failingVerdict, passingVerdict } from '../makers/api-verdict.ts';
import { dashboardRig } from './dashboard-rig.ts';

const name = 'orders-v2';

describe('the verdict on a migration’s page', () => {
  const rig = dashboardRig(() => [apiStatus()]);

  const panel = () => rig.dashboard.region('Verdict');
  const checks = () => rig.dashboard.region('What it rests on');

  async function show(verdict: Verdict): Promise<void> {
    rig.api.verdicts.set(name, verdict);
    await rig.open(`/#/migrations/${name}`);
    await rig.dashboard.region('Ledger').waitFor();
    await panel().locator('.verdict-word').waitFor();
  }

  it('a pass says what it rests on, of which traffic it speaks, and where its evidence can be had', async () => {
    await show(passingVerdict());
    const text = await panel().innerText();
    expect(text).toMatch(/Verdict\s+PASS\s+Every gate holds on the traffic below/);
    expect(text).toMatch(/Holds\s+3 of 41,200 pairs differ without an explanation/);
    expect(text).toContain(
      '3 of 41,200 pairs differ without an explanation: at most 0.019 % with 95 % confidence. The budget is 0.1 %.',
    );
    expect(text).toMatch(/Pairs\s+41,200\s+Spread over\s+64 keys or more, 3 endpoints\s+Period\s+2 Mar 2026/);
    expect(text).toMatch(/Epoch\s+4f2a91c0 since 2 Mar 2026[^]*Data cycle\s+2, whole/);
    const link = panel().getByRole('link', { name: 'Download the evidence' });
    expect(await link.getAttribute('href')).toBe(`/v1/migrations/${name}/export`);
  });

  it('a fail gives its reasons first, then what blocks, then what holds, whatever order they came in', async () => {
    const verdict = failingVerdict();
    const holds = { effect: 'supports', code: 'ledger', text: 'Loss is under its gate.' } as const;
    await show({ ...verdict, reasons: [holds, ...[...verdict.reasons].reverse()] });
    expect(await panel().innerText()).toMatch(/Verdict\s+FAIL/);
    expect(await panel().locator('.reasons .badge').allInnerTexts()).toEqual([
      'Fails',
      'Fails',
      'Blocks a pass',
      'Blocks a pass',
      'Holds',
    ]);
  });

  it('an inconclusive verdict is nowhere shown as success, and a change of it is said aloud', async () => {
    await show(apiVerdict());
    expect(await panel().innerText()).toMatch(/INCONCLUSIVE\s+Neither shown to hold nor shown to fail/);
    expect(await panel().locator('.good').count()).toBe(0);
    expect(await panel().innerText()).toContain('No pair is evidence yet');

    rig.api.verdicts.set(name, failingVerdict());
    await rig.dashboard.page.getByRole('status').getByText('The verdict is now: fail.').waitFor();
  });

  it('gaps of the data cycle are named, with what ends them', async () => {
    rig.api.statuses.set(name, apiStatus({ cycle: partialCycle }));
    await show(failingVerdict());
    const text = await panel().innerText();
    expect(text).toMatch(/Data cycle\s+2, PARTIAL/);
    expect(text).toMatch(/Data cycle 2 is PARTIAL[^]*umbra cycle orders-v2/);
    expect(text).toMatch(/Mirroring was halted: from 1 Mar 2026, [\d:]+, for 7 minutes/);
    expect(text).toMatch(/The control plane was away: since 2 Mar 2026, [\d:]+, still open/);
  });

  it('how it is decided is there to check by hand, folded away', async () => {
    await show(passingVerdict());
    const table = panel().getByRole('table');
    expect(await table.isVisible()).toBe(false);
    await panel().getByText('How it is decided').press('Enter');
    expect(await table.innerText()).toMatch(/Fails by unexplained differences\s+2.5 %\s+40\s+< 0.001/);
    expect(await table.innerText()).toMatch(/Passes by[^\n]*\s+5 %\s+20\s+10\^9/);
    expect(await panel().innerText()).toMatch(/Builds: primary 2026.9.1, shadow 2026.10.0-rc1/);
  });

  it('coverage, latency, noise and what is expected stand in a line each, with their tables behind', async () => {
    await show(failingVerdict());
    const lines = await checks().locator('.check-line').allInnerTexts();
    expect(lines.map((line) => line.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'Coverage 1 not covered 3 of 5 endpoints covered. 1 endpoint too rare to be needed.',
      'Latency Slower than the gate GET /orders takes 1.41 times as long at p99.',
      'Noise Regression 3 paths on which the control disagrees too: 1 worse on the shadow, 1 not assessable, 1 noise.',
      'Expected Accounted for Clocks 10,130 times · Generated values 10,130 times · Declared mapping 9,120 times',
    ]);
    for (const line of await checks().locator('summary').all()) await line.click();
    const rows = (await checks().getByRole('row').allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '));
    expect(rows).toContain(
      'GET /reports/{id} required 112 18 keys 0.27 % ≤ 5.2 % 112 of 500 pairs, 18 of 30 keys',
    );
    expect(rows).toContain('GET /orders p99 1.41 1.31 – 1.52 1.25 218 Slower than the gate');
    expect(rows).toContain('GET /orders/{id} p99 1.10 0.88 – no bound 1.25 91 Not decided');
    expect(rows).toContain('$.servedBy value GET /orders 0 0 21,800 ≤ 100 % Not assessable');
    expect(rows).toContain('$.fullName extra-field GET /orders/{id} Declared mapping, step 1 9,120');
  });

  it('a thousand endpoints are not drawn at once', async () => {
    const many = Array.from({ length: 1000 }, (_, at) => apiCoverage({ endpoint: `GET /e${at}` }));
    await show(passingVerdict({ endpoints: many }));
    await checks().locator('summary').first().click();
    expect(await checks().locator('tbody tr').count()).toBeLessThan(40);
    const before = await checks().locator('tbody tr').count();
    await checks().getByRole('button', { name: 'Show 50 of 988 more endpoints' }).click();
    expect(await checks().locator('tbody tr').count()).toBe(before + 50);
  });

  it('findings carry what the verdict makes of them', async () => {
    rig.api.reports.set(
      name,
      apiReport({
        findings: [
          apiFinding(),
          apiFinding({ id: '77aa01ee', path: '$.total', class: 'value' }),
          apiFinding({ id: 'aa11', path: '$.servedBy', class: 'value' }),
          apiFinding({ id: 'unknown', path: '$.z', class: 'generated' }),
        ],
      }),
    );
    await show(failingVerdict());
    const findings = rig.dashboard.region('Findings');
    expect(await findings.locator('.finding-name').allInnerTexts()).toEqual([
      expect.stringMatching(/^\$\.customer\.name\s+Confirmed$/),
      expect.stringMatching(/^\$\.servedBy\s+Not assessable$/),
      expect.stringMatching(/^\$\.total\s+Suspected$/),
      '$.z',
    ]);
    await findings.locator('summary').first().click();
    await findings.getByText('accepted by a rule. Evidence that it is no noise: 10^44.').waitFor();
  });

  it('a shadow that asks for a login is one notice with its remedies, and nothing to accept by a rule', async () => {
    rig.api.reports.set(
      name,
      apiReport({
        findings: [apiFinding({ id: 'sign-in', endpoint: '*', path: 'sign-in', class: 'status' })],
        ledger: apiLedger({ captured: 312, fates: { auth: 312 } }),
      }),
    );
    await show(apiVerdict());
    const findings = rig.dashboard.region('Findings');
    expect(await findings.innerText()).toMatch(
      /The shadow asks for a login[^]*312 requests set aside[^]*signing keys/,
    );
    await findings.locator('summary').click();
    await findings.getByText('what helps is above').waitFor();
    expect(await rig.dashboard.button('Accept by a rule').count()).toBe(0);
  });

  it('a verdict that cannot be read again is old, and one that never was is not made up', async () => {
    await show(passingVerdict());
    rig.api.comparatorAway = true;
    await rig.dashboard.text('This verdict and evidence are old').waitFor();
    expect(await panel().innerText()).toMatch(/PASS\s+old/);
    expect(await panel().getAttribute('class')).toMatch(/\bold\b/);

    await rig.dashboard.page.reload();
    await rig.dashboard.text('The verdict and evidence cannot be read').waitFor();
    expect(await panel().innerText()).not.toContain('PASS');
  });

  it('its words are text, never markup', async () => {
    const text = '<img src=x onerror=alert(1)>';
    const verdict = failingVerdict();
    await show({
      ...verdict,
      reasons: [{ effect: 'fails', code: 'x', text }],
      endpoints: verdict.endpoints.map((it) => ({ ...it, endpoint: text })),
    });
    await panel().getByText(text).waitFor();
    expect(await rig.dashboard.page.locator('main img').count()).toBe(0);
  });
});
