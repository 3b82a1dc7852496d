import { z } from 'zod';
import { appName, policyUrl } from '../../apps/app-fields.ts';
import { type Answers, answers, questionNames } from '../../apps/attestation.ts';
import { type ClientProof, newProof } from '../../apps/client-proof.ts';
import { redirectUri } from '../../apps/redirect-uri.ts';
import { mostRedirectUris } from '../../apps/redirect-uris.ts';
import { keyFaultText } from '../../pages/words/public-keys.ts';

/** Why a client cannot be registered (RFC 7591, section 3.2.2). */
export class RegistrationRefused extends Error {
  readonly code: 'invalid_redirect_uri' | 'invalid_client_metadata';

  constructor(code: RegistrationRefused['code'], description: string) {
    super(description);
    this.code = code;
  }
}

/** What a client says of itself (RFC 7591, section 2). What is not known here is left out, as it says. */
const metadata = z.object({
  client_name: appName,
  redirect_uris: z.array(redirectUri).max(mostRedirectUris).default([]),
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_basic', 'private_key_jwt'])
    .default('client_secret_basic'),
  grant_types: z
    .array(z.enum(['authorization_code', 'refresh_token', 'client_credentials']))
    .min(1)
    .default(['authorization_code']),
  response_types: z.array(z.literal('code')).optional(),
  jwks: z.unknown().optional(),
  jwks_uri: z.undefined('give the keys inline, as jwks').optional(),
  policy_uri: policyUrl.optional(),
  /** Ours: what the app answers to the eleven questions, as far as it does. */
  answers: answers.partial().default({}),
});

export type NewClient = {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly privacyPolicyUrl: string | null;
  readonly answers: Answers;
  readonly client: ClientProof;
};

/**
 * Reads what a client says of itself.
 *
 * @throws RegistrationRefused where it cannot be registered as it asks
 */
export function readMetadata(given: unknown): NewClient {
  const parsed = metadata.safeParse(given);
  if (!parsed.success) {
    const [{ path, message } = { path: [], message: '' }] = parsed.error.issues;
    if (path[0] === 'redirect_uris')
      throw new RegistrationRefused('invalid_redirect_uri', wantedUri);
    throw refused(path.length === 0 ? 'send a JSON object' : `${path.join('.')}: ${message}`);
  }
  const asked = parsed.data;
  const grants = new Set(asked.grant_types);
  if (grants.has('authorization_code') !== asked.redirect_uris.length > 0) {
    throw new RegistrationRefused(
      'invalid_redirect_uri',
      'redirect_uris goes with the grant authorization_code, and each needs the other',
    );
  }
  if (grants.has('refresh_token') && !grants.has('authorization_code')) {
    throw refused('grant_types: refresh_token goes with authorization_code');
  }
  if (grants.has('client_credentials') && asked.token_endpoint_auth_method !== 'private_key_jwt') {
    throw refused('grant_types: client_credentials is for private_key_jwt');
  }
  return {
    name: asked.client_name,
    redirectUris: [...new Set(asked.redirect_uris)],
    privacyPolicyUrl: asked.policy_uri ?? null,
    answers: withUnanswered(asked.answers),
    client: proofOf(asked),
  };
}

const refused = (description: string) =>
  new RegistrationRefused('invalid_client_metadata', description);

const wantedUri = `redirect_uris: up to ${mostRedirectUris} absolute https URIs such as https://app.example/back, without a fragment; a native app's own scheme, or http on the device itself`;

function proofOf(asked: z.infer<typeof metadata>): ClientProof {
  const { token_endpoint_auth_method: method, jwks } = asked;
  if (method !== 'private_key_jwt' && jwks !== undefined)
    throw refused('jwks: is for private_key_jwt');
  const made = newProof(authentications[method], jwks);
  if ('fault' in made) throw refused(`jwks: ${keyFaultText('en', made.fault)}`);
  return made.proof;
}

const authentications = {
  none: 'NONE',
  client_secret_basic: 'SECRET',
  private_key_jwt: 'PRIVATE_KEY',
} as const;

/** Who does not answer is registered all the same: members are warned. */
function withUnanswered(given: Partial<Answers>): Answers {
  const unanswered = { answer: 'UNANSWERED', detail: '' } as const;
  return answers.parse(
    Object.fromEntries(questionNames.map((name) => [name, given[name] ?? unanswered])),
  );
}
