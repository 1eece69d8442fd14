import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import path from 'node:path';

/** Nothing from elsewhere, nothing inline: what a finding quotes can never become a script. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Modules the page imports, out of the packages installed with us. */
const vendored: Readonly<Record<string, string>> = {
  '/vendor/preact.js': 'preact/dist/preact.mjs',
  '/vendor/htm.js': 'htm/dist/htm.mjs',
};

/** The web page: files only, no routes of its own. */
export function page(directory: string): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    next();
  });
  for (const [url, file] of Object.entries(vendored)) {
    const location = packageFile(file);
    router.get(url, (_request, response) => {
      response.set('cache-control', 'no-cache').type('text/javascript').sendFile(location);
    });
  }
  router.use(
    express.static(directory, {
      fallthrough: true,
      index: 'index.html',
      redirect: false,
      cacheControl: false,
    }),
  );
  return router;
}

/** Packages need not export the file we want, so it is found beside what they do export. */
function packageFile(file: string): string {
  const [name = '', ...rest] = file.split('/');
  const entry = createRequire(import.meta.url).resolve(name);
  const home = entry.slice(
    0,
    entry.lastIndexOf(path.join('node_modules', name)) + path.join('node_modules', name).length,
  );
  return path.join(home, ...rest);
}

export const dashboardDirectory = fileURLToPath(new URL('../../../dashboard/', import.meta.url));
