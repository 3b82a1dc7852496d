import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigurationError, readConfig, settingNames } from '../src/config.ts';

const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

/** Its settings, as if someone had taken away the `# ` before every one of them. */
const shown = parseEnv(example.replaceAll(/^# (?=[A-Z_]+=)/gm, ''));

function faultOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error(`${JSON.stringify(env)} was accepted`);
}

describe('.env.example', () => {
  test('changes nothing as it is', () => {
    expect(parseEnv(example)).toEqual({});
  });

  test('lists every setting once, and nothing else', () => {
    const listed = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(listed).toEqual([...new Set(listed)]);
    expect(listed.toSorted()).toEqual([...settingNames].sort());
  });

  test('shows the real defaults', () => {
    expect(readConfig(shown)).toEqual(readConfig({}));
  });

  test.each(Object.entries(shown).filter(([, value]) => value === ''))(
    'shows no value for %s, which is not set by default',
    (name) => {
      const given = {
        OIDC_ISSUER: 'https://sign-in.your-plan.example',
        OIDC_CLIENT_ID: 'gateway',
        OIDC_CLIENT_SECRET: 'secret',
        OIDC_PLAN: 'your-plan',
        COOKIE_SECRET: 'x'.repeat(32),
        CURSOR_SECRET: 'x'.repeat(32),
        SSN_KEY: 'x'.repeat(32),
        CLIENT_ADDRESS_HEADER: 'x-forwarded-for',
        OAUTH_KEYS: JSON.stringify({ keys: [signingKey] }),
        PUBLIC_URL: 'https://share.your-plan.example',
        SMTP_URL: 'smtp://mail.your-plan.example',
        LABEL_VALUE_SETS: '/sets',
        LEDGER_WITNESSES: 'witness.example+00000000+key https://witness.example',
        TOKEN_JWKS_URL: 'https://sign-in.example/jwks.json',
      };
      const value = Object.entries(given).find(([known]) => known === name)?.[1];
      // Those of an identity provider mean something together.
      const others = name.startsWith('OIDC_')
        ? { OIDC_ISSUER: 'https://elsewhere.example', OIDC_CLIENT_ID: 'other' }
        : {};
      const changed = { ...others, [name]: value ?? 'postgresql://a@b/c' };
      expect(readConfig(changed)).not.toEqual(readConfig(others));
    },
  );

  test('explains every setting in a line above it', () => {
    const lines = example.split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^# [A-Z_]+=/.test(line)) expect(lines[index - 1], line).toMatch(/^# [^-].*[.\w]$/);
    }
  });
});

describe('a wrong setting', () => {
  test.each([
    ['NODE_ENV', 'staging', 'expected one of', 'NODE_ENV=production'],
    ['PORT', 'http', 'expected number', 'PORT=4000'],
    ['PORT', '65536', '<=65535', 'PORT=4000'],
    ['PORT', '40.5', 'expected int', 'PORT=4000'],
    ['DEMO_DATA', 'yes', 'expected one of', 'DEMO_DATA=auto'],
    ['LOG_LEVEL', 'loud', 'expected one of', 'LOG_LEVEL=info'],
    ['DATABASE_POOL', '0', '>=1', 'DATABASE_POOL=10'],
    ['DATABASE_STATEMENT_TIMEOUT_MS', '10s', 'number', 'DATABASE_STATEMENT_TIMEOUT_MS=10000'],
    ['TOKEN_ALGORITHMS', 'ES256,HS256', 'expected one of', 'TOKEN_ALGORITHMS=ES256,RS256'],
    ['TOKEN_ALGORITHMS', 'none', 'expected one of', 'TOKEN_ALGORITHMS=ES256,RS256'],
    ['TOKEN_CLOCK_TOLERANCE_S', '-1', '>=0', 'TOKEN_CLOCK_TOLERANCE_S=5'],
    ['LEDGER_QUEUE_MAX', 'many', 'number', 'LEDGER_QUEUE_MAX=2000'],
    ['LEDGER_BATCH_MAX', '20000', '<=10000', 'LEDGER_BATCH_MAX=500'],
    ['QUERY_DEPTH_MAX', '0', '>=1', 'QUERY_DEPTH_MAX=12'],
  ])(
    'is refused with its name, value, fault and an example: %s=%s',
    (name, value, fault, right) => {
      const message = faultOf({ [name]: value });
      expect(message).toMatch(new RegExp(`^${name}: `));
      expect(message).toContain(fault);
      expect(message).toContain(`(it is ${JSON.stringify(value)})`);
      expect(message).toContain(`Example: ${right}`);
    },
  );

  test.each([
    ['DATABASE_URL', 'mysql://cg:hunter2@db.example/cg', 'postgresql://'],
    ['DATABASE_URL_GATEWAY', 'hunter2', 'postgresql://'],
    ['DATABASE_URL_DOOR', 'hunter2', 'postgresql://'],
    ['DATABASE_URL_IMPORT', 'hunter2', 'postgresql://'],
    ['TOKEN_JWKS_URL', 'ftp://cg:hunter2@sign-in.example/keys', 'https://'],
    ['CURSOR_SECRET', 'hunter2', 'openssl rand'],
    ['SSN_KEY', 'hunter2', 'openssl rand'],
  ])('that may hold a secret is not repeated: %s', (name, value, right) => {
    const message = faultOf({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name}: .+ Example: ${name}=.*${right}`));
    expect(message).not.toContain('hunter2');
  });

  test('does not hide another: each has its line', () => {
    const lines = faultOf({ PORT: 'x', DATABASE_POOL: 'y', DATABASE_URL: 'z' }).split('\n');
    expect(lines.map((line) => line.split(':', 1)[0]).sort()).toEqual([
      'DATABASE_POOL',
      'DATABASE_URL',
      'PORT',
    ]);
  });

  test('and empty is no fault: it is not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ', TOKEN_ALGORITHMS: '' })).toEqual(
      readConfig({}),
    );
  });
});

describe('the keys that prove tokens', () => {
  test('are named in production, where the development key is refused', () => {
    expect(faultOf({ NODE_ENV: 'production' })).toMatch(
      /^TOKEN_JWKS_URL: must be set in production.+ Example: TOKEN_JWKS_URL=https:/,
    );
  });

  test.each(['http://localhost:8080/keys', 'http://127.0.0.1/keys', 'http://[::1]:1/keys'])(
    'may come in the clear from loopback: %s',
    (url) => {
      expect(readConfig({ TOKEN_JWKS_URL: url }).token.jwksUrl?.href).toBe(url);
    },
  );

  test.each(['http://sign-in.example/keys', 'http://127.0.0.1.sign-in.example/keys'])(
    'may not come in the clear from elsewhere: %s',
    (url) => expect(faultOf({ TOKEN_JWKS_URL: url })).toContain('expected https'),
  );
});

test('demo data is never for production', () => {
  const production = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://share.your-plan.example',
    TOKEN_JWKS_URL: 'https://sign-in.example/keys',
  };
  expect(readConfig({}).demoData).toBe(true);
  expect(readConfig({ DEMO_DATA: 'off' }).demoData).toBe(false);
  expect(readConfig({ ...production, DEMO_DATA: 'auto' }).demoData).toBe(false);
});
