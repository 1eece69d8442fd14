import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Status } from '../../dashboard/api/shapes.d.ts';
import { startBrowser } from '../makers/browser.ts';
import { openDashboard, type DashboardPage } from './dashboard-page.ts';
import { startStandInApi, type StandInApi } from './stand-in-api.ts';

/** What the tests of a page have: one browser, and for each a stand-in API and the page that it opens. */
export interface DashboardRig {
  readonly browser: Browser;
  readonly api: StandInApi;
  /** The page that was opened last. */
  readonly dashboard: DashboardPage;
  /** Opens the page at a place of the stand-in API's, such as `/#/migrations/orders-v2`, or at a whole address. */
  readonly open: (place?: string) => Promise<DashboardPage>;
}

/** Starts and ends with the tests around it, none of which may leave the browser a reason to complain. */
export function dashboardRig(statuses: () => readonly Status[]): DashboardRig {
  let browser: Browser | undefined;
  let api: StandInApi | undefined;
  let dashboard: DashboardPage | undefined;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    api = await startStandInApi(statuses());
  });
  afterEach(async () => {
    expect(dashboard?.complaints).toEqual([]);
    await dashboard?.page.close();
    await api?.close();
  });

  return {
    get browser() {
      return started(browser);
    },
    get api() {
      return started(api);
    },
    get dashboard() {
      return started(dashboard);
    },
    open: async (place = '') => {
      const { href } = new URL(place, started(api).url);
      dashboard = await openDashboard(started(browser), href);
      return dashboard;
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('asked for before the test has it');
  return part;
}
