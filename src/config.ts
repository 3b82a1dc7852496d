import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  count,
  databaseUrl,
  duration,
  keyName,
  list,
  mailbox,
  milliseconds,
  port,
  privateKeys,
  publicUrl,
  safeUrl,
  smtpUrl,
  witnessAddress,
} from './setting-kinds.ts';

/** Every setting that the gateway reads, by its environment name. `.env.example` lists the same. */
const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(4000),
  DATA_DIR: z.string().min(1).default('.data'),
  DEMO_DATA: z.enum(['auto', 'off']).default('auto'),
  PUBLIC_URL: publicUrl.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),

  DATABASE_URL: databaseUrl.optional(),
  DATABASE_URL_GATEWAY: databaseUrl.optional(),
  DATABASE_URL_DOOR: databaseUrl.optional(),
  DATABASE_URL_IMPORT: databaseUrl.optional(),
  DATABASE_POOL: count.max(200).default(10),
  DATABASE_STATEMENT_TIMEOUT_MS: milliseconds.default(10_000),

  TOKEN_ISSUER: z.string().min(1).default('https://consent-gateway.example'),
  TOKEN_AUDIENCE: z.string().min(1).default('consent-gateway'),
  TOKEN_ALGORITHMS: list
    .pipe(z.array(z.enum(['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'])))
    .default(['ES256', 'RS256', 'EdDSA']),
  TOKEN_CLOCK_TOLERANCE_S: z.coerce.number().int().min(0).max(300).default(5),
  // Who can change the key set in transit can sign any token.
  TOKEN_JWKS_URL: safeUrl.optional(),

  OIDC_ISSUER: safeUrl.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_SCOPE: z
    .string()
    .regex(/^openid( \S+)*$/, 'Invalid scope: expected openid first')
    .default('openid profile'),
  OIDC_MEMBER_CLAIM: z.string().min(1).default('member_number'),
  OIDC_PLAN: z.string().min(1).optional(),

  COOKIE_SECRET: list.pipe(z.array(z.string().min(32))).optional(),
  OAUTH_KEYS: privateKeys.optional(),
  SSN_KEY: z.string().min(32).optional(),
  CLIENT_ADDRESS_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'Invalid header')
    .optional(),

  TERM_JOB_EVERY: duration.default(60_000),
  MAIL_COURIER: z.enum(['on', 'off']).default('on'),
  WEBHOOK_COURIER: z.enum(['on', 'off']).default('on'),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailbox.default({
    name: 'Consent Gateway',
    address: 'no-reply@consent-gateway.example',
  }),

  LEDGER_DEADLINE_MS: milliseconds.default(5_000),
  LEDGER_LOCK_TIMEOUT_MS: milliseconds.default(2_000),
  LEDGER_QUEUE_MAX: count.default(2_000),
  LEDGER_BATCH_MAX: count.max(10_000).default(500),
  LEDGER_ORIGIN: keyName.default('consent-gateway.example/ledger'),
  LEDGER_SIGNING_KEY: z
    .string()
    .transform((pem) => pem.replaceAll('\\n', '\n'))
    .optional(),
  LEDGER_SIGNING_KEY_FILE: z.string().min(1).optional(),
  LEDGER_SECOND_STORE: z.string().min(1).optional(),
  LEDGER_CHECKPOINT_EVERY_MS: milliseconds.max(60_000).default(500),
  LEDGER_VERIFY_EVERY: duration.default(24 * 3_600_000),
  LEDGER_UNSIGNED_MAX: count.default(500_000),
  EVIDENCE_EXPORTS: z.enum(['on', 'off']).default('on'),
  LEDGER_WITNESSES: list.pipe(z.array(witnessAddress)).optional(),
  LEDGER_WITNESS_QUORUM: z.coerce.number().int().min(0).default(0),

  WITNESS_NAME: keyName.default('witness.example/consent-gateway'),
  WITNESS_PORT: port.default(4200),
  WITNESS_FOLDER: z.string().min(1).default('.witness'),
  WITNESS_LOGS: list.optional(),

  PERMISSION_MEMORY_MS: z.coerce.number().int().min(0).max(60_000).default(5_000),
  REQUEST_BODY_MAX_BYTES: count.default(200_000),
  QUERY_DEPTH_MAX: count.default(12),
  QUERY_CHARACTERS_MAX: count.default(20_000),
  QUERY_TOKENS_MAX: count.default(1_000),
  QUERY_ALIASES_MAX: count.default(15),
  QUERY_COMPLEXITY_MAX: count.default(100_000),
  COMPILE_AFTER_EXECUTIONS: z.coerce.number().int().min(0).default(3),
  TRUSTED_DOCUMENTS: z.enum(['optional', 'required']).default('optional'),
  RATE_COST_PER_MINUTE: count.default(2_000_000),
  CURSOR_SECRET: z.string().min(32).optional(),
  LABEL_VALUE_SETS: z.string().min(1).optional(),
});

type Environment = z.infer<typeof environment>;

/** The names of all settings. */
export const settingNames = environment.keyof().options;

/** The gateway's settings, checked. Times are milliseconds unless the name says otherwise. */
export type Config = ReturnType<typeof configOf>;

/** A setting is missing or wrong. The message names it, its fault and an example. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** What a right value looks like, shown beside a wrong one; where there is none, the default is. */
const examples: Partial<Record<keyof Environment, string>> = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://share.your-plan.example',
  COOKIE_SECRET: 'the output of: openssl rand -base64 32',
  SSN_KEY: 'the output of: openssl rand -base64 32',
  CLIENT_ADDRESS_HEADER: 'x-forwarded-for',
  OIDC_ISSUER: 'https://sign-in.your-plan.example',
  OIDC_CLIENT_ID: 'consent-gateway',
  OIDC_CLIENT_SECRET: 'what the identity provider has given',
  OIDC_PLAN: 'your-plan',
  OAUTH_KEYS: '{"keys":[{"kty":"EC","crv":"P-256",…}]}',
  DATABASE_URL: 'postgresql://user:password@127.0.0.1:5432/consent_gateway',
  DATABASE_URL_GATEWAY: 'postgresql://gateway:password@127.0.0.1:5432/consent_gateway',
  DATABASE_URL_DOOR: 'postgresql://door:password@127.0.0.1:5432/consent_gateway',
  DATABASE_URL_IMPORT: 'postgresql://import:password@127.0.0.1:5432/consent_gateway',
  TOKEN_ALGORITHMS: 'ES256,RS256',
  TERM_JOB_EVERY: '1m',
  SMTP_URL: 'smtps://user:password@mail.your-plan.example',
  MAIL_FROM: 'Your Plan <no-reply@your-plan.example>',
  TOKEN_JWKS_URL: 'https://sign-in.example/jwks.json',
  CURSOR_SECRET: 'the output of: openssl rand -base64 32',
  LEDGER_ORIGIN: 'ledger.your-plan.example',
  LEDGER_SIGNING_KEY_FILE: '/var/lib/consent-gateway/ledger-key.pem',
  LEDGER_VERIFY_EVERY: '24h',
  LEDGER_SECOND_STORE: '/mnt/elsewhere/checkpoints',
  LEDGER_WITNESSES: 'witness.example/one+5a2c0a3e+BAx… https://witness.example',
  WITNESS_LOGS: 'ledger.your-plan.example+9f1c2b3a+AQx…',
  LABEL_VALUE_SETS: '/etc/consent-gateway/value-sets',
};

const defaults: Environment = environment.parse({});

/**
 * Reads and checks the settings.
 *
 * @throws ConfigurationError naming every wrong setting; values that may hold a password are not repeated
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  // `PORT=` in a .env file means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues
        .map((issue) => {
          const name = String(issue.path[0]);
          const value = given[name];
          const shown = isSecret(name) ? '' : ` (it is ${JSON.stringify(value)})`;
          const example = isSetting(name) ? (examples[name] ?? defaults[name]) : undefined;
          return `${name}: ${issue.message}${shown}. Example: ${name}=${example}`;
        })
        .join('\n'),
    );
  }
  const config = configOf(parsed.data);
  if (config.production && parsed.data.TOKEN_JWKS_URL === undefined) {
    throw new ConfigurationError(
      'TOKEN_JWKS_URL: must be set in production, where the development key is refused. ' +
        `Example: TOKEN_JWKS_URL=${examples.TOKEN_JWKS_URL}`,
    );
  }
  if (config.production && config.publicUrl === undefined) {
    throw new ConfigurationError(
      'PUBLIC_URL: must be set in production: apps find the gateway by it, and members sign in there. ' +
        `Example: PUBLIC_URL=${examples.PUBLIC_URL}`,
    );
  }
  if (parsed.data.OIDC_ISSUER !== undefined && parsed.data.OIDC_CLIENT_ID === undefined) {
    throw new ConfigurationError(
      'OIDC_CLIENT_ID: must be set with OIDC_ISSUER: by it the gateway is known there. ' +
        `Example: OIDC_CLIENT_ID=${examples.OIDC_CLIENT_ID}`,
    );
  }
  if (config.limits.costPerMinute < config.limits.complexity) {
    throw new ConfigurationError(
      `RATE_COST_PER_MINUTE: must be at least QUERY_COMPLEXITY_MAX (${config.limits.complexity}), ` +
        `or the dearest query that is allowed could never be asked. Example: RATE_COST_PER_MINUTE=${Math.max(defaults.RATE_COST_PER_MINUTE, config.limits.complexity)}`,
    );
  }
  return config;
}

/** A URL may hold a password too. */
const isSecret = (name: string) =>
  name.startsWith('DATABASE_URL') ||
  name === 'TOKEN_JWKS_URL' ||
  name.endsWith('_SECRET') ||
  name === 'OAUTH_KEYS' ||
  name === 'SSN_KEY' ||
  name === 'SMTP_URL' ||
  name === 'LEDGER_SIGNING_KEY';

const isSetting = (name: string): name is keyof Environment => name in environment.shape;

function identityProviderOf(env: Environment) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = env;
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret: env.OIDC_CLIENT_SECRET,
    scope: env.OIDC_SCOPE,
    memberClaim: env.OIDC_MEMBER_CLAIM,
    /** The slug of the plan whose numbers these are; absent where there is one plan alone. */
    plan: env.OIDC_PLAN,
  } as const;
}

/** Where members sign in, if not here. */
export type IdentityProvider = NonNullable<ReturnType<typeof identityProviderOf>>;

function configOf(env: Environment) {
  return {
    production: env.NODE_ENV === 'production',
    host: env.HOST,
    port: env.PORT,
    /** Absent: the address that it listens on. */
    publicUrl: env.PUBLIC_URL,
    dataDirectory: resolve(env.DATA_DIR),
    demoData: env.DEMO_DATA === 'auto' && env.NODE_ENV !== 'production',
    logLevel: env.LOG_LEVEL,
    database: {
      /** Unset: the embedded PostgreSQL under `dataDirectory`. */
      url: env.DATABASE_URL,
      urls: {
        cg_gateway: env.DATABASE_URL_GATEWAY,
        cg_door: env.DATABASE_URL_DOOR,
        cg_import: env.DATABASE_URL_IMPORT,
      },
      connections: env.DATABASE_POOL,
      statementTimeout: env.DATABASE_STATEMENT_TIMEOUT_MS,
    },
    token: {
      issuer: env.TOKEN_ISSUER,
      audience: env.TOKEN_AUDIENCE,
      algorithms: env.TOKEN_ALGORITHMS,
      clockToleranceSeconds: env.TOKEN_CLOCK_TOLERANCE_S,
      jwksUrl: env.TOKEN_JWKS_URL === undefined ? undefined : new URL(env.TOKEN_JWKS_URL),
    },
    /** Where members sign in; absent: here, with a user name and a password. */
    identityProvider: identityProviderOf(env),
    oauth: {
      /** Absent: made at the first start and kept in `dataDirectory`. */
      cookieSecrets: env.COOKIE_SECRET,
      keys: env.OAUTH_KEYS,
    },
    /** What Social Security numbers are hashed with. Absent: as above. */
    socialSecurityKey: env.SSN_KEY,
    /** Where the proxy before us says whom it speaks for; absent: whoever connects. */
    clientAddressHeader: env.CLIENT_ADDRESS_HEADER?.toLowerCase(),
    /** Between looks for grants whose term is over or ends soon; undefined where this gateway does not look. */
    termJobEvery: env.TERM_JOB_EVERY ?? undefined,
    /** Whether this gateway sends webhooks. */
    webhooks: env.WEBHOOK_COURIER === 'on',
    mail: {
      /** Whether this gateway sends mails. */
      courier: env.MAIL_COURIER === 'on',
      /** Unset: mails are written to files in `folder`. */
      smtpUrl: env.SMTP_URL,
      from: env.MAIL_FROM,
      folder: resolve(join(env.DATA_DIR, 'mail')),
    },
    ledger: {
      deadline: env.LEDGER_DEADLINE_MS,
      lockTimeout: env.LEDGER_LOCK_TIMEOUT_MS,
      queueMax: env.LEDGER_QUEUE_MAX,
      batchMax: env.LEDGER_BATCH_MAX,
      signing: {
        name: env.LEDGER_ORIGIN,
        pem: env.LEDGER_SIGNING_KEY,
        file: resolve(env.LEDGER_SIGNING_KEY_FILE ?? join(env.DATA_DIR, 'ledger-key.pem')),
      },
      /** The folder that keeps the signed checkpoints. */
      secondStore: resolve(env.LEDGER_SECOND_STORE ?? join(env.DATA_DIR, 'checkpoints')),
      checkpointEvery: env.LEDGER_CHECKPOINT_EVERY_MS,
      /** Between checks of the whole ledger; undefined where this gateway makes none. */
      verifyEvery: env.LEDGER_VERIFY_EVERY ?? undefined,
      unsignedMax: env.LEDGER_UNSIGNED_MAX,
      witnesses: env.LEDGER_WITNESSES ?? [],
      /** How many of them must have cosigned before a checkpoint is published. */
      witnessQuorum: env.LEDGER_WITNESS_QUORUM,
    },
    witness: {
      port: env.WITNESS_PORT,
      folder: resolve(env.WITNESS_FOLDER),
      signing: { name: env.WITNESS_NAME, file: resolve(env.WITNESS_FOLDER, 'key.pem') },
      /** The verifier keys of the ledgers that it witnesses. */
      logs: env.WITNESS_LOGS ?? [],
    },
    /** Whether this gateway makes the bundles that auditors ask for. */
    evidenceExports: env.EVIDENCE_EXPORTS === 'on',
    permissionMemory: env.PERMISSION_MEMORY_MS,
    limits: {
      bodyBytes: env.REQUEST_BODY_MAX_BYTES,
      depth: env.QUERY_DEPTH_MAX,
      characters: env.QUERY_CHARACTERS_MAX,
      tokens: env.QUERY_TOKENS_MAX,
      aliases: env.QUERY_ALIASES_MAX,
      introspection: env.NODE_ENV !== 'production',
      complexity: env.QUERY_COMPLEXITY_MAX,
      compileAfter: env.COMPILE_AFTER_EXECUTIONS,
      costPerMinute: env.RATE_COST_PER_MINUTE,
    },
    trustedDocumentsOnly: env.TRUSTED_DOCUMENTS === 'required',
    cursorSecret: env.CURSOR_SECRET,
    labelValueSets: env.LABEL_VALUE_SETS,
  } as const;
}
