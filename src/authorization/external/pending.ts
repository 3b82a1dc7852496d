import type pg from 'pg';
import { z } from 'zod';
import { hashOfSecret } from '../../secret.ts';

/** Seconds that a member has for signing in elsewhere. */
const patience = 15 * 60;
/** Seconds from coming back to the page that they came from. */
const onTheWay = 60;

/** A sign-in that has gone elsewhere: what it will be held against, and where the member goes on. */
const sent = z.object({
  /** Base64url SHA-256 of the secret of the browser that began it. */
  browser: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  returnTo: z.string(),
});
export type Sent = z.infer<typeof sent>;

const back = z.object({ memberId: z.string() });

/** What is kept of sign-ins elsewhere, in the database: any gateway on it may be asked next. Each is taken once. */
export class PendingSignIns {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  keepSent = (state: string, kept: Sent): Promise<void> =>
    this.#keep('ExternalSignIn', state, kept, patience);

  async takeSent(state: string): Promise<Sent | undefined> {
    return sent.optional().parse(await this.#take('ExternalSignIn', state));
  }

  /** @param browser the secret of the browser in which the member has signed in */
  keepBack = (browser: string, returnTo: string, memberId: string): Promise<void> =>
    this.#keep('ExternalReturn', `${browser} ${returnTo}`, { memberId }, onTheWay);

  async takeBack(browser: string, returnTo: string): Promise<string | undefined> {
    const kept = await this.#take('ExternalReturn', `${browser} ${returnTo}`);
    return back.optional().parse(kept)?.memberId;
  }

  async #keep(kind: string, id: string, payload: object, seconds: number): Promise<void> {
    await this.#pool.query(
      `insert into public.oauth_artifact (kind, id_hash, payload, expires_at)
        values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
        on conflict (kind, id_hash) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
      [kind, hashOfSecret(id), JSON.stringify(payload), seconds],
    );
  }

  async #take(kind: string, id: string): Promise<unknown> {
    const { rows } = await this.#pool.query(
      `delete from public.oauth_artifact where kind = $1 and id_hash = $2
        returning case when expires_at > clock_timestamp() then payload end as payload`,
      [kind, hashOfSecret(id)],
    );
    const [row] = z.array(z.object({ payload: z.unknown() })).parse(rows);
    return row?.payload ?? undefined;
  }
}
