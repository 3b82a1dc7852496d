import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type pg from 'pg';
import { z } from 'zod';
import { hashOfSecret } from '../secret.ts';
import { interactionPrefix } from './paths.ts';

/**
 * What oidc-provider keeps (codes, tokens, sessions, interactions) by the hash of its id: whoever reads
 * the table has nothing to show. What rests on a consent is found only while the consent stands, so that
 * its end is theirs, without anybody to carry it out.
 */
export class ArtifactStore implements Adapter {
  readonly #pool: pg.Pool;
  readonly #kind: string;

  constructor(pool: pg.Pool, kind: string) {
    this.#pool = pool;
    this.#kind = kind;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    // The id is the token or cookie itself, and an interaction tells its session's.
    const { jti: _id, consumed: _consumed, session, ...rest } = payload;
    const { cookie: _cookie, ...ofSession } = session ?? {};
    const text = JSON.stringify(session === undefined ? rest : { ...rest, session: ofSession });
    // PostgreSQL keeps no NUL, and no parameter has a use for one.
    if (text.includes('\\u0000')) throw new errors.InvalidRequest('a parameter holds a NUL');
    const { rowCount } = await this.#pool.query(this.#insertion(payload), [
      this.#kind,
      hashOfSecret(id),
      text,
      payload.uid === undefined ? null : hashOfSecret(payload.uid),
      this.#consentOf(id, payload),
      expiresIn,
    ]);
    if (rowCount === 1) return;
    if (this.#kind === 'ReplayDetection') throw new errors.InvalidClientAuth('used already');
    throw new errors.InvalidGrant('what was allowed has ended meanwhile');
  }

  #insertion({ grantId }: AdapterPayload): string {
    const insert = `insert into public.oauth_artifact (kind, id_hash, payload, uid_hash, grant_id, expires_at)
      select $1, $2, $3::jsonb, $4::bytea, $5::uuid, clock_timestamp() + make_interval(secs => $6)`;
    // Of an assertion that is sent many times at once, one is taken.
    if (this.#kind === 'ReplayDetection') {
      return `${insert} on conflict (kind, id_hash) do update set expires_at = excluded.expires_at
        where oauth_artifact.expires_at <= clock_timestamp()`;
    }
    const replace = `on conflict (kind, id_hash) do update set payload = excluded.payload,
      uid_hash = excluded.uid_hash, grant_id = excluded.grant_id, expires_at = excluded.expires_at`;
    // Whoever ends what was allowed waits for this, and ends it too; or this finds nothing to rest on.
    if (restsOnGrant.has(this.#kind) && grantId !== undefined) {
      return `${insert} where exists (select from public.oauth_artifact g
        where g.kind = 'Grant' and g.grant_id = $5 for key share) ${replace}`;
    }
    // So does whoever suspends an app, with a token for its own server.
    return this.#kind === 'ClientCredentials'
      ? `${insert} where exists (select from public.app a
          where a.id = ($3::jsonb ->> 'clientId')::uuid and a.state = 'APPROVED' for share) ${replace}`
      : `${insert} ${replace}`;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = await this.#find('id_hash', id);
    return found && { ...found, jti: id };
  }

  /** Sessions alone are found by it; their id, the cookie, is not known then and not needed. */
  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#find('uid_hash', uid);
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /**
   * Once. Of two that come with the same code or refresh token at the same moment, one is a thief: both end
   * with nothing (RFC 9700, section 4.14.2).
   */
  async consume(id: string): Promise<void> {
    const { rowCount } = await this.#pool.query(
      `update public.oauth_artifact set consumed_at = clock_timestamp()
        where kind = $1 and id_hash = $2 and consumed_at is null`,
      [this.#kind, hashOfSecret(id)],
    );
    if (rowCount === 1) return;
    const used = await this.#find('id_hash', id);
    if (used?.grantId !== undefined) await this.#endGrant(used.grantId);
    throw new errors.InvalidGrant('it was used already');
  }

  async destroy(id: string): Promise<void> {
    if (this.#kind === 'Grant') return this.#endGrant(id);
    await this.#pool.query('delete from public.oauth_artifact where kind = $1 and id_hash = $2', [
      this.#kind,
      hashOfSecret(id),
    ]);
  }

  /** What was allowed goes first: from then on nothing is added that rests on it. */
  async #endGrant(grantId: string): Promise<void> {
    for (const which of ["kind = 'Grant' and", '']) {
      await this.#pool.query(`delete from public.oauth_artifact where ${which} grant_id = $1`, [
        grantId,
      ]);
    }
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#pool.query('delete from public.oauth_artifact where kind = $1 and grant_id = $2', [
      this.#kind,
      grantId,
    ]);
  }

  /** The consent that it rests on. A member who is being asked rests on none yet. */
  #consentOf(id: string, { grantId }: AdapterPayload): string | null {
    if (this.#kind === 'Grant') return id;
    return this.#kind === 'Interaction' ? null : (grantId ?? null);
  }

  async #find(by: 'id_hash' | 'uid_hash', id: string): Promise<AdapterPayload | undefined> {
    const judged = standing.get(this.#kind);
    const { rows } = await this.#pool.query({
      name: `oauth-find-by-${by}${judged === undefined ? '' : `-${this.#kind}`}`,
      text: `select o.payload, extract(epoch from o.consumed_at)::int as consumed
        from public.oauth_artifact o
        where o.kind = $1 and o.${by} = $2 and o.expires_at > clock_timestamp()
          and (o.grant_id is null or exists (${standingConsent('o.grant_id')}))${judged ?? ''}`,
      values: [this.#kind, hashOfSecret(id)],
    });
    const [row] = artifactRows.parse(rows);
    if (row === undefined) return undefined;
    return { ...row.payload, ...(row.consumed === null ? {} : { consumed: row.consumed }) };
  }
}

/** What an app is given, under what a member has allowed. */
const restsOnGrant = new Set(['AuthorizationCode', 'AccessToken', 'RefreshToken']);

/** A consent stands while it is active, within its term, and its app is approved: as the gate judges. */
export const standingConsent = (grantId: string): string =>
  `select from public.consent_grant g join public.app a on a.id = g.app_id and a.state = 'APPROVED'
    where g.id = ${grantId} and g.state = 'ACTIVE'
      and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at`;

/** Seconds; then the member signs in again, however busy they were. As on the member's own pages. */
const longestSession = 12 * 60 * 60;

const endedSince = (member: string, signedInAt: string): string =>
  `exists (select from public.member_account m where m.member_id = (${member})::uuid
    and m.sessions_ended_at >= to_timestamp(coalesce((${signedInAt})::bigint, 0)))`;

/**
 * What a request that is on its way could bring back, once it has ended, is judged whenever it is looked up: a session
 * by its sign-in and its own end, a sign-in that no session came of yet by its moment.
 */
const standing = new Map([
  [
    'Session',
    ` and not exists (select from public.oauth_artifact e where e.kind = 'EndedSession' and e.id_hash = o.uid_hash)
      and (o.payload ->> 'accountId' is null
        or (o.payload ->> 'loginTs')::bigint > extract(epoch from clock_timestamp()) - ${longestSession}
          and not ${endedSince("o.payload ->> 'accountId'", "o.payload ->> 'loginTs'")})`,
  ],
  [
    'Interaction',
    ` and not ${endedSince("o.payload #>> '{result,login,accountId}'", "o.payload #>> '{result,login,ts}'")}`,
  ],
]);

/**
 * Keeps in mind that a session has ended, by what it keeps when its cookie changes. A request that came with the
 * cookie before may write the session anew.
 */
export async function endSessionForGood(pool: pg.Pool, uid: string): Promise<void> {
  await pool.query(
    `insert into public.oauth_artifact (kind, id_hash, payload, expires_at)
      values ('EndedSession', $1, '{}', clock_timestamp() + make_interval(secs => $2)) on conflict do nothing`,
    [hashOfSecret(uid), longestSession],
  );
}

/** Whether the request of an app still waits for a member at this path. */
export async function isWaiting(pool: pg.Pool, path: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from public.oauth_artifact
      where kind = 'Interaction' and id_hash = $1 and expires_at > clock_timestamp()`,
    [hashOfSecret(path.slice(interactionPrefix.length))],
  );
  return rowCount === 1;
}

/** Lets go of what has run out. */
export async function sweepArtifacts(pool: pg.Pool): Promise<void> {
  await pool.query('delete from public.oauth_artifact where expires_at < clock_timestamp()');
}

const artifactRows = z.array(
  z.object({ payload: z.record(z.string(), z.unknown()), consumed: z.number().nullable() }),
);
