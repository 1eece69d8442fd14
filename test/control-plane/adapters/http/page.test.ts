import { describe, expect, it } from 'vitest';
import { startApi } from '../../../makers/control-plane-api.ts';

describe('the web page', () => {
  it.each([
    ['/', 'text/html'],
    ['/index.html', 'text/html'],
    ['/vendor/preact.js', 'text/javascript'],
    ['/vendor/htm.js', 'text/javascript'],
  ])('serves %s as %s, and lets it load nothing from elsewhere', async (path, type) => {
    const { call } = await startApi();
    const answer = await call('GET', path);
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    // A module that imports by a bare name could not be loaded without a bundler.
    if (path.startsWith('/vendor/')) expect(answer.text).not.toMatch(/from\s*["'][a-z]/);
  });

  it.each(['/../package.json', '/%2e%2e/package.json', '/.git/config', '/vendor/../../package.json'])(
    'serves nothing outside its folder: %s',
    async (path) => {
      const { call } = await startApi();
      expect((await call('GET', path)).status).toBeGreaterThanOrEqual(400);
    },
  );
});
