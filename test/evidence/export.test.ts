import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failExport } from '../../src/evidence/claims.ts';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { runCommand } from '../kit/command-line.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, asPartner } from '../kit/graphql.ts';
import { holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const auditor = { kind: 'AUDITOR', subject: 'auditor-1' } as const;

let gateway: TestGateway;
let ann: string;
let app: { id: string; partnerId: string };

beforeAll(async () => {
  gateway = await startTestGateway({ LEDGER_DEADLINE_MS: '1500', LEDGER_LOCK_TIMEOUT_MS: '500' });
  const plan = await makePlan(gateway);
  app = await makeApp(gateway);
  await importResources(gateway, plan, [patient('ann'), patient('ben')]);
  ann = memberIdOf(plan, 'ann');
  await makeGrant(gateway, plan, ann, app);
  for (let read = 0; read < 3; read += 1) {
    await gateway.ask('{ members { nodes { memberId } } }', { as: asApp(app) });
  }
});
afterAll(() => gateway.stop());

const fields = `exportId state memberId done total entries bytes sha256 downloadPath failure expiresAt`;

const request = async (input: string, as: TokenHolder = auditor) => {
  const { body } = await gateway.ask(
    `mutation { exportEvidence(input: ${input}) { __typename
      ... on ExportEvidencePayload { export { ${fields} } } ... on Error { code message path } } }`,
    { as },
  );
  return body;
};

/** Asks for one, and waits until it is ready. */
async function ready(input: string) {
  const asked = (await request(input)).data.exportEvidence.export;
  expect(asked).toMatchObject({ state: 'QUEUED', downloadPath: null });
  return finished(asked.exportId);
}

async function finished(id: string) {
  const ask = async () =>
    (await gateway.ask(`{ evidenceExport(exportId: "${id}") { ${fields} } }`, { as: auditor })).body
      .data.evidenceExport;
  await expect
    .poll(async () => (await ask()).state, { timeout: 20_000, interval: 100 })
    .toMatch(/READY|FAILED/);
  return ask();
}

const fetchPath = async (path: string, as: TokenHolder | undefined = auditor, method = 'GET') =>
  fetch(`${gateway.baseUrl}${path}`, {
    method,
    headers: as === undefined ? {} : { authorization: `Bearer ${await gateway.token(as)}` },
  });

const handedOut = async (id?: string): Promise<string[]> =>
  (
    await gateway.asAdministrator(
      `select convert_from(leaf, 'UTF8')::jsonb ->> 'bundle' as bundle from ledger.entry
        where kind = 'EVIDENCE_EXPORTED' order by idx`,
    )
  ).rows
    .map(({ bundle }) => bundle)
    .filter((bundle) => id === undefined || bundle === id);

describe('an auditor’s export of evidence', () => {
  test('goes from the request to a bundle on disk that verifies, with its entry before the bytes', async () => {
    const made = await ready(`{ memberId: "${ann}" }`);
    expect(made).toMatchObject({ state: 'READY', memberId: ann, failure: null });
    // Each entry was read and proved, however quick that was.
    expect([made.done, made.total]).toEqual([2 * made.entries, 2 * made.entries]);
    expect(made.entries).toBeGreaterThanOrEqual(4);
    const head = await fetchPath(made.downloadPath, auditor, 'HEAD');
    expect(head.status).toBe(200);
    expect(await handedOut(made.sha256)).toEqual([]);

    const response = await fetchPath(made.downloadPath);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-length')).toBe(`${made.bytes}`);
    expect(bytes).toHaveLength(made.bytes);
    expect(hash('sha256', bytes)).toBe(made.sha256);
    expect(await handedOut(made.sha256)).toHaveLength(1);
    await fetchPath(made.downloadPath);
    expect(await handedOut(made.sha256)).toHaveLength(2);

    const file = join(gateway.dataDirectory, 'evidence.zip');
    await writeFile(file, bytes);
    const settings = { DATA_DIR: gateway.dataDirectory };
    const { ledger } = (
      await gateway.ask('{ ledger { checkpoint { verifierKey } } }', { as: auditor })
    ).body.data;
    const verified = await runCommand(
      ['verify', '--bundle', file, '--key', ledger.checkpoint.verifierKey],
      settings,
    ).ended;
    expect(verified.stdout).toContain('sound');
    expect(verified.code).toBe(0);
  });

  test('is nobody else’s: they are told what is told of none', async () => {
    const made = await ready(`{ appId: "${app.id}" }`);
    const none = await fetchPath('/ledger/evidence/01890000-0000-7000-8000-000000000000');
    const told = { status: none.status, body: await none.text() };
    expect(told.status).toBe(404);
    const others: (TokenHolder | undefined)[] = [
      { kind: 'AUDITOR', subject: 'another-auditor' },
      asMember(ann),
      asApp(app),
      asPartner(app),
      { kind: 'ADMIN' },
      // The same person, in another office.
      { kind: 'AGENT', subject: auditor.subject },
    ];
    for (const other of others) {
      const response = await fetchPath(made.downloadPath, other);
      expect({ status: response.status, body: await response.text() }).toEqual(told);
    }
    const nobody = await fetch(`${gateway.baseUrl}${made.downloadPath}`);
    expect({ status: nobody.status, body: await nobody.text() }).toEqual(told);
    const { body } = await gateway.ask(
      `{ evidenceExport(exportId: "${made.exportId}") { state } evidenceExports { state } }`,
      { as: { kind: 'AUDITOR', subject: 'another-auditor' } },
    );
    expect(body.data).toEqual({ evidenceExport: null, evidenceExports: [] });
    expect(await handedOut(made.sha256)).toEqual([]);
  });

  test('is not handed out while the ledger cannot enter that it is', async () => {
    const made = await ready(`{ memberId: "${ann}", appId: "${app.id}" }`);
    const held = await holdHead(gateway.url);
    try {
      const response = await fetchPath(made.downloadPath);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('The ledger cannot enter that evidence leaves');
    } finally {
      await held.release();
    }
    expect((await fetchPath(made.downloadPath)).status).toBe(200);
  });

  test('expires: its bytes go, and that it was asked for stays', async () => {
    const made = await ready(`{ from: "2020-01-01T00:00:00Z" }`);
    await gateway.asAdministrator(
      `update evidence_export set state = 'EXPIRED' where id = '${made.exportId}'`,
    );
    const response = await fetchPath(made.downloadPath);
    expect(response.status).toBe(410);
    expect(await response.text()).toContain('exportEvidence');
    const { body } = await gateway.ask('{ evidenceExports { exportId state } }', { as: auditor });
    expect(body.data.evidenceExports).toContainEqual({
      exportId: made.exportId,
      state: 'EXPIRED',
    });
  });

  test('breaks off where its bytes go while it is fetched, rather than let anybody wait', async () => {
    const made = await ready(`{ memberId: "${ann}", from: "2020-01-02T00:00:00Z" }`);
    await gateway.asAdministrator(
      `delete from evidence_chunk where export_id = '${made.exportId}'`,
    );
    const read = fetchPath(made.downloadPath).then((response) => response.arrayBuffer());
    await expect(read).rejects.toThrow();
  });

  test('tells what is wrong with what was asked for', async () => {
    const nobody = '01890000-0000-7000-8000-000000000000';
    const code = async (input: string) => (await request(input)).data.exportEvidence;
    expect(await code('{}')).toMatchObject({ code: 'INVALID_INPUT', path: 'input' });
    expect(
      await code('{ from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }'),
    ).toMatchObject({ code: 'INVALID_INPUT', path: 'input.to' });
    expect(await code(`{ memberId: "${nobody}" }`)).toMatchObject({ path: 'input.memberId' });
    expect(await code(`{ appId: "${nobody}" }`)).toMatchObject({ path: 'input.appId' });
    const nothing = (await request('{ to: "2001-01-01T00:00:00Z" }')).data.exportEvidence.export;
    expect(await finished(nothing.exportId)).toMatchObject({
      state: 'FAILED',
      failure: 'The ledger has no entry of this member, app and period.',
      downloadPath: null,
    });
    const response = await fetchPath(`/ledger/evidence/${nothing.exportId}`);
    expect(response.status).toBe(409);
    for (const as of [asMember(ann), asApp(app), { kind: 'ADMIN' } as const]) {
      expect((await request(`{ memberId: "${ann}" }`, as)).errors[0].extensions.code).toBe(
        'FORBIDDEN',
      );
    }
  });

  test('is one of five under way at most', async () => {
    await gateway.asAdministrator(
      `insert into evidence_export (id, auditor, state, lease_until)
        select gen_random_uuid(), 'busy', 'RUNNING', now() + interval '1 hour' from generate_series(1, 5)`,
    );
    const busy = { kind: 'AUDITOR', subject: 'busy' } as const;
    expect((await request(`{ memberId: "${ann}" }`, busy)).data.exportEvidence).toMatchObject({
      code: 'STATE_CONFLICT',
    });
  });
});

test('an export whose worker was killed is taken up by another, and ends in one whole bundle', async () => {
  const id = '01890000-0000-7000-8000-00000000000a';
  const dead = '01890000-0000-7000-8000-00000000000b';
  await gateway.asAdministrator(
    `insert into evidence_export (id, auditor, member_id, state, worker, attempts, lease_until)
      values ('${id}', '${auditor.subject}', '${ann}', 'RUNNING', '${dead}', 1, now() - interval '1 second');
     insert into evidence_chunk values ('${id}', '${dead}', 0, 'half a bundle')`,
  );
  const made = await finished(id);
  expect(made.state).toBe('READY');
  const bytes = Buffer.from(await (await fetchPath(made.downloadPath)).arrayBuffer());
  expect(hash('sha256', bytes)).toBe(made.sha256);
  const { rows } = await gateway.asAdministrator(
    `select count(*)::int as left from evidence_chunk where worker = '${dead}'`,
  );
  expect(rows[0].left).toBe(0);
});

test('a worker that gives up what another has taken up leaves the other’s work alone', async () => {
  const id = '01890000-0000-7000-8000-00000000000c';
  const [one, other] = [
    '01890000-0000-7000-8000-00000000000d',
    '01890000-0000-7000-8000-00000000000e',
  ] as const;
  await gateway.asAdministrator(
    `insert into evidence_export (id, auditor, state, worker, attempts, lease_until)
      values ('${id}', 'slow', 'RUNNING', '${other}', 2, now() + interval '1 hour');
     insert into evidence_chunk values ('${id}', '${one}', 0, 'mine'), ('${id}', '${other}', 0, 'theirs')`,
  );
  const { evidenceExport } = gateway.database.prisma;
  const row = await evidenceExport.findUniqueOrThrow({ where: { id } });
  await failExport(gateway.database, { ...row, worker: one }, 'It is of no use to me.');
  expect(await evidenceExport.findUniqueOrThrow({ where: { id } })).toEqual(row);
  const { rows } = await gateway.asAdministrator(
    `select convert_from(bytes, 'UTF8') as bytes from evidence_chunk where export_id = '${id}'`,
  );
  expect(rows).toEqual([{ bytes: 'theirs' }]);
});
