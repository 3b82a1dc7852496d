import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { getDocumentProxy } from 'unpdf';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDocument, signedPdf } from '../../src/grants/signed-pdf.ts';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { appendEvents } from '../../src/ledger/append-event.ts';
import { signatureTypes } from '../../src/ledger/core/verifier-key.ts';
import { KeyChain } from '../../src/ledger/keys/key-chain.ts';
import { openSigningKey } from '../../src/ledger/keys/signing-key.ts';
import { verifyAsOf } from '../../src/ledger/verify/verify-database.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, asPartner, ledgerLeaves, read } from '../kit/graphql.ts';
import { pdfPages, squeezed } from '../kit/pdf.ts';
import { connectAs } from '../kit/sessions.ts';
import { sign } from '../kit/signing.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string; partnerId: string };
let ann: string;
let ben: string;
let cem: string;
const auditor = { kind: 'AUDITOR', subject: 'auditor-7' } as const;
/** Signed by Ann. */
let grantId: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  app = await makeApp(gateway);
  await importResources(gateway, plan, [patient('ann'), patient('ben'), patient('cem')]);
  ann = memberIdOf(plan, 'ann');
  ben = memberIdOf(plan, 'ben');
  cem = memberIdOf(plan, 'cem');
  const { grant } = await sign(gateway, plan, ann, app, { signature: 'Nguyễn Thị Ánh Đỗ' });
  grantId = grant.grantId;
});
afterAll(() => gateway.stop());

const download = async (as: TokenHolder | undefined, id = grantId, method = 'GET') =>
  fetch(`${gateway.baseUrl}/documents/${id}.pdf`, {
    method,
    headers: as === undefined ? {} : { authorization: `Bearer ${await gateway.token(as)}` },
  });

const bytesFor = async (as: TokenHolder) =>
  new Uint8Array(await (await download(as)).arrayBuffer());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const signedLeaf = async (id = grantId) =>
  (await ledgerLeaves(gateway)).find((leaf) => leaf.kind === 'GRANT_SIGNED' && leaf.subject === id);

describe('the PDF of a signed consent', () => {
  test('is fetched by the member, and has one hash: of its bytes, on the grant and in the ledger', async () => {
    const { grants } = await read(
      gateway,
      asMember(ann),
      '{ grants { nodes { pdfPath pdfHash document } } }',
    );
    const [{ pdfPath, pdfHash, document }] = grants.nodes;
    expect(pdfPath).toBe(`/documents/${grantId}.pdf`);
    const response = await download(asMember(ann));
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-length')).toBe(`${bytes.byteLength}`);
    expect(response.headers.get('content-disposition')).toContain(`consent-${grantId}.pdf`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(sha256(bytes)).toBe(pdfHash);
    expect(await signedLeaf()).toMatchObject({ pdf: pdfHash });
    expect(squeezed((await pdfPages(bytes)).join(''))).toContain(squeezed(document));
    const head = await download(asMember(ann), grantId, 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(await findDocument(gateway.database, ann, grantId)).toMatchObject({ grantId });
    expect(await findDocument(gateway.database, ben, grantId)).toBeUndefined();
  });

  test('is titled, in a language, tagged for screen readers, and has its fonts in it', async () => {
    const bytes = await bytesFor(asMember(ann));
    const pdf = await getDocumentProxy(new Uint8Array(bytes));
    const { info } = await pdf.getMetadata();
    expect(info).toMatchObject({ Title: 'CONSENT_DOCUMENT', Language: 'en' });
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
    expect(tree).toContain('"role":"Document"');
    expect(tree).toContain('"role":"P"');
    const source = Buffer.from(bytes).toString('latin1');
    expect(source.match(/\/FontFile2/g)?.length).toBe(
      source.match(/\/FontDescriptor\b(?! )/g)?.length ?? 1,
    );
    expect(source).not.toMatch(/\/(JavaScript|JS|URI|Launch|EmbeddedFile)\b/);
  });

  test('made again from what is kept is the same, byte for byte', async () => {
    const kept = await gateway.database.prisma.grant.findUniqueOrThrow({
      where: { id: grantId },
      include: { materials: { include: { material: true } } },
    });
    const template = kept.materials.find(({ material }) => material.kind === 'CONSENT_DOCUMENT');
    if (template === undefined) throw new Error('the grant names no consent document');
    const { document, signedAt } = kept;
    const facts = { grantId, document, signedAt, template: template.material };
    const bytes = await bytesFor(asMember(ann));
    expect(Buffer.from((await signedPdf(facts)).pdf).equals(bytes)).toBe(true);
    const other = await signedPdf({ ...facts, document: `${document} more` });
    expect(Buffer.from(other.pdf).equals(bytes)).toBe(false);
  });

  test('is for auditors too, each of whose reads is an entry before the bytes', async () => {
    const reads = async () =>
      (await ledgerLeaves(gateway)).filter(
        (leaf) => leaf.kind === 'AUDIT_READ' && leaf.what === 'document',
      );
    const before = await reads();
    await download(auditor, grantId, 'HEAD');
    expect(await reads()).toHaveLength(before.length);
    const bytes = await bytesFor(auditor);
    const after = await reads();
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1)).toMatchObject({
      actor: auditor.subject,
      members: [ann],
      count: 1,
      responseHash: sha256(bytes),
    });
    await bytesFor(asMember(ann));
    expect(await reads()).toHaveLength(after.length);
  });

  test('is nobody else’s: they are told what is told of none', async () => {
    const none = await download(asMember(ann), '01890000-0000-7000-8000-000000000000');
    const told = { status: none.status, body: await none.text() };
    expect(told.status).toBe(404);
    const others: (TokenHolder | undefined)[] = [
      undefined,
      asMember(ben),
      asApp(app),
      asPartner(app),
      { kind: 'ADMIN' },
      { kind: 'AGENT', subject: 'agent-1' },
    ];
    for (const other of others) {
      const response = await download(other);
      expect({ status: response.status, body: await response.text() }).toEqual(told);
    }
    for (const id of ['', 'x', `${grantId}.pdf`, `../${grantId}`, `${grantId}%00`]) {
      expect((await download(asMember(ann), id)).status).toBe(404);
    }
    expect((await download(asMember(ann), grantId, 'POST')).status).toBe(405);
    const forged = await fetch(`${gateway.baseUrl}/documents/${grantId}.pdf`, {
      headers: { authorization: 'Bearer no-such-token' },
    });
    expect(forged.status).toBe(401);
  });

  test('stays when the consent has ended', async () => {
    const { grant } = await sign(gateway, plan, ben, app);
    await read(
      gateway,
      asMember(ben),
      `mutation R($id: ID!) { revokeGrant(input: { grantId: $id }) { __typename } }`,
      { id: grant.id },
    );
    const response = await download(asMember(ben), grant.grantId);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect((await signedLeaf(grant.grantId))?.pdf).toBe(sha256(bytes));
  });

  test('is put in by the signing alone, and neither changed nor removed afterwards', async () => {
    const session = await connectAs(gateway.url, 'cg_migrator');
    try {
      for (const statement of [
        `update public.grant_document set pdf = '\\x00', sha256 = sha256('\\x00')`,
        'delete from public.grant_document',
        'truncate public.grant_document',
      ]) {
        await expect(session.query(statement)).rejects.toThrow(/never allowed/);
      }
      await expect(
        session.query(
          `insert into public.grant_document
            select gen_random_uuid(), pdf, sha256 from public.grant_document limit 1`,
        ),
      ).rejects.toThrow(/when it is signed/);
    } finally {
      await session.end();
    }
  });
});

describe('who checks the ledger', () => {
  /** What is found once somebody who owns the database has done something; it is taken back then. */
  async function foundAfter(statement: string) {
    const client = await connectAs(gateway.url);
    try {
      const file = join(gateway.dataDirectory, 'ledger-key.pem');
      const { key } = await openSigningKey(
        { name: 'consent-gateway.example/ledger', file },
        signatureTypes.ed25519,
      );
      await client.query('begin; set local session_replication_role = replica');
      await client.query(statement);
      const { findings } = await verifyAsOf(client, {
        pool: gateway.database.gateway,
        keys: new KeyChain(client, key),
        witnessKeys: [],
        quorum: 0,
        kept: [],
        workers: 1,
        onProgress: () => undefined,
      });
      return findings.map((finding) => [finding.class, finding.message]);
    } finally {
      await client.query('rollback');
      await client.end();
    }
  }

  test('finds nothing while nothing was touched', async () => {
    expect(await foundAfter('select')).toEqual([]);
  });

  test.each([
    [
      'a PDF that was changed, with its hash beside it',
      `update public.grant_document set pdf = pdf || '\\x0a', sha256 = sha256(pdf || '\\x0a') where grant_id =`,
      'the PDF is not the one that was signed',
    ],
    [
      'a PDF that is gone',
      'delete from public.grant_document where grant_id =',
      'the PDF that was signed is gone',
    ],
    [
      'a text that was changed',
      "update public.consent_grant set document = document || ' ' where id =",
      'the text is not the one that was signed',
    ],
  ])('finds %s', async (_what, statement, told) => {
    expect(await foundAfter(`${statement} '${grantId}'`)).toEqual([
      ['DOCUMENT', expect.stringContaining(`the signing of grant ${grantId}: ${told}`)],
    ]);
  });

  test('passes over a grant that was signed when there were no PDFs', async () => {
    const { prisma } = gateway.database;
    const like = await prisma.grant.findUniqueOrThrow({ where: { id: grantId } });
    const { pdf: _none, ...withoutPdf } = await signedLeaf();
    const id = uuidv7();
    const at = new Date();
    await prisma.$transaction(async (tx) => {
      const times = { signedAt: at, startsAt: at, endsAt: new Date(at.getTime() + 86_400_000) };
      await tx.grant.create({ data: { ...like, ...times, id, memberId: cem } });
      await appendEvents(tx, [
        {
          ...withoutPdf,
          release: uuidv7(),
          at: at.getTime(),
          subject: id,
          member: cem,
        },
      ]);
    });
    expect((await signedLeaf(id))?.pdf).toBeUndefined();
    expect(await foundAfter('select')).toEqual([]);
    expect((await download(asMember(cem), id)).status).toBe(404);
    const { grants } = await read(
      gateway,
      asMember(cem),
      '{ grants { nodes { pdfPath pdfHash } } }',
    );
    expect(grants.nodes).toEqual([{ pdfPath: null, pdfHash: null }]);
  });
});
