import { parseArgs } from 'node:util';
import { z } from 'zod';
import { OPAQUE_IDENTIFIER } from './claims.ts';
import { developmentKey } from './development-key.ts';
import { DevelopmentKeyRefused, TokenCommandInvalid } from './errors.ts';
import { issueDevelopmentToken, type TokenHolder } from './issue-token.ts';
import type { TokenSettings } from './settings.ts';

const USAGE = `Usage: npm run token -- --as KIND[:ID] [--app ID | --member ID] [--expires-in SECONDS]
  --as MEMBER:ID            the member
  --as APP:ID               the app, for all members who granted it access
  --as APP:ID --member ID   the app, for one member (or: --as MEMBER:ID --app ID)
  --as PARTNER:ID           somebody of the partner
  --as AUDITOR | AGENT | ADMIN   optionally :ID, an opaque identifier
  --expires-in SECONDS      3600 unless given; negative makes an expired token
Example: npm run token -- --as MEMBER:0190c6a2-7c1e-7d3a-9b52-3f6f0a4be001`;

const MAXIMUM_LIFETIME_SECONDS = 366 * 24 * 3600;

/**
 * The command behind `npm run token`: signs a development token for the viewer the arguments name.
 *
 * @param argv the arguments after the command's name
 * @returns the token, for stdout, and a sentence about it, for stderr
 * @throws TokenCommandInvalid when the arguments are wrong: says what to type instead
 * @throws DevelopmentKeyRefused in production
 * @throws IdentitySettingsInvalid when the gateway would not accept development tokens
 */
export async function runTokenCommand(
  argv: readonly string[],
  settings: TokenSettings,
  dataDirectory: string,
  production: boolean,
): Promise<{ token: string; explanation: string }> {
  if (production) {
    throw new DevelopmentKeyRefused(
      'Development tokens are not signed when NODE_ENV=production. Get one from your issuer.',
    );
  }
  const options = parse(argv);
  const as = holderOf(options);
  const lifetimeSeconds = lifetimeOf(options['expires-in']);
  const key = await developmentKey({ dataDirectory, production });
  const token = await issueDevelopmentToken({ as, settings, key, lifetimeSeconds });
  const expiry = new Date(Date.now() + lifetimeSeconds * 1000).toISOString();
  const explanation =
    `${describe(as)}, for ${settings.audience}; expires ${expiry} ` +
    `(plus ${settings.clockToleranceSeconds} s of clock tolerance).`;
  return { token, explanation };
}

type Options = { as?: string; app?: string; member?: string; 'expires-in'?: string };

function parse(argv: readonly string[]): Options {
  const args: string[] = [];
  for (const arg of argv) {
    // parseArgs takes a value that starts with a dash for an option unless it is joined by "=".
    const negative = args.at(-1) === '--expires-in' && /^-\d/.test(arg);
    if (negative) args.push(`${args.pop()}=${arg}`);
    else args.push(arg);
  }
  const option = { type: 'string' } as const;
  const options = { as: option, app: option, member: option, 'expires-in': option };
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (cause) {
    return invalid(cause instanceof Error ? cause.message : 'Wrong arguments.', cause);
  }
}

function holderOf({ as, app, member }: Options): TokenHolder {
  if (as === undefined) return invalid('--as is missing: whom shall the token speak for?');
  const colon = as.indexOf(':');
  const kind = (colon < 0 ? as : as.slice(0, colon)).toUpperCase();
  const id = colon < 0 ? undefined : as.slice(colon + 1);
  if (kind !== 'APP' && member !== undefined)
    return invalid('--member goes with --as APP:ID only.');
  if (kind !== 'MEMBER' && app !== undefined) {
    return invalid('--app goes with --as MEMBER:ID only; an app itself is --as APP:ID.');
  }
  switch (kind) {
    case 'MEMBER': {
      const memberId = uuid(id, `--as ${kind}:ID`);
      return app === undefined
        ? { kind, memberId }
        : { kind: 'APP', appId: uuid(app, '--app ID'), memberId };
    }
    case 'APP': {
      const appId = uuid(id, `--as ${kind}:ID`);
      return member === undefined
        ? { kind, appId }
        : { kind, appId, memberId: uuid(member, '--member ID') };
    }
    case 'PARTNER':
      return { kind, partnerId: uuid(id, `--as ${kind}:ID`) };
    case 'AUDITOR':
    case 'AGENT':
    case 'ADMIN':
      return id === undefined ? { kind } : { kind, subject: opaque(id, kind) };
    default: {
      const kinds = 'MEMBER, APP, PARTNER, AUDITOR, AGENT, ADMIN';
      return invalid(`--as: ${JSON.stringify(kind)} is no kind of viewer. Kinds: ${kinds}.`);
    }
  }
}

function uuid(text: string | undefined, where: string): string {
  if (!text) return invalid(`${where}: the ID is missing.`);
  if (!z.guid().safeParse(text).success) {
    return invalid(`${where}: ${JSON.stringify(text)} is not a UUID.`);
  }
  return text.toLowerCase();
}

function opaque(text: string, kind: string): string {
  if (OPAQUE_IDENTIFIER.test(text)) return text;
  return invalid(
    `--as ${kind}:ID: ${JSON.stringify(text)} is not an opaque identifier. It is written to the ` +
      'ledger, which holds no names or e-mail addresses: use letters, digits and . _ : | / ~ + = -',
  );
}

function lifetimeOf(text = '3600'): number {
  const seconds = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Math.abs(seconds) <= MAXIMUM_LIFETIME_SECONDS) return seconds;
  const range = `a whole number of seconds, at most ${MAXIMUM_LIFETIME_SECONDS} either way`;
  return invalid(`--expires-in: ${JSON.stringify(text)} is not ${range}.`);
}

function describe(holder: TokenHolder): string {
  switch (holder.kind) {
    case 'MEMBER':
      return `Token for member ${holder.memberId}`;
    case 'APP':
      return holder.memberId === undefined
        ? `Token for app ${holder.appId}, all granting members`
        : `Token for app ${holder.appId}, member ${holder.memberId} only`;
    case 'PARTNER':
      return `Token for partner ${holder.partnerId}`;
    default:
      return `Token for ${holder.kind.toLowerCase()} ${holder.subject ?? '(development)'}`;
  }
}

function invalid(problem: string, cause?: unknown): never {
  throw new TokenCommandInvalid(`${problem}\n\n${USAGE}`, { cause });
}
