import type { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { InvalidInput } from '../graphql/kit/user-errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Actor } from '../ledger/actor.ts';
import { policyUrl } from './app-fields.ts';
import { type Answers, questionNames } from './attestation.ts';
import { redirectUri } from './redirect-uri.ts';
import { mostRedirectUris } from './redirect-uris.ts';

/** Who does it, for the ledger. */
export function actorOf(viewer: Viewer): Actor {
  if (viewer.kind === 'NOBODY') throw new GatewayError('UNAUTHENTICATED');
  return { actor: viewer.subject, actorKind: viewer.kind };
}

/** Which app of the partner who asks. */
export function appOfViewer(viewer: Viewer, id: string) {
  if (viewer.kind !== 'PARTNER') throw new GatewayError('FORBIDDEN');
  return { id, partnerId: viewer.partnerId };
}

/** @throws InvalidInput saying what is wanted */
export function checked<T>(schema: z.ZodType<T>, value: unknown, path: string, wanted: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidInput(`Wanted: ${wanted}.`, path);
  return parsed.data;
}

export const checkedPolicy = (url: string | null | undefined) =>
  url ? checked(policyUrl, url, 'input.privacyPolicyUrl', 'an https URL') : null;

export function checkedRedirectUris(uris: readonly string[]): string[] {
  if (uris.length > mostRedirectUris) {
    throw new InvalidInput(`Wanted: ${mostRedirectUris} at most.`, 'input.redirectUris');
  }
  return uris.map((uri) =>
    checked(
      redirectUri,
      uri,
      'input.redirectUris',
      'an absolute https URI such as https://app.example/back, without a fragment',
    ),
  );
}

export function checkedAnswers(given: Answers): Answers {
  for (const question of questionNames) {
    if (given[question].detail.length > 2_000) {
      throw new InvalidInput(
        'Wanted: 2000 characters at most.',
        `input.answers.${question}.detail`,
      );
    }
  }
  return given;
}
