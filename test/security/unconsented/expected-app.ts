import { hash } from 'node:crypto';
import { questionNames, questions } from '../../../src/apps/attestation.ts';
import { hashPrefix, type Shape } from './expected-page.ts';
import type { RawClient, RawKeySet } from './raw-office.ts';
import type { RawAttestation } from './raw-rows.ts';

/** What an app has said of itself, the newest version first. */
export const attestationsOf = (
  attestations: readonly RawAttestation[],
  appId: string,
): RawAttestation[] =>
  attestations.filter((one) => one.app_id === appId).toSorted((a, b) => b.version - a.version);

/** The last fifty versions, each with what is otherwise than in the one before. */
export function attestationsShape(all: readonly RawAttestation[], appId: string): Shape[] {
  const versions = attestationsOf(all, appId);
  return versions
    .map((one, place) => ({
      version: one.version,
      attestedAt: one.attested_at,
      privacyPolicyUrl: one.privacy_policy_url,
      changes: changesShape(versions[place + 1], one),
    }))
    .slice(0, 50);
}

/** What it says otherwise than in an earlier version. */
export function changesSince(
  all: readonly RawAttestation[],
  appId: string,
  version: unknown,
): Shape | null {
  const versions = attestationsOf(all, appId);
  return changesShape(
    versions.find((one) => one.version === version),
    versions[0],
  );
}

function changesShape(
  before: RawAttestation | undefined,
  after: RawAttestation | undefined,
): Shape | null {
  if (before === undefined || after === undefined) return null;
  return {
    answers: questionNames
      .map((question) => ({
        question,
        text: questions[question],
        before: before.answers[question],
        after: after.answers[question],
      }))
      .filter((one) => JSON.stringify(wordsOf(one.before)) !== JSON.stringify(wordsOf(one.after))),
    privacyPolicyChanged: before.privacy_policy_url !== after.privacy_policy_url,
  };
}

const wordsOf = (given: RawAttestation['answers'][string] | undefined) => [
  given?.answer,
  given?.detail,
];

/** What a member would rather not read: the question stays open, or the answer is the worse one. */
const worse: Readonly<Record<string, string>> = {
  sellsData: 'YES',
  sharesWithThirdParties: 'YES',
  canLimitUse: 'NO',
  canRemoveAccess: 'NO',
  deletionPolicy: 'NO',
  tellsOfPrivacyChanges: 'NO',
  collectsDeviceData: 'YES',
  security: 'NO',
  canCorrectData: 'NO',
  complaintsProcess: 'NO',
};

/** How many answers should make a member think. */
export const warningsOf = (attestation: RawAttestation | undefined): number =>
  questionNames.filter((question) => {
    const answer = attestation?.answers[question]?.answer ?? 'UNANSWERED';
    return answer === 'UNANSWERED' || answer === worse[question];
  }).length;

/** How an app proves itself, as its partner and those who oversee see it. */
export function clientShape(clients: readonly RawClient[], appId: string): Shape | null {
  const client = clients.find((one) => one.app_id === appId);
  if (client === undefined) return null;
  return {
    authentication: client.authentication,
    keyIds: client.public_keys?.keys.map(({ kid }) => kid) ?? [],
    keys: keysShape(client.public_keys),
    changedAt: client.changed_at,
    formerSecretUntil: stillTo(client.former_secret_until),
  };
}

/** Keys by their thumbprints: the SHA-256 of what makes them up, in the order of the alphabet (RFC 7638). */
export const keysShape = (set: RawKeySet | null): Shape[] =>
  (set?.keys ?? []).map(({ kid, crv, kty, x, y }) => ({
    keyId: kid,
    thumbprint: hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url'),
  }));

/** A moment, unless it is over. */
export const stillTo = (moment: string | null): string | null =>
  moment !== null && moment > new Date().toISOString() ? moment : null;

/** What `setAppClient` answers beside the app: the secret that it made is told this once. */
export function newClientShape(
  before: readonly RawClient[],
  after: readonly RawClient[],
  appId: string,
): Shape {
  const [former, secretHash] = [before, after].map(
    (clients) => clients.find((one) => one.app_id === appId)?.secret_hash,
  );
  const isNew = secretHash && secretHash !== former;
  return { clientId: appId, secret: isNew ? `${hashPrefix}${secretHash}` : null };
}
