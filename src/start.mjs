// Plain JavaScript on purpose: it must run on the Node that it tells people to replace.
import module from 'node:module';
import { join } from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Consent Gateway needs Node 22.18 or newer; this is ${process.versions.node}. ` +
      'Run it by its npm scripts (npm start, npm test): `npm ci` installs Node 24 for them on ' +
      'Linux, macOS and Windows. If it did not, install Node 24 and try again.',
  );
  process.exit(1);
}

// Half of a start is reading the sources: what was made of them is kept beside the packages, where
// only who may change those can write. Where that is not possible, nothing is kept.
module.enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/consent-gateway'));

// Settings may stand in a file .env beside package.json; the environment wins over it.
try {
  process.loadEnvFile();
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
}

const { main } = await import('./main.ts');
await main(process.argv.slice(2));
