import type Provider from 'oidc-provider';
import type { Grant, Interaction, KoaContextWithOIDC } from 'oidc-provider';
import type { Database } from '../db/database.ts';
import { findConsent } from '../grants/find-consent.ts';
import { isSystemScope } from './smart-scopes.ts';

/**
 * Lets an app have what it asked for under a consent that stands: oidc-provider's record of it has the
 * consent's own id, by which tokens are held against the consent ever after.
 *
 * @param grantId the consent
 */
export async function connect(
  provider: Provider,
  { params }: Pick<Interaction, 'params'>,
  memberId: string,
  grantId: string,
): Promise<string> {
  const clientId = textOf(params['client_id']);
  const allowed =
    (await provider.Grant.find(grantId)) ?? new provider.Grant({ accountId: memberId, clientId });
  allowed.jti = grantId;
  for (const scope of textOf(params['scope']).split(' ').filter(Boolean)) {
    // Everybody's records are for an app's own server to ask for, without any member.
    if (isSystemScope(scope)) allowed.rejectOIDCScope(scope);
    else allowed.addOIDCScope(scope);
  }
  return allowed.save();
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * What the member has allowed this app already, if the consent for it stands: in this visit, or in an
 * earlier one.
 */
export async function standingGrant(
  database: Pick<Database, 'prisma'>,
  { oidc }: KoaContextWithOIDC,
): Promise<Grant | undefined> {
  const { client, session, result, provider } = oidc;
  const memberId = session?.accountId;
  if (client === undefined || memberId === undefined) return undefined;
  const known = result?.consent?.grantId ?? session?.grantIdFor(client.clientId);
  const found = known === undefined ? undefined : await provider.Grant.find(known);
  if (found?.accountId === memberId && found.clientId === client.clientId) return found;
  const consent = await findConsent(database, memberId, client.clientId);
  return consent === null ? undefined : provider.Grant.find(consent.id);
}
