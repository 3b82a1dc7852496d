// Runs after `npm install`, on whatever Node npm itself runs on: hence plain JavaScript.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);
const manifest = require.resolve('prisma/package.json');
const { bin } = require(manifest);

// `prisma generate` looks for a schema engine that it does not use and would fetch it from outside
// the npm registry; any executable will do in its place. Telemetry and update checks are off.
const result = spawnSync(
  process.execPath,
  [join(dirname(manifest), bin.prisma), 'generate', '--no-hints'],
  {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Where its generators are looked for; npm has put it there already.
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  },
);

if (result.status !== 0) {
  console.error(result.stdout, result.stderr);
  process.exit(result.status ?? 1);
}
