import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { developmentKey } from '../../src/identity/development-key.ts';
import { DevelopmentKeyRefused, TokenCommandInvalid } from '../../src/identity/errors.ts';
import { openKeySource } from '../../src/identity/key-source.ts';
import { runTokenCommand } from '../../src/identity/token-command.ts';
import { createTokenVerifier } from '../../src/identity/verify-token.ts';
import type { KnownViewer } from '../../src/identity/viewer.ts';
import { APP, MEMBER, PARTNER, SETTINGS } from './kit/issuer.ts';

let scratch: string;
let dataDirectory: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'consent-gateway-identity-'));
  dataDirectory = scratch;
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

const command = (line: string, production = false) =>
  runTokenCommand(line.split(' ').filter(Boolean), SETTINGS, dataDirectory, production);

async function viewerOf(line: string): Promise<KnownViewer> {
  const { token } = await command(line);
  const options = { settings: SETTINGS, dataDirectory, production: false };
  const verify = createTokenVerifier({ ...options, keys: await openKeySource(options) });
  return (await verify(token)).viewer;
}

describe('npm run token', () => {
  test.each([
    [`--as MEMBER:${MEMBER}`, { kind: 'MEMBER', memberId: MEMBER, subject: MEMBER }],
    [`--as member:${MEMBER.toUpperCase()}`, { kind: 'MEMBER', memberId: MEMBER }],
    [`--as APP:${APP}`, { kind: 'APP', appId: APP, members: { all: true } }],
    [
      `--as APP:${APP} --member ${MEMBER}`,
      { appId: APP, members: { all: false, memberId: MEMBER } },
    ],
    [
      `--as MEMBER:${MEMBER} --app ${APP}`,
      { appId: APP, members: { all: false, memberId: MEMBER } },
    ],
    [`--as PARTNER:${PARTNER}`, { kind: 'PARTNER', partnerId: PARTNER }],
    ['--as AUDITOR', { kind: 'AUDITOR', subject: 'development-auditor' }],
    ['--as=agent:help-desk-7', { kind: 'AGENT', subject: 'help-desk-7' }],
    ['--as ADMIN', { kind: 'ADMIN' }],
  ])('%s gives a token that the gateway accepts as just that viewer', async (line, viewer) => {
    expect(await viewerOf(line)).toMatchObject(viewer);
  });

  test('gives tokens for an hour, or for as long as asked', async () => {
    const lifetime = async (line: string) => (await viewerOf(line)).expiresAt - Date.now() - 5_000;
    expect(await lifetime('--as ADMIN')).toBeGreaterThan(3_590_000);
    expect(await lifetime('--as ADMIN')).toBeLessThanOrEqual(3_600_000);
    expect(await lifetime('--as ADMIN --expires-in 60')).toBeLessThanOrEqual(60_000);
  });

  test.each(['--expires-in -60', '--expires-in=-60'])('%s gives an expired one', async (option) => {
    await expect(viewerOf(`--as ADMIN ${option}`)).rejects.toMatchObject({ reason: 'expired' });
  });

  test('explains beside the token whom it speaks for and until when', async () => {
    const { token, explanation } = await command(`--as MEMBER:${MEMBER}`);
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(explanation).toMatch(new RegExp(`^Token for member ${MEMBER}, .*expires \\d{4}-`));
  });

  test.each([
    ['', /--as is missing.*Example: npm run token -- --as MEMBER:/s],
    ['--as NURSE', /"NURSE" is no kind of viewer. Kinds: MEMBER, APP, PARTNER, .*Example/s],
    ['--as NOBODY', /no kind of viewer/],
    ['--as MEMBER', /--as MEMBER:ID: the ID is missing/],
    ['--as APP:', /--as APP:ID: the ID is missing/],
    ['--as PARTNER', /--as PARTNER:ID: the ID is missing/],
    ['--as MEMBER:jane', /--as MEMBER:ID: "jane" is not a UUID/],
    [`--as MEMBER:${MEMBER} --app x`, /--app ID: "x" is not a UUID/],
    [`--as MEMBER:${MEMBER} --member ${MEMBER}`, /--member goes with --as APP:ID only/],
    [`--as APP:${APP} --app ${APP}`, /--app goes with --as MEMBER:ID only/],
    [`--as ADMIN --app ${APP}`, /--app goes with --as MEMBER:ID only/],
    ['--as AUDITOR:jane@example.org', /not an opaque identifier/],
    ['--as ADMIN --expires-in soon', /--expires-in: "soon" is not a whole number/],
    ['--as ADMIN --expires-in 999999999', /at most 31622400/],
    ['--as ADMIN --for ever', /--for/],
    ['ADMIN', /ADMIN/],
  ])('%j is refused and says what to type instead', async (line, message) => {
    const refusal = command(line);
    await expect(refusal).rejects.toThrow(TokenCommandInvalid);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow(/Usage: npm run token/);
  });

  test('refuses in production, before it touches a file', async () => {
    await expect(command('--as ADMIN', true)).rejects.toThrow(DevelopmentKeyRefused);
    expect(await readdir(dataDirectory)).toEqual([]);
  });

  test('refuses when the gateway would not accept the token', async () => {
    const run = (change: object) =>
      runTokenCommand(['--as', 'ADMIN'], { ...SETTINGS, ...change }, dataDirectory, false);
    await expect(run({ jwksUrl: new URL('https://issuer.example/jwks') })).rejects.toThrow(
      /trusts the configured JSON Web Key Set/,
    );
    await expect(run({ algorithms: ['RS256'] })).rejects.toThrow(/ES256.*add it/);
  });
});

describe('the development key', () => {
  const file = () => join(dataDirectory, 'development-key.json');
  const key = () => developmentKey({ dataDirectory, production: false });

  test('is one key for all who start at once, readable by its owner only', async () => {
    // Staggered, so that some still write while others read already.
    const starts = Array.from({ length: 40 }, (_, i) => setTimeout(i / 4).then(key));
    const keys = await Promise.all(starts);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect(await readdir(dataDirectory)).toEqual(['development-key.json']);
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  test('stays the same, and is named by its thumbprint', async () => {
    const { kid, publicJwk } = await key();
    expect((await key()).kid).toBe(kid);
    expect(kid).toBe(await calculateJwkThumbprint(publicJwk));
    expect(publicJwk).not.toHaveProperty('d');
    const { token } = await command('--as ADMIN');
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid });
  });

  test('is made in a data directory that does not exist yet', async () => {
    dataDirectory = join(dataDirectory, 'deeper', 'still');
    await expect(key()).resolves.toBeDefined();
  });

  test('is refused in production', async () => {
    const options = { settings: SETTINGS, dataDirectory, production: true };
    await expect(openKeySource(options)).rejects.toThrow(/NODE_ENV=production/);
  });

  test.runIf(process.platform !== 'win32')('is refused when others can read it', async () => {
    await key();
    await chmod(file(), 0o644);
    await expect(key()).rejects.toThrow(/open to others. Run chmod 600/);
  });

  test.each(['', '{', 'null', '{"kty":"oct","k":"c2VjcmV0"}'])(
    'is refused when damaged (%j), and left as it is',
    async (text) => {
      await writeFile(file(), text, { mode: 0o600 });
      await expect(key()).rejects.toThrow(/is damaged. Delete it to get a new one/);
      expect(await readFile(file(), 'utf8')).toBe(text);
    },
  );

  test('that cannot be read or written says where and what to check', async () => {
    await mkdir(file(), { mode: 0o700 });
    await expect(key()).rejects.toThrow(/Cannot read .*development-key.json. Check that/);
    dataDirectory = join(scratch, 'dangling');
    await symlink(join(scratch, 'nowhere', 'at', 'all'), dataDirectory);
    await expect(key()).rejects.toThrow(/Cannot create .*dangling.* Check that .* write to/);
  });
});
