import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDashboard, type DashboardPage } from '../dashboard/dashboard-page.ts';
import { startBrowser } from '../makers/browser.ts';
import { mirrored } from './rig/envoy-counters.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import { json } from './rig/upstream.ts';

const name = 'orders-v2';
const fullName = 'Wilhelmina Featherstonehaugh-Cholmondeley';

describe('the page, in front of the real Envoy, control plane and comparator', () => {
  let rig: MirrorRig;
  let browser: Browser;
  let dashboard: DashboardPage;

  beforeAll(async () => {
    rig = await startRig({
      name,
      primary: (_request, _body, response) => {
        json(response, 200, { id: 7, customer: { name: fullName } });
      },
      shadow: (_request, _body, response) => {
        json(response, 200, { id: 7, customer: { name: fullName.slice(0, 20) } });
      },
      mirror: { percent: 0, writes: 'none' },
    });
    await rig.untilConfirmed(0);
    browser = await startBrowser();
    dashboard = await openDashboard(browser, rig.stack.apiUrl);
  });

  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  const text = (words: string | RegExp) => dashboard.text(words);
  const mirror = () => dashboard.region('Mirror').innerText();
  const send = (count: number) =>
    rig.client.sendAll(
      Array.from({ length: count }, (_, index) => ({ path: `/orders/${index}` })),
      8,
    );

  it('lists the migration, and starts without evidence', async () => {
    await dashboard.page.getByRole('link', { name }).click();
    await text('Confirmed by the connected Envoy').waitFor();
    await text('No evidence yet').waitFor();
    expect(await mirror()).toMatch(/Asked\s+0 %\s+Running in Envoys\s+0 %/);
  });

  it('a percent set by the slider is confirmed by Envoy', async () => {
    await dashboard.slider.fill('100');
    await dashboard.button('Apply').click();
    await dashboard.region('Mirror').getByText('100 %').nth(1).waitFor();
    await text('Confirmed by the connected Envoy').waitFor();
    expect((await rig.api.status(name)).confirmed?.percent).toBe(100);
  });

  it('shows the field that differs, both sides beside one another', async () => {
    await send(50);
    const findings = dashboard.region('Findings');
    await findings.getByText('$.customer.name').waitFor();
    expect(await findings.locator('summary .path').allInnerTexts()).toEqual(['$.customer.name']);
    expect(await findings.locator('summary .class').allInnerTexts()).toEqual(['truncation']);
    await findings.locator('summary').click();
    expect(await findings.locator('.primary-side').first().innerText()).toContain('text of 41 characters');
    expect(await findings.locator('.shadow-side').first().innerText()).toContain(
      'text of 20 characters, first 20 the same',
    );
    await text('Differences found').waitFor();
  });

  it('accounts for every request in the ledger', async () => {
    const compared = dashboard.region('Ledger').getByRole('row', { name: /^compared/ });
    await compared.getByText('50', { exact: true }).waitFor();
    await dashboard.region('Evidence').getByText('Balanced', { exact: true }).waitFor();
  });

  it('the finding fails the verdict until a rule accepts it, and fails it again without the rule', async () => {
    const word = (outcome: string) => dashboard.region('Verdict').getByText(outcome, { exact: true });
    const findings = dashboard.region('Findings');
    const paths = findings.locator('summary .path');
    await word('FAIL').waitFor();
    await findings.getByText('Confirmed', { exact: true }).waitFor();

    await dashboard.button('Accept by a rule').click();
    const form = dashboard.page.getByRole('form', { name: 'New rule' });
    await form.getByLabel('Owner').fill('orders-team');
    await form.getByLabel('Reason', { exact: true }).fill('Names end after 20 characters.');
    await dashboard.button('Preview').click();
    await form.getByText('It would hide 1 finding in 50 pairs').waitFor();
    await dashboard.button('Add the rule').click();
    await word('INCONCLUSIVE').waitFor();
    await paths.waitFor({ state: 'detached' });
    await dashboard
      .region('Rules')
      .getByText(/^50 hits/)
      .waitFor();

    await dashboard.page.getByRole('button', { name: /^Remove rule / }).click();
    await dashboard.button('Remove the rule').click();
    await word('FAIL').waitFor();
    await findings.getByText('$.customer.name').waitFor();
  });

  it('shows the real API’s remedy for a percent it refuses', async () => {
    await dashboard.percent.fill('101');
    await dashboard.button('Apply').click();
    const refusal = dashboard.page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.locator('.remedy').innerText()).not.toBe('');
    expect((await rig.api.status(name)).mirror.percent).toBe(100);
    await dashboard.button('Discard').click();
  });

  it('halts the real mirror with one press, and resumes it', async () => {
    await dashboard.button('Halt mirroring').click();
    await text('Every Envoy known has confirmed it').waitFor();
    const before = await mirrored(rig.stack.envoyAdminUrl, name);
    await send(20);
    expect(await mirrored(rig.stack.envoyAdminUrl, name)).toBe(before);

    await dashboard.button('Resume mirroring').click();
    await dashboard.button('Halt mirroring').waitFor();
    await rig.untilConfirmed(100);
  });

  it('says so when the control plane dies', async () => {
    await rig.stack.processes.controlPlane.stop();
    await text('The control plane cannot be reached').waitFor();
    await rig.stack.restart('controlPlane');
    await text('The control plane cannot be reached').waitFor({ state: 'detached' });
    expect(dashboard.complaints).toEqual([]);
  });
});
