import type pg from 'pg';
import { z } from 'zod';
import { requestLoader } from '../graphql/kit/request-loader.ts';

/** How many grants an app has, without telling whose. */
export type GrantCounts = {
  readonly active: number;
  readonly ended: number;
  readonly expired: number;
};

/** The counts of one app; those of a whole page of apps take one statement. */
export const grantCounts = requestLoader(({ services }, appIds) =>
  countGrants(services.database.gateway, appIds),
);

const countRow = z.object({
  app_id: z.string(),
  active: z.number(),
  ended: z.number(),
  expired: z.number(),
});

async function countGrants(pool: pg.Pool, appIds: readonly string[]): Promise<GrantCounts[]> {
  const { rows } = await pool.query({
    name: 'apps-grant-counts',
    text: `select app_id,
        count(*) filter (where state = 'ACTIVE' and ends_at > clock_timestamp())::int as active,
        count(*) filter (where state in ('REVOKED', 'SUPERSEDED'))::int as ended,
        count(*) filter (where state = 'EXPIRED'
          or (state = 'ACTIVE' and ends_at <= clock_timestamp()))::int as expired
      from public.consent_grant where app_id = any($1::uuid[]) group by app_id`,
    values: [appIds],
  });
  const found = new Map(
    z
      .array(countRow)
      .parse(rows)
      .map((row) => [row.app_id, row]),
  );
  return appIds.map((appId) => found.get(appId) ?? { active: 0, ended: 0, expired: 0 });
}
