import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../db/database.ts';
import type { App } from '../../db/generated/prisma/client.ts';
import { answers } from '../attestation.ts';
import { publicKeySet } from '../public-keys.ts';
import type { NewApp } from '../register-app.ts';

/**
 * The app that the same form has registered: a reload, or a click too many. By all that it says, so that another app
 * of that name is none.
 */
export async function registeredBefore(
  { prisma }: Pick<Database, 'prisma'>,
  { partnerId, name, client, ...wanted }: NewApp,
): Promise<App | undefined> {
  const found = await prisma.app.findFirst({
    where: { partnerId, name },
    include: { client: true, attestations: { where: { version: 1 } } },
  });
  if (found === null || client === undefined) return undefined;
  const { client: kept, attestations, ...app } = found;
  const was = {
    kind: app.kind,
    privacyPolicyUrl: app.privacyPolicyUrl,
    redirectUris: app.redirectUris,
    answers: answers.safeParse(attestations[0]?.answers).data,
    authentication: kept?.authentication,
    keys: publicKeySet.safeParse(kept?.publicKeys).data,
  };
  const is = {
    kind: wanted.kind,
    privacyPolicyUrl: wanted.privacyPolicyUrl,
    redirectUris: [...wanted.redirectUris],
    answers: wanted.answers,
    authentication: client.authentication,
    keys: client.authentication === 'PRIVATE_KEY' ? client.publicKeys : undefined,
  };
  return isDeepStrictEqual(was, is) ? app : undefined;
}
