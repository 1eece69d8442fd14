import { describe, expect, it } from 'vitest';
import type { Report } from '../../dashboard/api/shapes.d.ts';
import { fates } from '../../comparator/ledger/fate.ts';
import { apiFinding, apiLedger, apiReport } from '../makers/api-report.ts';
import { apiStatus } from '../makers/api-status.ts';
import { dashboardRig } from './dashboard-rig.ts';

const name = 'orders-v2';

describe('the evidence on a migration’s page', () => {
  const rig = dashboardRig(() => [apiStatus()]);

  async function show(report: Partial<Report>): Promise<void> {
    rig.api.reports.set(name, apiReport(report));
    await rig.open(`/#/migrations/${name}`);
    await rig.dashboard.region('Ledger').waitFor();
  }

  it('no evidence is stated as such, and nothing about it looks like success', async () => {
    await show({});
    const evidence = rig.dashboard.region('Evidence');
    expect(await evidence.innerText()).toContain('No evidence yet');
    expect(await evidence.innerText()).toContain('This says nothing about the migration.');
    expect(await evidence.locator('.good').count()).toBe(0);
    expect(await rig.dashboard.region('Findings').innerText()).toContain('Nothing has been compared yet');
  });

  it('no differences found leaves it to the verdict whether that is enough, and is not shown as success', async () => {
    await show({
      outcome: 'no-differences-found',
      pairs: { compared: 3120, identical: 3120, differing: 0 },
    });
    const outcome = rig.dashboard.region('Evidence').locator('.outcome');
    expect(await outcome.innerText()).toMatch(
      /No differences found\s+In 3,120 pairs compared. Whether that is enough, the verdict says./,
    );
    expect(await outcome.locator('.good').count()).toBe(0);
  });

  it('the ledger shows every fate with its number, what it means and what it counts as', async () => {
    await show({
      ledger: apiLedger({
        captured: 18500,
        inFlight: 12,
        fates: { compared: 18200, raced: 144, 'primary-only': 144 },
        shares: { evidence: 0.9844, setAside: 0.0078, loss: 0.0078 },
      }),
    });
    const evidence = await rig.dashboard.region('Evidence').innerText();
    expect(evidence).toMatch(/Evidence\s+98.44 %\s+Set aside\s+0.78 %\s+Loss\s+0.78 %/);
    expect(evidence).toMatch(/Balanced\s+18,500 captured, each with one fate or in flight \(12\)/);

    const ledger = rig.dashboard.region('Ledger');
    const shown = await ledger.locator('tbody code').allInnerTexts();
    expect(shown).toEqual([...fates]);
    const row = (fate: string) =>
      ledger.getByRole('row').filter({ has: rig.dashboard.page.getByText(fate, { exact: true }) });
    expect(await row('compared').innerText()).toMatch(/Both answers came[^]*18,200\s+98.38 %\s+Evidence/);
    expect(await row('raced').innerText()).toMatch(/Ran in another order[^]*144\s+0.78 %\s+Set aside/);
    expect(await row('late').innerText()).toMatch(/\s0\s+0 %\s+Loss/);
  });

  it('one lost request in a million is neither rounded away nor is the rest called all', async () => {
    await show({
      ledger: apiLedger({
        captured: 1_000_000,
        fates: { compared: 999_999, unknown: 1 },
        shares: { evidence: 0.999999, setAside: 0, loss: 0.000001 },
      }),
    });
    expect(await rig.dashboard.region('Evidence').innerText()).toMatch(
      /Evidence\s+> 99.99 %\s+Set aside\s+0 %\s+Loss\s+< 0.01 %/,
    );
  });

  it('a ledger that does not balance says not to rely on it', async () => {
    await show({
      ledger: apiLedger({
        captured: 10,
        fates: { compared: 8 },
        shares: { evidence: 1, setAside: 0, loss: 0 },
        balanced: false,
      }),
    });
    expect(await rig.dashboard.region('Evidence').innerText()).toMatch(
      /Does not balance\s+10 captured[^]*Do not rely/,
    );
  });

  it('a finding shows its exemplars side by side, in words', async () => {
    await show({
      outcome: 'differences-found',
      pairs: { compared: 9120, identical: 7916, differing: 1204 },
      endpoints: [{ endpoint: 'GET /orders/{id}', compared: 9120, differing: 1204 }],
      findings: [apiFinding()],
    });
    const findings = rig.dashboard.region('Findings');
    expect(await findings.innerText()).toContain('1,204 of 9,120 pairs differ');
    const summary = findings.locator('summary');
    expect(await summary.innerText()).toMatch(/\$\.customer\.name\s+truncation\s+1,204 times on 42 keys/);

    await summary.click();
    const [primary, shadow] = [findings.locator('.primary-side'), findings.locator('.shadow-side')];
    expect(await primary.innerText()).toMatch(/Primary\s+text of 48 characters/);
    expect(await shadow.innerText()).toMatch(/Shadow\s+text of 20 characters, first 20 the same/);
    const [left, right] = [await primary.boundingBox(), await shadow.boundingBox()];
    expect(left?.y).toBe(right?.y);
    expect(right?.x).toBeGreaterThanOrEqual((left?.x ?? 0) + (left?.width ?? 0));
  });

  it('an opened finding stays open and in its place while counts grow', async () => {
    const other = apiFinding({
      id: 'other',
      endpoint: 'POST /orders',
      path: 'status',
      class: 'status',
      count: 1,
    });
    await show({ findings: [other, apiFinding()] });
    const findings = rig.dashboard.region('Findings');
    await findings.locator('summary').first().click();

    rig.api.reports.set(
      name,
      apiReport({ findings: [{ ...other, count: 9000 }, apiFinding({ count: 1300 })] }),
    );
    await findings.getByText('1,300 times').waitFor();
    expect(await findings.locator('summary .path').allInnerTexts()).toEqual(['$.customer.name', 'status']);
    expect(await findings.locator('.primary-side').first().isVisible()).toBe(true);
  });

  it('findings can be narrowed by endpoint, field or class', async () => {
    await show({ findings: [apiFinding(), apiFinding({ id: 'other', path: '$.items', class: 'order' })] });
    const filter = rig.dashboard.page.getByRole('searchbox');
    await filter.fill('trunc');
    expect(await rig.dashboard.region('Findings').locator('summary .path').allInnerTexts()).toEqual([
      '$.customer.name',
    ]);
    await filter.fill('nothing like it');
    await rig.dashboard.page.getByText('None of 2 findings matches').waitFor();
  });

  it('text from the API is never markup', async () => {
    await show({
      findings: [apiFinding({ endpoint: 'GET /<img src=x onerror=alert(1)>', path: '$.<script>' })],
    });
    await rig.dashboard.page.getByText('GET /<img src=x onerror=alert(1)>').waitFor();
    expect(await rig.dashboard.region('Findings').locator('img, script').count()).toBe(0);
  });
});
