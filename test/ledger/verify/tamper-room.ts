import { join } from 'node:path';
import pg from 'pg';
import { type Checkpoint, formatCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { formatNote } from '../../../src/ledger/core/note.ts';
import { type NoteSigner, signText } from '../../../src/ledger/core/signatures.ts';
import { signatureTypes } from '../../../src/ledger/core/verifier-key.ts';
import { KeyChain } from '../../../src/ledger/keys/key-chain.ts';
import { openSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import { folderOfOrigin, openFolderStore } from '../../../src/ledger/second-store/folder.ts';
import { growByEntries } from '../../../src/ledger/tree/grown-tree.ts';
import { growTree, takeTree } from '../../../src/ledger/tree/tree-store.ts';
import type { KeptCheckpoint } from '../../../src/ledger/verify/checkpoints.ts';
import type { Finding, UnsoundClassName } from '../../../src/ledger/verify/finding.ts';
import { verifyAsOf } from '../../../src/ledger/verify/verify-database.ts';
import { patient } from '../../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { asApp, globalId } from '../../kit/graphql.ts';
import { untilSigned } from '../../kit/signed.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../../kit/world.ts';

export const origin = 'consent-gateway.example/ledger';
const members = 50;

/** What `verify` found: the class of what it tells first, and the first bad index. */
export type Verdict = {
  readonly class: UnsoundClassName | undefined;
  readonly index: bigint | undefined;
  readonly findings: readonly Finding[];
};

/** A gateway that runs, with a ledger of ten thousand entries, and someone who owns its database. */
export type TamperRoom = {
  readonly gateway: TestGateway;
  readonly entries: number;
  /** The ledger's own key: what a thief has got hold of. */
  readonly signer: NoteSigner;
  /** The app that all was disclosed to. */
  readonly app: { readonly id: string; readonly partnerId: string };
  /** The newest checkpoint of the second store. */
  readonly kept: KeptCheckpoint;
  /**
   * Does something to the database as its superuser, has the ledger checked as it then is, and takes
   * it back.
   *
   * @param kept what was kept elsewhere; the second store's newest checkpoint unless given
   */
  after(
    tamper: (client: pg.Client) => Promise<unknown>,
    kept?: readonly KeptCheckpoint[],
  ): Promise<Verdict>;
  close(): Promise<void>;
};

export async function openTamperRoom(atLeast: number): Promise<TamperRoom> {
  const gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  const app = await makeApp(gateway);
  const people = Array.from({ length: members }, (_, at) => `m${at}`);
  await importResources(
    gateway,
    plan,
    people.map((name) => patient(name)),
  );
  const grants: { readonly id: string }[] = [];
  for (const name of people) {
    grants.push(await makeGrant(gateway, plan, memberIdOf(plan, name), app));
  }
  const query = `{ members(first: ${members}) { nodes { memberId } } }`;
  for (let disclosed = 0; disclosed < atLeast; disclosed += members) {
    const answer = await gateway.ask(query, { as: asApp(app) });
    if (answer.receipt?.leafHashes.length !== members) throw new Error(answer.text);
  }
  await gateway.ask(
    'mutation R($id: ID!) { revokeGrant(input: { grantId: $id }) { __typename } }',
    {
      as: { kind: 'MEMBER', memberId: memberIdOf(plan, 'm0') },
      variables: { id: globalId('Grant', grants[0]?.id ?? '') },
    },
  );
  await gateway.ask(query, { as: asApp(app) });
  await untilSigned(gateway);
  const { rows } = await gateway.asAdministrator('select next_index::int as n from ledger.head');
  const file = join(gateway.dataDirectory, 'ledger-key.pem');
  const signer = await openSigningKey({ name: origin, file }, signatureTypes.ed25519);
  const folder = folderOfOrigin(join(gateway.dataDirectory, 'checkpoints'), origin);
  const note = await openFolderStore(folder).latest();
  if (note === undefined) throw new Error('nothing is in the second store');
  const secondStore = { note, where: 'the newest of the second store' };
  return {
    gateway,
    entries: rows[0].n,
    signer,
    app,
    kept: secondStore,
    after: async (tamper, kept = [secondStore]) => {
      const client = new pg.Client({ connectionString: gateway.url });
      await client.connect();
      try {
        await client.query('begin');
        await tamper(client);
        const { findings } = await verifyAsOf(client, {
          pool: gateway.database.gateway,
          keys: new KeyChain(client, signer.key),
          witnessKeys: [],
          quorum: 0,
          kept,
          workers: 1,
          onProgress: () => undefined,
        });
        return verdictOf(findings);
      } finally {
        await client.query('rollback');
        await client.end();
      }
    },
    close: () => gateway.stop(),
  };
}

function verdictOf(findings: readonly Finding[]): Verdict {
  const indexes = findings.flatMap(({ index }) => (index === undefined ? [] : [index]));
  const index = indexes.reduce<bigint | undefined>(
    (first, one) => (first === undefined || one < first ? one : first),
    undefined,
  );
  return { class: findings[0]?.class, index, findings };
}

/** What keeps the ledger's rows as they are. */
const guards = [
  ['entry', 'entry_fixed'],
  ['tile', 'tile_grows'],
  ['tile', 'tile_kept'],
  ['checkpoint', 'checkpoint_fixed'],
  ['tree', 'tree_kept'],
] as const;

/** Changes rows with the guards off, and puts them back on: nothing is left to be seen in the catalog. */
export async function behindItsBack(client: pg.Client, ...statements: string[]): Promise<void> {
  const all = (how: string) =>
    guards.map(([table, trigger]) => `alter table ledger.${table} ${how} trigger ${trigger}`);
  for (const sql of [...all('disable'), ...statements, ...all('enable always')]) {
    // The tree's deferred checks are done, or the table could not be altered again.
    await client.query(sql);
  }
}

/**
 * Makes everything agree with the entries as they are now, as whoever owns database and key can: leaf
 * hashes, tiles, tree, and one checkpoint.
 */
export async function rebuild(client: pg.Client, signer: NoteSigner): Promise<Checkpoint> {
  await behindItsBack(
    client,
    `update ledger.entry set leaf_hash = sha256('\\x00'::bytea || leaf)
      where leaf_hash <> sha256('\\x00'::bytea || leaf)`,
    'delete from ledger.tile',
    'delete from ledger.checkpoint',
    "update ledger.tree set size = 0, frontier = '{}'",
    'update ledger.head set next_index = (select count(*) from ledger.entry)',
  );
  const tree = await takeTree(client);
  if (tree === undefined) throw new Error('the tree is taken');
  const { range, tiles } = await growByEntries(client, tree, tree.entries);
  const checkpoint = { origin, size: range.size, root: range.root(), extensions: [] };
  const text = formatCheckpoint(checkpoint);
  const note = formatNote({ text, signatures: [signText(signer, text)] });
  const { frontier } = range;
  await growTree(client, { from: 0n, size: range.size, frontier, tiles, origin, note });
  return checkpoint;
}
