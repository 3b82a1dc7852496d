import { z } from 'zod';
import { signingKeySet } from './key-set.ts';
import { parseJson } from './parse-json.ts';

// What a setting may be: its rule, and what it becomes. `config.ts` lists the settings.

/** A TCP port; 0 lets the system choose. */
export const port = z.coerce.number().int().min(0).max(65_535);
/** One or more. */
export const count = z.coerce.number().int().min(1);
/** A time in milliseconds. */
export const milliseconds = z.coerce.number().int().min(1);
const units = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
/** As people write it; null for `off`. */
export const duration = z
  .string()
  .regex(
    /^(off|[1-9]\d{0,5}[smhd])$/,
    'Invalid duration: expected a number with s, m, h or d, or off',
  )
  .transform((text) => {
    const unit = units.get(text.slice(-1));
    return text === 'off' || unit === undefined ? null : Number(text.slice(0, -1)) * unit;
  });
/** Where a PostgreSQL is, and as whom. */
export const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });
/** Where something is that nobody may change in transit: https, or this machine. */
export const safeUrl = z.union(
  [
    z.url({ protocol: /^https$/ }),
    z.url({ protocol: /^http$/, hostname: /^(localhost|127\.0\.0\.1|\[::1\])$/ }),
  ],
  { error: 'Invalid URL: expected https (plain http is accepted for loopback only)' },
);
/** Several, with commas between them. */
export const list = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .pipe(z.array(z.string().min(1)).min(1));

/** Where people and apps reach the gateway. Cookies and tokens are only as safe as the way there. */
export const publicUrl = safeUrl
  .refine((text) => new URL(text).pathname === '/' && !/[?#]/.test(text), {
    error: 'Invalid URL: expected no path',
  })
  .transform((text) => new URL(text).origin);
/** The private keys of the authorization server, a JSON Web Key Set; the first one signs. */
export const privateKeys = z.string().transform((text, context) => {
  const keys = signingKeySet.safeParse(parseJson(text));
  if (keys.success) return keys.data;
  const why = keys.error.issues.find(({ code }) => code === 'custom')?.message;
  context.addIssue({
    code: 'custom',
    message: `Invalid keys: ${why ?? 'expected a JSON Web Key Set'}`,
  });
  return z.NEVER;
});

/** Where mails are handed over. */
export const smtpUrl = z.url({ protocol: /^smtps?$/ });
/** `Name <address>`, or an address alone. */
export const mailbox = z.string().transform((text, context) => {
  const [, name = '', bracketed] = /^([^<>"\r\n]{0,100}?) ?<([^<>]+)>$/.exec(text) ?? [];
  const address = z.email().safeParse(bracketed ?? text);
  if (address.success) return { name, address: address.data };
  context.addIssue({ code: 'custom', message: 'Invalid mailbox: expected Name <address>' });
  return z.NEVER;
});

/** The name of a signing key (C2SP signed-note). */
export const keyName = z
  .string()
  .regex(/^[^\p{White_Space}+]+$/u, 'Invalid name: no spaces and no plus');
/** A witness's verifier key and where it is asked, with a space between them. */
export const witnessAddress = z.string().transform((text, context) => {
  const [, verifierKey = '', url = ''] = /^(\S+) (https?:\/\/\S+)$/.exec(text) ?? [];
  if (!URL.canParse(url)) {
    context.addIssue({ code: 'custom', message: 'Invalid witness: expected <verifier key> <URL>' });
    return z.NEVER;
  }
  return { verifierKey, url: url.replace(/\/$/, '') };
});
