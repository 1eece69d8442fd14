import { describe, expect, it } from 'vitest';
import { apiFinding, apiReport } from '../makers/api-report.ts';
import { apiStatus, envoyStatus, mirrorState } from '../makers/api-status.ts';
import { passingVerdict } from '../makers/api-verdict.ts';
import { dashboardRig } from './dashboard-rig.ts';

describe('the list of migrations', () => {
  const rig = dashboardRig(() => []);

  const row = (name: string) => rig.dashboard.page.getByRole('row', { name });

  it('says how to create a migration while there is none', async () => {
    await rig.open();
    await rig.dashboard.page.getByText('No migration yet').waitFor();
  });

  it('shows phase, asked percent, confirmation, findings and verdict of each migration', async () => {
    rig.api.statuses.set('orders-v2', apiStatus());
    rig.api.reports.set(
      'orders-v2',
      apiReport({
        outcome: 'differences-found',
        pairs: { compared: 18231, identical: 18000, differing: 231 },
        findings: [apiFinding(), apiFinding({ id: 'other', path: '$.total' })],
      }),
    );
    rig.api.statuses.set(
      'invoices',
      apiStatus({
        name: 'invoices',
        phase: 'held',
        mirror: mirrorState({ halted: true }),
        confirmed: null,
        envoys: [envoyStatus()],
      }),
    );
    rig.api.reports.set('invoices', apiReport({ migration: 'invoices' }));
    rig.api.verdicts.set('orders-v2', passingVerdict());
    await rig.open();

    const orders = row('orders-v2');
    await orders.getByText('18,231').waitFor();
    expect(await orders.innerText()).toMatch(
      /mirroring\s+5 %\s+Confirmed by all 2 connected Envoys\s+running: 5 %\s+18,231\s+2\s+pass/,
    );
    const invoices = row('invoices');
    await invoices.getByText('inconclusive').waitFor();
    expect(await invoices.innerText()).toMatch(/held: halted[^]*Waiting: 0 of 1 Envoy confirmed/);
  });

  it('shows a migration that is created while the page is open, and drops one that is deleted', async () => {
    rig.api.statuses.set('orders-v2', apiStatus());
    await rig.open();
    await row('orders-v2').waitFor();

    rig.api.statuses.set('later', apiStatus({ name: 'later' }));
    rig.api.statuses.delete('orders-v2');
    await row('later').waitFor();
    await row('orders-v2').waitFor({ state: 'detached' });
  });

  it('leads to the page of a migration whose name needs escaping, and shows the name as text', async () => {
    const name = '<b>50% & more</b>';
    rig.api.statuses.set(name, apiStatus({ name }));
    rig.api.reports.set(name, apiReport({ migration: name }));
    await rig.open();
    await rig.dashboard.page.getByRole('link', { name }).click();
    await rig.dashboard.page.getByRole('heading', { name, level: 1 }).waitFor();
    await rig.dashboard.page.getByText('Confirmed by all 2 connected Envoys').waitFor();
    expect(await rig.dashboard.page.title()).toBe(`${name} · Umbra`);
  });
});
