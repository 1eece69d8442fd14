import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiFinding, apiLedger, apiReport } from '../makers/api-report.ts';
import { apiRules, overBroadPreview, partialCycle } from '../makers/api-rules.ts';
import { apiStatus, mirrorState } from '../makers/api-status.ts';
import { failingVerdict } from '../makers/api-verdict.ts';
import { startBrowser } from '../makers/browser.ts';
import { openDashboard } from './dashboard-page.ts';
import { dashboardRig } from './dashboard-rig.ts';
import { startStandInApi, type StandInApi } from './stand-in-api.ts';

describe('what the page knows, and since when', () => {
  const rig = dashboardRig(() => [apiStatus()]);

  const text = (words: string | RegExp) => rig.dashboard.text(words);
  const openMigration = async () => {
    await rig.open('/#/migrations/orders-v2');
    await rig.dashboard.percent.waitFor();
    await rig.dashboard.region('Ledger').waitFor();
  };

  it('keeps what it has while the API is away, says how old it is, and goes on when it is back', async () => {
    await openMigration();
    rig.api.away = true;
    await text('The control plane cannot be reached').waitFor();
    await text(/What you see is [2-9] seconds old/).waitFor();
    expect(await rig.dashboard.region('Mirror').innerText()).toMatch(/Asked\s+5 %/);
    expect(await rig.dashboard.button('Halt mirroring').isEnabled()).toBe(true);

    rig.api.statuses.set('orders-v2', apiStatus({ mirror: mirrorState({ percent: 30 }), confirmed: null }));
    rig.api.away = false;
    await text('The control plane cannot be reached').waitFor({ state: 'detached' });
    expect(await rig.dashboard.region('Mirror').innerText()).toMatch(/Asked\s+30 %/);
  });

  it('opened while the API is away it says so, and fills in by itself', async () => {
    rig.api.away = true;
    await rig.open();
    await text('Nothing has been read yet').waitFor();
    rig.api.away = false;
    await rig.dashboard.page.getByRole('link', { name: 'orders-v2' }).waitFor();
  });

  it('a comparator that is away makes the evidence old, not the rest', async () => {
    await openMigration();
    rig.api.comparatorAway = true;
    await text('This verdict and evidence are old').waitFor();
    await text('The comparator does not answer').waitFor();
    expect(await rig.dashboard.region('Evidence').getAttribute('class')).toContain('old');
    expect(await text('The control plane cannot be reached').count()).toBe(0);

    rig.api.comparatorAway = false;
    await text('This verdict and evidence are old').waitFor({ state: 'detached' });
    expect(await rig.dashboard.region('Evidence').getAttribute('class')).not.toContain('old');
  });

  it('a migration that does not exist is named, and the way back is there', async () => {
    await rig.open('/#/migrations/nowhere');
    await text('There is no migration nowhere.').waitFor();
    await rig.dashboard.page.getByRole('link', { name: 'All migrations' }).click();
    await rig.dashboard.page.getByRole('link', { name: 'orders-v2' }).waitFor();
  });

  it('never has two reads of one thing under way, however long one takes', async () => {
    await rig.open('about:blank');
    const { page } = rig.dashboard;
    const held: (() => void)[] = [];
    await page.clock.install();
    await page.route('**/v1/migrations/orders-v2/report', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.fulfill({ json: apiReport() });
    });
    await page.goto(`${rig.api.url}/#/migrations/orders-v2`);
    for (const reads of [1, 2, 3]) {
      await expect.poll(() => held.length).toBe(reads);
      await page.clock.runFor(4_000);
      expect(held).toHaveLength(reads);
      const answered = page.waitForResponse('**/report');
      held[reads - 1]?.();
      await (await answered).finished();
      await page.clock.runFor(1_000);
    }
  });
});

describe('the page’s looks', () => {
  let browser: Browser;
  let api: StandInApi;

  beforeAll(async () => {
    browser = await startBrowser();
    api = await startStandInApi([apiStatus({ cycle: partialCycle })]);
    api.verdicts.set('orders-v2', failingVerdict());
    api.rules.set('orders-v2', apiRules);
    api.preview = overBroadPreview;
    api.reports.set(
      'orders-v2',
      apiReport({ findings: [apiFinding()], ledger: apiLedger({ captured: 1, fates: { auth: 1 } }) }),
    );
  });

  /** With everything open that can be. */
  async function openAll(options: { width?: number; colorScheme?: 'light' | 'dark' }): Promise<Page> {
    const { page, percent, region, button } = await openDashboard(
      browser,
      `${api.url}/#/migrations/orders-v2`,
      options,
    );
    await percent.waitFor();
    await region('Ledger').waitFor();
    await region('What it rests on').waitFor();
    await page.evaluate(`for (const it of document.querySelectorAll('details')) it.open = true`);
    await button('Accept by a rule').click();
    await button('Preview').click();
    await page.locator('.rule-preview').waitFor();
    await button('Remove rule legacy-notes').click();
    return page;
  }
  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  /** Relative luminance and contrast ratio as in WCAG 2.2. */
  function contrast(first: string, second: string): number {
    const luminance = (color: string) => {
      const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  it.each(['light', 'dark'] as const)(
    'in %s mode all text stands out from its ground',
    async (colorScheme) => {
      const page = await openAll({ colorScheme });
      const colors = await page.evaluate<{ text: string; ground: string; of: string }[]>(`
      [...document.querySelectorAll('#app *')].filter((element) => [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.data.trim() !== '') && element.checkVisibility()
      ).map((element) => {
        let ground = element;
        while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
        return { text: getComputedStyle(element).color, ground: getComputedStyle(ground).backgroundColor, of: element.textContent };
      })`);
      expect(colors.length).toBeGreaterThan(250);
      expect(colors.filter(({ text, ground }) => contrast(text, ground) < 4.5)).toEqual([]);

      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(contrast(ground, 'rgb(0, 0, 0)') > 10).toBe(colorScheme === 'light');
      await page.close();
    },
  );

  it.each([400, 1600])('at %i pixels nothing runs off the side', async (width) => {
    const page = await openAll({ width });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });
});
