import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { z } from 'zod';

/** Packages are unpacked here once, where nobody else can put anything. */
const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
/**
 * Starts a real Chromium; whoever does closes it. On Linux x64 it is the one that comes by npm, so that
 * every machine tests with the same; elsewhere a Chrome that is installed.
 */
export async function startBrowser(): Promise<Browser> {
  const packaged = process.platform === 'linux' && process.arch === 'x64';
  return chromium.launch(packaged ? await packagedChromium() : { channel: 'chrome' });
}

/** The packaged Chromium with the libraries and fonts that it brings: the machine may have none. */
async function packagedChromium(): Promise<LaunchOptions> {
  const folder = await unpacked();
  return {
    executablePath: join(folder, 'chromium'),
    args: ['--disable-gpu'],
    // The sandbox refuses root, and needs a helper that the package lacks. The pages are our own.
    chromiumSandbox: false,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: folder,
    },
  };
}

/** Unpacks it, unless that was done. */
async function unpacked(): Promise<string> {
  const require = createRequire(import.meta.url);
  const root = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..');
  const { version } = z.object({ version: z.string() }).parse(require(join(root, 'package.json')));
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(`${folder}.draft-`);
  try {
    // The package unpacks into the folder for temporary files, whichever that is.
    const program = `import { inflate } from '@sparticuz/chromium';
      for (const name of ['chromium.br', 'al2023.tar.br', 'fonts.tar.br']) await inflate(process.argv[1] + '/' + name);`;
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', program, join(root, 'bin')],
      { cwd: root, env: { TMPDIR: draft }, timeout: 60_000 },
    );
    await writeFile(join(draft, 'fonts.conf'), fontsIn(join(folder, 'fonts')));
    await rename(draft, folder).catch((cause: unknown) => {
      // Another suite was faster.
      if (!existsSync(folder)) throw cause;
    });
    return folder;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The package's own settings look for its fonts elsewhere. */
const fontsIn = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir></fontconfig>
`;
