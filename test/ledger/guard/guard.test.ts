import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signatureTypes } from '../../../src/ledger/core/verifier-key.ts';
import { openSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { auditor } from '../../kit/graphql.ts';
import { untilSigned } from '../../kit/signed.ts';
import { behindItsBack, origin, rebuild } from '../verify/tamper-room.ts';

let gateway: TestGateway;
let owner: pg.Client;
let logged: { readonly class?: string; readonly index?: string; readonly msg: string }[] = [];

beforeEach(async () => {
  logged = [];
  const stream = { write: (line: string) => void logged.push(JSON.parse(line)) };
  const log = pino({ level: 'fatal' }, stream);
  gateway = await startTestGateway({ LEDGER_CHECKPOINT_EVERY_MS: '20' }, { log });
  owner = new pg.Client({ connectionString: gateway.url });
  await owner.connect();
  for (let entry = 0; entry < 5; entry += 1) await makeEntry();
  await untilSigned(gateway);
});
afterEach(async () => {
  await owner.end();
  await gateway.stop();
});

/** An auditor's look at the ledger is an entry of its own. */
const makeEntry = () => gateway.ask('{ ledger { entry(index: 0) { kind } } }', { as: auditor });

/** Keeps everybody from signing while something is done to the database. */
async function unsigned(work: () => Promise<unknown>): Promise<void> {
  await owner.query('begin');
  await owner.query('select from ledger.tree for update');
  await work();
  await owner.query('commit');
}

async function expectStopped(fault: object): Promise<void> {
  await expect.poll(() => logged, { timeout: 10_000 }).toEqual([expect.objectContaining(fault)]);
  expect((await fetch(`${gateway.baseUrl}/ready`)).status).toBe(503);
  const { body } = await makeEntry();
  expect(body.errors[0].extensions.code).toBe('LEDGER_UNSOUND');
  expect(body.data?.ledger?.entry ?? null).toBeNull();
}

describe('a gateway stops releasing when its ledger', () => {
  test('has another entry than was acknowledged, under a checkpoint that everybody believes', async () => {
    await unsigned(async () => {
      await makeEntry();
      await behindItsBack(
        owner,
        `update ledger.entry set leaf = leaf || '\\x20',
          leaf_hash = sha256('\\x00'::bytea || leaf || '\\x20') where idx = 5`,
      );
    });
    await expectStopped({ class: 'CHANGED', index: '5' });
  });

  test('has lost an entry that was acknowledged and that nobody had signed yet', async () => {
    await unsigned(async () => {
      await makeEntry();
      await makeEntry();
      await behindItsBack(
        owner,
        'delete from ledger.entry where idx = 6',
        'update ledger.head set next_index = 6',
      );
    });
    await expectStopped({ class: 'SHRUNKEN', index: '6' });
  });

  /** What whoever has stolen the key can do: every checkpoint is theirs to sign. */
  async function tellAnew(): Promise<void> {
    const file = join(gateway.dataDirectory, 'ledger-key.pem');
    const signer = await openSigningKey({ name: origin, file }, signatureTypes.ed25519);
    await makeEntry();
    await behindItsBack(owner, `update ledger.entry set leaf = leaf || '\\x20' where idx = 1`);
    await rebuild(owner, signer);
  }

  test('is told anew from its beginning, by someone who has stolen its key', async () => {
    await unsigned(tellAnew);
    await expectStopped({ class: 'FORKED' });
  });

  test('is told anew by someone who has emptied the second store as well', async () => {
    await unsigned(async () => {
      await tellAnew();
      await rm(join(gateway.dataDirectory, 'checkpoints'), { recursive: true });
    });
    await expectStopped({ class: 'FORKED' });
  });
});
