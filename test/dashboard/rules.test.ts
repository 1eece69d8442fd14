import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { apiFinding, apiReport } from '../makers/api-report.ts';
import { apiRules, overBroadPreview } from '../makers/api-rules.ts';
import { apiStatus } from '../makers/api-status.ts';
import { dashboardRig } from './dashboard-rig.ts';

const name = 'orders-v2';

describe('rules on a migration’s page', () => {
  const rig = dashboardRig(() => [apiStatus()]);

  beforeEach(async () => {
    rig.api.rules.set(name, apiRules);
    rig.api.reports.set(name, apiReport({ findings: [apiFinding()] }));
    await rig.open(`/#/migrations/${name}`);
    await rules().waitFor();
    await rig.dashboard.region('Findings').waitFor();
  });

  const rules = () => rig.dashboard.region('Rules');
  const form = () => rig.dashboard.page.getByRole('form', { name: 'New rule' });
  const field = (label: string): Locator => form().getByLabel(label, { exact: true });
  const preview = () => form().locator('.rule-preview');
  const spoken = (text: string) => rig.dashboard.page.getByRole('status').getByText(text).waitFor();
  const paths = () => rules().locator('.rule-line .path').allInnerTexts();

  async function accept(): Promise<void> {
    const findings = rig.dashboard.region('Findings');
    await findings.locator('summary').click();
    await findings.getByRole('button', { name: 'Accept by a rule' }).click();
    await form().waitFor();
  }

  it('each rule shows whom to ask, why, until when, and what it did', async () => {
    const [active, expired, stale] = await rules().locator('.rule-list > li').allInnerTexts();
    expect(active).toMatch(/\$\.notes\[\]\.text\s+missing-field\s+Active[^]*Notes are dropped/);
    expect(active).toMatch(
      /GET \/orders\/\{id\}[^]*Owner orders-team[^]*Until 31 Jan 2027[^]*3,120 hits, last 2 Mar/,
    );
    expect(expired).toMatch(/Expired: hides nothing[^]*Every endpoint[^]*Until 1 Feb 2026[^]*No hit/);
    expect(stale).toMatch(/Stale: nothing to hide[^]*Within a tolerance of absolute 0.01[^]*Never expires/);
  });

  it('a finding is accepted by a rule that is previewed first, and then added', async () => {
    await accept();
    expect(await field('Endpoint').inputValue()).toBe('GET /orders/{id}');
    expect(await field('Path').inputValue()).toBe('$.customer.name');
    expect(await field('Class').inputValue()).toBe('truncation');
    expect(await rig.dashboard.page.evaluate('document.activeElement.id')).toBe('rule-owner');
    await rig.dashboard.page.keyboard.type('orders-team');
    await field('Reason').fill('Names are cut at 20 on purpose.');
    await field('Expires').fill('2027-01-31');

    await rig.dashboard.button('Add the rule').click({ force: true });
    expect(rig.api.changes).toEqual([]);
    await field('Reason').press('Enter');
    await spoken('It would hide 1 finding in 1,204 pairs. 1,180 of them show nothing else.');
    expect(await preview().innerText()).toMatch(
      /\$\.customer\.name\s+truncation[^]*GET \/orders\/\{id\} 2 of 32 fields \(6.25 %\)/,
    );
    const rule = {
      endpoint: 'GET /orders/{id}',
      path: '$.customer.name',
      class: 'truncation',
      owner: 'orders-team',
      reason: 'Names are cut at 20 on purpose.',
      expires: '2027-01-31',
      expect: 'ignore',
    };
    expect(rig.api.changes).toEqual([`POST rules/preview ${JSON.stringify({ rules: [rule] })}`]);

    await rig.dashboard.button('Add the rule').click();
    await spoken('The rule was added.');
    expect(rig.api.changes.at(-1)).toBe(`POST rules ${JSON.stringify(rule)}`);
    expect(await paths()).toContain('$.customer.name');
    expect(await form().count()).toBe(0);
  });

  it('a preview is of what was typed: typing on drops it, and with it what was accepted', async () => {
    rig.api.preview = overBroadPreview;
    await accept();
    await rig.dashboard.button('Preview').click();
    await form().getByRole('checkbox').check();
    await field('Path').fill('$.**');
    await preview().waitFor({ state: 'detached' });
    await rig.dashboard.button('Preview').click();
    await preview().waitFor();
    expect(await form().getByRole('checkbox').isChecked()).toBe(false);
  });

  it('an over-broad rule is not sent unless it is forced', async () => {
    rig.api.preview = overBroadPreview;
    await accept();
    await field('Owner').fill('orders-team');
    await field('Reason').fill('All of it is new.');
    await rig.dashboard.button('Preview').click();
    expect(await preview().innerText()).toMatch(
      /Over-broad: refused unless forced\s+path: \$\.\*\* would hide 31 of 32 fields[^]*31 of 32 fields \(96.88 %\)/,
    );
    await rig.dashboard.button('Add the rule').click({ force: true });
    await field('Reason').press('Enter');
    expect(rig.api.changes.filter((change) => !change.startsWith('POST rules/preview'))).toEqual([]);

    await form().getByRole('checkbox').check();
    await rig.dashboard.button('Add the rule').click();
    await spoken('The rule was added.');
    expect(rig.api.changes.at(-1)).toContain('"force":true');
  });

  it('a refused rule stays in the form, with the remedy and the fields it is about', async () => {
    await rig.dashboard.button('Add a rule').click();
    await field('Path').fill('$.a');
    await rig.dashboard.button('Preview').click();
    await preview().waitFor();
    await rig.dashboard.button('Add the rule').click();
    const alert = form().getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(
      /The rule was not added[^]*owner is missing[^]*Name who answers for it/,
    );
    expect(await field('Owner').getAttribute('aria-invalid')).toBe('true');
    expect(await field('Path').getAttribute('aria-invalid')).toBe('false');
    expect(await field('Path').inputValue()).toBe('$.a');

    await rig.dashboard.button('Cancel').click();
    await form().waitFor({ state: 'detached' });
    expect(await alert.count()).toBe(0);
  });

  it('a rule is removed after a question only, by keyboard alone', async () => {
    const { keyboard } = rig.dashboard.page;
    const remove = rules().getByRole('button', { name: 'Remove rule old-header' });
    await remove.press('Enter');
    await rules().getByRole('group', { name: 'Remove rule old-header?' }).waitFor();
    await keyboard.press('Escape');
    await rules().getByRole('group').waitFor({ state: 'detached' });
    expect(rig.api.changes).toEqual([]);

    await remove.press('Enter');
    await rules().getByRole('group').waitFor();
    await keyboard.press('Enter');
    await spoken('The rule was removed.');
    expect(rig.api.changes).toEqual(['DELETE rules/old-header']);
    expect(await paths()).toEqual(['$.notes[].text', '$.lines[*].tax']);
    expect(await rig.dashboard.page.evaluate('document.activeElement.id')).toBe('rules-heading');
  });

  it('while the API is away a preview says so, and the draft stays', async () => {
    await accept();
    rig.api.away = true;
    await rig.dashboard.button('Preview').click();
    await form().getByText('What the rule would hide is not known').waitFor();
    rig.api.away = false;
    await rig.dashboard.button('Preview').click();
    await preview().waitFor();
    expect(await form().getByRole('alert').count()).toBe(0);
    expect(await field('Path').inputValue()).toBe('$.customer.name');
  });

  it('while the comparator is away rules are still listed, and their use is not made up', async () => {
    rig.api.comparatorAway = true;
    await rules().getByText('Hits not known').first().waitFor();
    expect(await rules().getByText('Use not known').count()).toBe(apiRules.length);
  });
});
