import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiFinding, apiReport } from '../makers/api-report.ts';
import { apiStatus, envoyStatus, mirrorState } from '../makers/api-status.ts';
import { passingVerdict } from '../makers/api-verdict.ts';
import { startBrowser } from '../makers/browser.ts';
import { openDashboard, type DashboardPage } from './dashboard-page.ts';
import { startStandInApi, type StandInApi } from './stand-in-api.ts';

describe('the list of migrations', () => {
  let browser: Browser;
  let api: StandInApi;
  let dashboard: DashboardPage;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    api = await startStandInApi([]);
  });
  afterEach(async () => {
    expect(dashboard.complaints).toEqual([]);
    await dashboard.page.close();
    await api.close();
  });

  const row = (name: string) => dashboard.page.getByRole('row', { name });

  it('says how to create a migration while there is none', async () => {
    dashboard = await openDashboard(browser, api.url);
    await dashboard.page.getByText('No migration yet').waitFor();
  });

  it('shows phase, asked percent, confirmation, findings and verdict of each migration', async () => {
    api.statuses.set('orders-v2', apiStatus());
    api.reports.set(
      'orders-v2',
      apiReport({
        outcome: 'differences-found',
        pairs: { compared: 18231, identical: 18000, differing: 231 },
        findings: [apiFinding(), apiFinding({ id: 'other', path: '$.total' })],
      }),
    );
    api.statuses.set(
      'invoices',
      apiStatus({
        name: 'invoices',
        phase: 'held',
        mirror: mirrorState({ halted: true }),
        confirmed: null,
        envoys: [envoyStatus()],
      }),
    );
    api.reports.set('invoices', apiReport({ migration: 'invoices' }));
    api.verdicts.set('orders-v2', passingVerdict());
    dashboard = await openDashboard(browser, api.url);

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
    api.statuses.set('orders-v2', apiStatus());
    dashboard = await openDashboard(browser, api.url);
    await row('orders-v2').waitFor();

    api.statuses.set('later', apiStatus({ name: 'later' }));
    api.statuses.delete('orders-v2');
    await row('later').waitFor();
    await row('orders-v2').waitFor({ state: 'detached' });
  });

  it('leads to the page of a migration whose name needs escaping, and shows the name as text', async () => {
    const name = '<b>50% & more</b>';
    api.statuses.set(name, apiStatus({ name }));
    api.reports.set(name, apiReport({ migration: name }));
    dashboard = await openDashboard(browser, api.url);
    await dashboard.page.getByRole('link', { name }).click();
    await dashboard.page.getByRole('heading', { name, level: 1 }).waitFor();
    await dashboard.page.getByText('Confirmed by all 2 connected Envoys').waitFor();
    expect(await dashboard.page.title()).toBe(`${name} · Umbra`);
  });
});
