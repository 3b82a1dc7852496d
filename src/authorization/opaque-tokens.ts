import type pg from 'pg';
import { z } from 'zod';
import { TokenRefused } from '../identity/errors.ts';
import type { KnownViewer } from '../identity/viewer.ts';
import { hashOfSecret } from '../secret.ts';
import { standingConsent } from './artifact-store.ts';
import { resourcesOfScopes } from './smart-scopes.ts';

/** Whether a token is one of ours: opaque, where those of other issuers are JWTs, which have dots. */
export const isOpaque = (token: string): boolean => /^[\w-]{43}$/.test(token);

/**
 * Looks an access token up that this gateway has issued. Nothing is remembered: the end of a consent, or of
 * an app's approval, is the end of its tokens with the next request.
 *
 * @throws TokenRefused where there is none, or it is not good any more
 */
export async function findToken(pool: pg.Pool, token: string): Promise<{ viewer: KnownViewer }> {
  const { rows } = await pool.query({
    name: 'oauth-access-token',
    text: `select o.kind, o.payload ->> 'clientId' as client, o.payload ->> 'accountId' as account,
        o.payload ->> 'scope' as scope, o.expires_at
      from public.oauth_artifact o
      where o.kind in ('AccessToken', 'ClientCredentials') and o.id_hash = $1
        and o.expires_at > clock_timestamp()
        and case when o.kind = 'AccessToken' then exists (${standingConsent('o.grant_id')}
            and g.member_id::text = o.payload ->> 'accountId' and g.app_id::text = o.payload ->> 'clientId')
          else exists (select from public.app a
            where a.id::text = o.payload ->> 'clientId' and a.state = 'APPROVED') end`,
    values: [hashOfSecret(token)],
  });
  const [row] = tokenRows.parse(rows);
  if (row === undefined) throw new TokenRefused('unknown_token');
  const { kind, client: appId, account, scope, expires_at } = row;
  const resources = resourcesOfScopes(scope ?? '', kind === 'AccessToken' ? 'patient' : 'system');
  if (resources === undefined) throw new TokenRefused('no_records');
  const viewer = {
    kind: 'APP',
    appId,
    subject: appId,
    resources,
    tokenId: hashOfSecret(token).toString('base64url'),
    expiresAt: expires_at.getTime(),
  } as const;
  if (kind === 'ClientCredentials') return { viewer: { ...viewer, members: { all: true } } };
  if (account === null) throw new TokenRefused('unknown_token');
  return { viewer: { ...viewer, members: { all: false, memberId: account } } };
}

const tokenRows = z.array(
  z.object({
    kind: z.enum(['AccessToken', 'ClientCredentials']),
    client: z.string(),
    account: z.string().nullable(),
    scope: z.string().nullable(),
    expires_at: z.date(),
  }),
);
