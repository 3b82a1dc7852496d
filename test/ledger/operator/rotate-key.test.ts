import { readdir, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TrustPolicy } from '../../../src/ledger/core/checkpoint.ts';
import { openCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { openKeyChange } from '../../../src/ledger/core/key-changed.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { parseTlogProof, verifyTlogProof } from '../../../src/ledger/core/tlog-proof.ts';
import {
  formatKeyId,
  formatVerifierKey,
  parseVerifierKey,
} from '../../../src/ledger/core/verifier-key.ts';
import { nodePrimitives, nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import type { Service } from '../../kit/service.ts';
import {
  audit,
  makeEntries,
  type OperatedLedger,
  openOperatedLedger,
  rowsOf,
  successionsIn,
  textOf,
  untilAllSigned,
} from './ledger-room.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** Believes a log by one key alone. */
const trusting = (verifierKey: string): TrustPolicy => ({
  logKeys: [parseVerifierKey(nodePrimitives, verifierKey)],
  witnessKeys: [],
  quorum: 0,
});

const proofOf = (index: number, size?: number) =>
  `{ ledger { entry(index: ${index}) { kind leaf }
     inclusionProof(index: ${index}${size === undefined ? '' : `, size: ${size}`}) { proof } } }`;

/** Checks an entry as an auditor does at home: by its bytes, its proof and one key. */
async function proves(service: Service, index: number, verifierKey: string, size?: number) {
  const { entry, inclusionProof } = (await audit(service, proofOf(index, size))).ledger;
  const leafHash = nodeTreeHash.leaf(utf8(entry.leaf));
  const proof = parseTlogProof(utf8(inclusionProof.proof));
  verifyTlogProof(nodePrimitives, proof, leafHash, trusting(verifierKey));
  return { leaf: JSON.parse(entry.leaf), leafHash, proof };
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('npm run ledger -- rotate-key, while the gateway serves', () => {
  let ledger: OperatedLedger;
  let service: Service;
  let first: string;
  let second: string;
  let formerPem: string;
  let kept: Awaited<ReturnType<typeof proves>>;
  let change: number;

  beforeAll(async () => {
    ledger = await openOperatedLedger();
    service = ledger.service();
    await service.start();
    await makeEntries(service, 5);
    first = (await untilAllSigned(service)).verifierKey;
    kept = await proves(service, 2, first);
    formerPem = await textOf(ledger.keyFile);
    const { code, stdout, stderr } = await ledger.run(['ledger', 'rotate-key']);
    expect(stderr).toContain('The key is changed.');
    expect(code).toBe(0);
    second = stdout.trim();
    change = (await successionsIn(ledger.url))[0]?.index ?? -1;
    await makeEntries(service, 5);
  });
  afterAll(async () => {
    await service.stop();
    await ledger.drop();
  });

  test('has the running gateway sign with the new key, and it stays ready', async () => {
    expect(await untilAllSigned(service)).toMatchObject({ verifierKey: second });
    expect(second).not.toBe(first);
    expect(await service.ready()).toBe(200);
    const served = await (await fetch(`${service.url}/ledger/checkpoint`)).text();
    openCheckpoint(nodePrimitives, utf8(served), trusting(second));
  });

  test('leaves the new key in its file, the old one beside it, and none in the database', async () => {
    const former = `${ledger.keyFile}.${formatKeyId(parseVerifierKey(nodePrimitives, first))}.former`;
    expect(await textOf(former)).toBe(formerPem);
    expect(await textOf(ledger.keyFile)).not.toBe(formerPem);
    for (const file of [ledger.keyFile, former]) expect(await modeOf(file)).toBe(0o600);
    expect((await readdir(ledger.directory)).filter((name) => name.endsWith('.next'))).toEqual([]);
    const leaves = await rowsOf(
      ledger.url,
      `select encode(leaf, 'escape') as leaf from ledger.entry`,
    );
    expect(JSON.stringify(leaves)).not.toContain('PRIVATE KEY');
  });

  test('says of each key which sizes it signs, and each checkpoint is by the key of its size', async () => {
    await untilAllSigned(service);
    const { keys } = (await audit(service, '{ ledger { keys { verifierKey from to } } }')).ledger;
    expect(keys).toEqual([
      { verifierKey: first, from: 1, to: change + 1 },
      { verifierKey: second, from: change + 2, to: null },
    ]);
    const notes = await rowsOf(ledger.url, 'select size::int, note from ledger.checkpoint');
    expect(notes.some(({ size }) => size === change + 1)).toBe(true);
    for (const { size, note } of notes) {
      openCheckpoint(nodePrimitives, utf8(note), trusting(size <= change + 1 ? first : second));
    }
  });

  test('proofs that were handed out before still verify, and old entries are proved anew', async () => {
    verifyTlogProof(nodePrimitives, kept.proof, kept.leafHash, trusting(first));
    await untilAllSigned(service);
    const { leafHash } = await proves(service, 2, second);
    expect(leafHash).toEqual(kept.leafHash);
  });

  test('an auditor who knows the first key alone comes to the second by an entry under the first', async () => {
    const { leaf } = await proves(service, change, first, change + 1);
    expect(leaf).toMatchObject({ kind: 'LEDGER_KEY_CHANGED', verifierKey: second });
    const { former, next } = openKeyChange(nodePrimitives, utf8(leaf.note));
    expect([former, next].map(formatVerifierKey)).toEqual([first, second]);
  });

  test('a gateway that is started with the old key is refused, and told what to set', async () => {
    const { code, stderr } = await ledger.run(['serve'], {
      PORT: '0',
      DEMO_DATA: 'off',
      LEDGER_SIGNING_KEY: formerPem,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/LEDGER_SIGNING_KEY: this key signs no more/);
    expect(stderr).toContain(second);
    expect(stderr).toContain('npm run ledger -- rotate-key');
    expect(stderr).not.toContain('PRIVATE');
  });

  test('keys change again, and the chain goes on', async () => {
    const { code, stdout } = await ledger.run(['ledger', 'rotate-key']);
    expect(code).toBe(0);
    await makeEntries(service, 2);
    expect(await untilAllSigned(service)).toMatchObject({ verifierKey: stdout.trim() });
    const { keys } = (await audit(service, '{ ledger { keys { verifierKey } } }')).ledger;
    expect(keys).toEqual([first, second, stdout.trim()].map((verifierKey) => ({ verifierKey })));
  });
});
