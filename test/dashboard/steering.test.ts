import { beforeEach, describe, expect, it } from 'vitest';
import { apiStatus, envoyStatus, mirrorState } from '../makers/api-status.ts';
import { dashboardRig } from './dashboard-rig.ts';

const name = 'orders-v2';

describe('steering a migration from the page', () => {
  const rig = dashboardRig(() => [apiStatus()]);

  beforeEach(async () => {
    await rig.open(`/#/migrations/${name}`);
    await rig.dashboard.percent.waitFor();
  });

  const text = (words: string | RegExp) => rig.dashboard.text(words);
  const mirror = () => rig.dashboard.region('Mirror').innerText();

  /** All Envoys do what is asked. */
  function confirm(): void {
    const status = rig.api.statuses.get(name) ?? apiStatus();
    const envoys = status.envoys.map((envoy) => ({ ...envoy, confirmed: status.mirror }));
    rig.api.statuses.set(name, { ...status, confirmed: status.mirror, envoys });
  }

  it('a moved slider changes nothing until Apply is pressed', async () => {
    await rig.dashboard.slider.fill('40');
    await text('Not applied: 5 % is still what is asked').waitFor();
    expect(await rig.dashboard.percent.inputValue()).toBe('40');
    expect(rig.api.changes).toEqual([]);

    await rig.dashboard.button('Apply').click();
    await text('Waiting: 0 of 2 Envoys confirmed').waitFor();
    expect(rig.api.changes).toEqual(['PATCH mirror {"percent":40}']);
  });

  it('what is asked and what Envoys run stay apart until they confirm', async () => {
    await rig.dashboard.percent.fill('12.34');
    await rig.dashboard.button('Apply').click();
    await text('Waiting: 0 of 2 Envoys confirmed').waitFor();
    expect(await mirror()).toMatch(/Asked\s+12.34 %\s+Running in Envoys\s+5 %/);

    confirm();
    await text('Confirmed by all 2 connected Envoys').waitFor();
    expect(await mirror()).toMatch(/Asked\s+12.34 %\s+Running in Envoys\s+12.34 %/);
  });

  it('a refused percent shows the remedy, and what was typed stays', async () => {
    const refusal = rig.dashboard.page.getByRole('alert');
    for (const { typed, sent } of [
      { typed: '101', sent: '101' },
      { typed: '-1', sent: '-1' },
      { typed: '25%', sent: '"25%"' },
      { typed: 'NaN', sent: '"NaN"' },
      { typed: ' ', sent: '""' },
    ]) {
      await rig.dashboard.percent.fill(typed);
      await rig.dashboard.button('Apply').click();
      await refusal.getByText(`is ${sent}`).waitFor();

      expect(rig.api.changes.at(-1)).toBe(`PATCH mirror {"percent":${sent}}`);
      expect(await refusal.innerText()).toContain('Write a number from 0 to 100 with at most two decimals.');
      expect(await rig.dashboard.percent.inputValue()).toBe(typed);
      expect(await rig.dashboard.percent.getAttribute('aria-invalid')).toBe('true');
      expect(await mirror()).toMatch(/Asked\s+5 %/);
    }
  });

  it('a refusal stays in sight on other pages until it is dismissed', async () => {
    await rig.dashboard.percent.fill('101');
    await rig.dashboard.button('Apply').click();
    await text('The percent was not changed').waitFor();

    await rig.dashboard.page.getByRole('link', { name: 'All migrations' }).click();
    await text(`${name}: The percent was not changed`).waitFor();
    await rig.dashboard.button('Dismiss').click();
    await text('The percent was not changed').waitFor({ state: 'detached' });
  });

  it('halts with one press, and further presses in the same place do not resume', async () => {
    await rig.dashboard.page.locator('button.halt').dblclick();
    await text('Mirroring is halted, reads and writes alike').waitFor();
    await text('2 Envoys not confirmed yet: envoy-a, envoy-b').waitFor();
    await rig.dashboard.page.locator('button.halt').click({ force: true });
    expect(rig.api.changes.filter((change) => change !== 'POST halt')).toEqual([]);

    confirm();
    await text('Every Envoy known has confirmed it').waitFor();
    await rig.dashboard.button('Resume mirroring').click();
    await rig.dashboard.button('Halt mirroring').waitFor();
    expect(rig.api.changes.at(-1)).toBe('POST resume');
  });

  it('a halt that got no answer says so, and can be pressed again', async () => {
    rig.api.away = true;
    await rig.dashboard.button('Halt mirroring').click();
    await text('The halt was not confirmed by the control plane').waitFor();

    rig.api.away = false;
    await rig.dashboard.button('Halt mirroring').click();
    await text('Mirroring is halted').waitFor();
    await text('The halt was not confirmed').waitFor({ state: 'detached' });
  });

  it('an Envoy that refused its configuration is shown with its reason', async () => {
    const rejected = { version: '4417fe', reason: 'virtual_hosts: value is required' };
    rig.api.statuses.set(
      name,
      apiStatus({
        confirmed: null,
        envoys: [
          envoyStatus(),
          envoyStatus({
            node: 'envoy-b',
            confirmed: mirrorState({ percent: 1 }),
            config: { route: { sent: '4417fe', acknowledged: '33aa01', rejected } },
          }),
        ],
      }),
    );
    await text('Refused by 1 of 2 Envoys').waitFor();
    expect(await mirror()).toMatch(/Running in Envoys\s+5 % \/ 1 %/);
    expect(await mirror()).toContain('virtual_hosts: value is required');
  });

  it('without a connected Envoy nothing is called confirmed', async () => {
    rig.api.statuses.set(name, apiStatus({ confirmed: null, envoys: [] }));
    await text('No Envoy is connected, so nothing is mirrored').waitFor();
    expect(await mirror()).not.toContain('Confirmed');
  });

  it('can be used by keyboard alone, and says what changed', async () => {
    const { keyboard } = rig.dashboard.page;
    await rig.dashboard.slider.focus();
    for (let press = 0; press < 3; press += 1) await keyboard.press('ArrowRight');
    expect(await rig.dashboard.percent.inputValue()).toBe('8');
    await keyboard.press('Escape');
    expect(await rig.dashboard.percent.inputValue()).toBe('5');

    await keyboard.press('Tab');
    await keyboard.type('2.5');
    await keyboard.press('Enter');
    await text('Waiting: 0 of 2 Envoys confirmed').waitFor();
    expect(rig.api.changes).toEqual(['PATCH mirror {"percent":2.5}']);
    confirm();
    const spoken = rig.dashboard.page.getByRole('status');
    await spoken.getByText('Mirroring 2.5 %. Confirmed by all 2 connected Envoys.').waitFor();

    await rig.dashboard.slider.focus();
    for (let press = 0; press < 4; press += 1) await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await spoken.getByText('Mirroring is halted').waitFor();
    expect(rig.api.changes.at(-1)).toBe('POST halt');
  });
});
