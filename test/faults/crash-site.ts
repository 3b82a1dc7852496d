import { expect } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { attachEmbeddedPostgres } from '../../src/db/embedded/attach.ts';
import { compareWithLedger, gapsIn } from '../kit/client-log.ts';
import { makeDataDirectory, removeDataDirectory } from '../kit/command-line.ts';
import type { TestDatabase } from '../kit/database.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { asApp, asMember, globalId } from '../kit/graphql.ts';
import { type Readers, startReaders } from '../kit/readers.ts';
import { createService, type ServiceProcess } from '../kit/service.ts';
import { connectAs } from '../kit/sessions.ts';
import { startThrowawayPostgres } from '../kit/throwaway-postgres.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

/** A gateway of its own process under load, with a ledger to hold against what its clients received. */
export type CrashSite = {
  readonly service: ServiceProcess;
  /** Where the cluster lies; undefined where the database's server is another's. */
  readonly home: string | undefined;
  /** Clients of an app that reads three members, and one of a member who signs and signs again. */
  readonly readers: Readers;
  readonly signers: Readers;
  /** Resolves once clients receive data again that they asked for from now on, and `/ready` says so. */
  recovered(): Promise<void>;
  /** Ends the load and holds what every client received against the ledger. */
  compare(): Promise<object>;
  close(): Promise<void>;
};

/** Whose database it is: the gateway's own, or a server beside it that restarts by itself. */
export type Ownership =
  | 'EMBEDDED'
  | 'EXTERNAL'
  | {
      readonly url: string;
      readonly through: string;
      /** Where the gateway keeps its own; the caller's to remove. */
      readonly dataDirectory?: string;
    };

const names = ['ann', 'ben', 'cat'];

/** Starts one; whoever does closes it. */
export async function openCrashSite(
  ownership: Ownership,
  settings: Readonly<Record<string, string>> = {},
): Promise<CrashSite> {
  const server = ownership === 'EXTERNAL' ? await startThrowawayPostgres(true) : undefined;
  const given = typeof ownership === 'object' ? ownership : undefined;
  const dataDirectory = given?.dataDirectory ?? (await makeDataDirectory());
  const through = given?.through ?? server?.superuserUrl;
  const service = createService({
    DATA_DIR: dataDirectory,
    // The load is more than one app may spend: refused for that, it would wait a minute in mid-drill.
    RATE_COST_PER_MINUTE: '1000000000',
    ...settings,
    ...(through === undefined ? {} : { DATABASE_URL: through }),
  });
  await service.start();
  /** Changes at each start of an embedded server. */
  const url = async () =>
    given?.url ??
    server?.superuserUrl ??
    (await attachEmbeddedPostgres({ dataDirectory }))?.superuserUrl ??
    '';
  const asAdministrator: TestDatabase['asAdministrator'] = async (sql, values = []) => {
    const client = await connectAs(await url());
    return client.query(sql, values).finally(() => client.end());
  };
  const { app, signing } = await settle(await url(), dataDirectory);
  const at = { url: () => service.url };
  const readers = startReaders({
    ...at,
    count: 12,
    query: `{ members(first: 10) { nodes { memberId claims(first: 5) { nodes { id } } } } }`,
    token: await service.token(asApp(app)),
  });
  const signers = startReaders({
    ...at,
    count: 1,
    query: signing.mutation,
    token: await service.token(asMember(signing.member)),
  });
  const load = [readers, signers];
  return {
    service,
    home: server?.homeDirectory ?? (given ? undefined : dataDirectory),
    readers,
    signers,
    recovered: async () => {
      const since = performance.now();
      const answered = readers.untilReceived(
        12,
        (one) => one.askedAt > since && one.status === 200,
      );
      const signed = signers.untilReceived(1, (one) => one.askedAt > since && one.status === 200);
      await expect.poll(() => service.ready(), { timeout: 60_000, interval: 100 }).toBe(200);
      await Promise.all([answered, signed]);
      expect(service.ended).toBe(false);
    },
    compare: async () => {
      await Promise.all(load.map((clients) => clients.stop()));
      const administered = { asAdministrator };
      const { faults, ...counts } = await compareWithLedger(administered, app, readers.received);
      expect(faults).toEqual([]);
      expect(await gapsIn(administered)).toEqual([]);
      const signed = await signaturesOf(administered, signing.app, signers);
      const unanswered = readers.unanswered + signers.unanswered;
      const refused = readers.received.filter(({ status }) => status !== 200).length;
      return { ...counts, refused, unanswered, ...signed };
    },
    close: async () => {
      await Promise.all(load.map((clients) => clients.stop()));
      await service.stop();
      await server?.stop();
      if (given?.dataDirectory === undefined) await removeDataDirectory(dataDirectory);
    },
  };
}

/** A plan, three members who granted an app access to their claims, and one who signs for another. */
async function settle(url: string, dataDirectory: string) {
  const limits = { connections: 2, statementTimeout: 30_000, lockTimeout: 30_000 };
  const database = openDatabase({ url, ...limits });
  try {
    const world = { database, dataDirectory };
    const plan = await makePlan(world);
    const [app, other] = [await makeApp(world), await makeApp(world)];
    await importResources(world, plan, [
      ...names.flatMap((name) => [patient(name), explanationOfBenefit(`claim-of-${name}`, name)]),
      patient('dan'),
    ]);
    for (const name of names) await makeGrant(world, plan, memberIdOf(plan, name), app);
    const materials = await database.prisma.material.findMany({ where: { planId: plan.id } });
    const read = materials.map(({ id }) => globalId('Material', id));
    const mutation = `mutation { signGrant(input: { appId: "${globalId('App', other.id)}",
      categories: [CLAIMS], language: "en", readMaterialIds: ${JSON.stringify(read)},
      signature: "Dan Example" }) { __typename ... on SignGrantPayload { grant { grantId } } } }`;
    return { app, signing: { mutation, member: memberIdOf(plan, 'dan'), app: other } };
  } finally {
    await database.close();
  }
}

/** Every grant has its entry and every entry its grant, and of those that were told none is missing. */
async function signaturesOf(
  { asAdministrator }: Pick<TestDatabase, 'asAdministrator'>,
  app: { readonly id: string },
  signers: Readers,
) {
  const { rows } = await asAdministrator(
    `select g.id, g.state = 'ACTIVE' as active, coalesce(e.kinds, '{}') as kinds
      from (select id, state from public.consent_grant where app_id = $1) g
      full join (
        select convert_from(leaf, 'UTF8')::jsonb ->> 'subject' as subject, array_agg(kind order by idx) as kinds
          from ledger.entry where app_id = $1 and kind like 'GRANT\\_%' group by subject
      ) e on e.subject = g.id::text`,
    [app.id],
  );
  for (const { id, active, kinds } of rows) {
    expect(id).not.toBeNull();
    expect(kinds).toEqual(active ? ['GRANT_SIGNED'] : ['GRANT_SIGNED', 'GRANT_ENDED']);
  }
  const told = signers.received.flatMap(({ dataHash, text }) =>
    dataHash === undefined ? [] : [JSON.parse(text).data.signGrant?.grant?.grantId],
  );
  const granted = new Set(rows.map(({ id }) => id));
  expect(told.filter((id) => id && !granted.has(id))).toEqual([]);
  return { signed: rows.length, signaturesTold: told.filter(Boolean).length };
}
