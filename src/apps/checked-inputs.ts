import { GatewayError } from '../errors.ts';
import { checked } from '../graphql/kit/checked.ts';
import { InvalidInput } from '../graphql/kit/user-errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Actor } from '../ledger/actor.ts';
import { policyUrl } from './app-fields.ts';
import { type Answers, longestDetail, questionNames } from './attestation.ts';
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
    if (given[question].detail.length > longestDetail) {
      throw new InvalidInput(
        `Wanted: ${longestDetail} characters at most.`,
        `input.answers.${question}.detail`,
      );
    }
  }
  return given;
}
