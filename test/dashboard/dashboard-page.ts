import type { Browser, Locator, Page } from 'playwright-core';

/** The page in a browser, with the words a person finds its parts by. */
export interface DashboardPage {
  readonly page: Page;
  /** What the browser complained of: scripts that failed, resources that the security policy kept out. */
  readonly complaints: readonly string[];
  /** By its words, as seen: what is only spoken to screen readers is not meant. */
  readonly text: (words: string | RegExp) => Locator;
  readonly button: (name: string) => Locator;
  readonly region: (name: string) => Locator;
  readonly percent: Locator;
  readonly slider: Locator;
}

export async function openDashboard(
  browser: Browser,
  url: string,
  options: { width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<DashboardPage> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
  });
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Chromium also logs each refused or cut request, which tests cause on purpose.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  await page.goto(url);
  return {
    page,
    complaints,
    text: (words) => page.getByRole('main').getByText(words),
    button: (name) => page.getByRole('button', { name, exact: true }),
    region: (name) => page.getByRole('region', { name }),
    percent: page.getByRole('textbox', { name: 'Percent' }),
    slider: page.getByRole('slider', { name: 'Share of safe requests to mirror' }),
  };
}
