import { z } from 'zod';

// Not z.uuid(): that insists on RFC 9562 version and variant bits, which identifiers of imported
// records (Synthea's among them) do not all have. PostgreSQL writes uuids in lower case.
const identifier = z.guid({ error: 'must be a UUID' }).transform((text) => text.toLowerCase());

/** What a `sub` may look like: it goes into the ledger, which holds no names, so no "@", no spaces. */
export const OPAQUE_IDENTIFIER = /^[A-Za-z0-9._:|/~+=-]{1,255}$/;

const opaqueSubject = z.string({ error: 'is required' }).regex(OPAQUE_IDENTIFIER, {
  error: 'must be an opaque identifier of at most 255 characters, not a name or an e-mail address',
});

// NumericDate (RFC 7519, section 2), within what a Date can hold.
const numericDate = z
  .number({ error: 'must be a number of seconds' })
  .min(0, { error: 'must not be negative' })
  .max(8_640_000_000_000 - 1_000, { error: 'is too far away' });

const mustBeAbsent = (error: string) => z.never({ error }).optional();

// Each of these narrows a token in a way the gateway does not check: who acts for whom (RFC 8693),
// who may present it (RFC 7800), for what details (RFC 9396). Ignoring one would widen the token.
const notUnderstood = mustBeAbsent('restricts the token in a way that is not supported here');

const registered = {
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string()).min(1)], {
    error: 'must be a string or a list of strings',
  }),
  exp: numericDate,
  iat: numericDate,
  nbf: numericDate.optional(),
  jti: z
    .string({ error: 'is required' })
    .regex(/^[\x21-\x7e]{1,255}$/, { error: 'must be 1 to 255 printable ASCII characters' }),
  act: notUnderstood,
  cnf: notUnderstood,
  authorization_details: notUnderstood,
};

// SMART App Launch 2.2: resource scopes say context/resource.permissions.
const resourceScopes = z
  .string({ error: 'must be a string of scopes' })
  .transform((text) => new Set(text.split(' ').filter((s) => /^(patient|system|user)\//.test(s))));

const notForThisKind = mustBeAbsent('does not belong to this kind of viewer');

// A token that carries an app's claims but another kind would let the app speak as its member.
const noApp = {
  client_id: notForThisKind,
  patient: notForThisKind,
  scope: resourceScopes
    .refine((scopes) => scopes.size === 0, { error: 'holds resource scopes, which only apps have' })
    .optional(),
};

const member = z.object({
  ...registered,
  ...noApp,
  viewer_kind: z.literal('MEMBER'),
  sub: identifier,
  partner: notForThisKind,
});

const app = z
  .object({
    ...registered,
    viewer_kind: z.literal('APP'),
    // RFC 9068 puts the resource owner here; for us the app is who asks, so it decides nothing.
    sub: z.string({ error: 'must be a string' }).optional(),
    client_id: identifier,
    scope: resourceScopes,
    patient: identifier.optional(),
    partner: notForThisKind,
  })
  // Exactly one of two combinations. Whatever is missing, narrower, wider or doubled is refused:
  // the absence of `patient`, say, must never turn one member's token into everybody's.
  .superRefine(({ scope, patient }, context) => {
    const [only] = scope;
    const refuse = (claim: string, message: string) =>
      context.addIssue({ code: 'custom', path: [claim], message });
    if (scope.size !== 1 || (only !== 'system/*.rs' && only !== 'patient/*.rs')) {
      refuse('scope', 'must hold exactly one resource scope, system/*.rs or patient/*.rs');
    } else if (only === 'patient/*.rs' && patient === undefined) {
      refuse('patient', 'is required with the scope patient/*.rs');
    } else if (only === 'system/*.rs' && patient !== undefined) {
      refuse('patient', 'contradicts the scope system/*.rs');
    }
  });

const partner = z.object({
  ...registered,
  ...noApp,
  viewer_kind: z.literal('PARTNER'),
  sub: opaqueSubject,
  partner: identifier,
});

const staff = z.object({
  ...registered,
  ...noApp,
  viewer_kind: z.enum(['AUDITOR', 'AGENT', 'ADMIN']),
  sub: opaqueSubject,
  partner: notForThisKind,
});

/**
 * The claims of an access token (RFC 7519, RFC 9068, SMART App Launch 2.2) with the private claim
 * `viewer_kind`. Issue messages are public: they name claims and rules, never values.
 */
export const tokenClaims = z.discriminatedUnion('viewer_kind', [member, app, partner, staff], {
  error: 'must be one of MEMBER, APP, PARTNER, AUDITOR, AGENT, ADMIN',
});

export type TokenClaims = z.output<typeof tokenClaims>;
