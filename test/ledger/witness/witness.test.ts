import { hash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatAddCheckpoint } from '../../../src/ledger/core/add-checkpoint.ts';
import { formatCheckpoint, openCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { CompactRange } from '../../../src/ledger/core/compact-range.ts';
import { proveConsistency } from '../../../src/ledger/core/consistency.ts';
import { formatNote } from '../../../src/ledger/core/note.ts';
import { type NoteSigner, signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import type { Hash } from '../../../src/ledger/core/tree-hash.ts';
import { nodePrimitives, nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { openFolderStore } from '../../../src/ledger/second-store/folder.ts';
import { WitnessClient } from '../../../src/ledger/witness/client.ts';
import { createWitnessServer } from '../../../src/ledger/witness/server.ts';
import { Witness } from '../../../src/ledger/witness/witness.ts';
import { newSigner } from '../core/signer.ts';

/** A witness that serves on loopback, with a folder of its own. */
async function startWitness(logs: readonly NoteSigner[], name = 'witness.example/one') {
  const folder = await mkdtemp(join(tmpdir(), 'witness-'));
  const signer = newSigner(name, 4);
  const witness = new Witness({
    signer,
    logs: logs.map(({ key }) => key),
    storeOf: (originHash) => openFolderStore(join(folder, originHash)),
    now: () => 1_800_000_000_000,
  });
  const server = createWitnessServer(witness);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    key: signer.key,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A log in memory: its leaves are numbers, and a second history can begin anywhere. */
function historyOf(signer: NoteSigner, leafOf = (at: number) => `entry ${at}`) {
  const leafHash = (at: number) => nodeTreeHash.leaf(Buffer.from(leafOf(at)));
  const rootOf = (from: number, to: number): Hash => {
    const range = CompactRange.empty(nodeTreeHash);
    for (let at = from; at < to; at += 1) range.append(leafHash(at));
    return range.root();
  };
  const note = (size: number, by = signer, root = rootOf(0, size)) => {
    const text = formatCheckpoint({
      origin: signer.key.name,
      size: BigInt(size),
      root,
      extensions: [],
    });
    return formatNote({ text, signatures: [signText(by, text)] });
  };
  const readNodes = async (ids: readonly { level: number; index: bigint }[]) =>
    ids.map(({ level, index }) =>
      rootOf(Number(index) * 2 ** level, (Number(index) + 1) * 2 ** level),
    );
  const proof = (from: number, to: number) =>
    from === 0
      ? Promise.resolve([])
      : proveConsistency(nodeTreeHash, BigInt(from), BigInt(to), readNodes);
  return { note, proof, readNodes };
}

const log = newSigner('ledger.example/plan');
const history = historyOf(log);
let witness: Awaited<ReturnType<typeof startWitness>>;
beforeAll(async () => {
  witness = await startWitness([log]);
});
afterAll(() => witness.stop());

async function add(
  oldSize: number,
  checkpoint: string,
  consistency: readonly Hash[],
  at = witness,
) {
  const response = await fetch(`${at.url}/add-checkpoint`, {
    method: 'POST',
    body: formatAddCheckpoint({ oldSize: BigInt(oldSize), consistency, checkpoint }),
  });
  const body = await response.text();
  return { status: response.status, body, type: response.headers.get('content-type') };
}

describe('a witness', () => {
  test('cosigns a log as it grows, and shows the last that it cosigned', async () => {
    for (const [from, to] of [
      [0, 5],
      [5, 5],
      [5, 300],
      [300, 301],
    ] as const) {
      const note = history.note(to);
      const { status, body } = await add(from, note, await history.proof(from, to));
      expect(status).toBe(200);
      const trust = { logKeys: [log.key], witnessKeys: [witness.key], quorum: 1 };
      const opened = openCheckpoint(nodePrimitives, utf8(note + body), trust);
      expect(opened.cosignatures).toEqual([{ key: witness.key, time: 1_800_000_000n }]);
    }
    const origin = hash('sha256', log.key.name);
    const shown = await fetch(`${witness.url}/${origin}/checkpoint`);
    const trust = { logKeys: [log.key], witnessKeys: [witness.key], quorum: 1 };
    const opened = openCheckpoint(nodePrimitives, new Uint8Array(await shown.arrayBuffer()), trust);
    expect(opened.size).toBe(301n);
  });

  test('says which size it has seen to who believes another', async () => {
    const behind = await add(5, history.note(302), await history.proof(5, 302));
    expect(behind).toEqual({ status: 409, body: '301\n', type: 'text/x.tlog.size' });
  });

  const rewritten = historyOf(log, (at) => (at === 7 ? 'another' : `entry ${at}`));
  const forger = newSigner(log.key.name);
  test.each([
    [
      422,
      'a history that was rewritten',
      async () => [rewritten.note(310), await rewritten.proof(301, 310)],
    ],
    [422, 'the same size with another root', async () => [rewritten.note(301), []]],
    [
      422,
      'a proof with a hash too many',
      async () => [history.note(310), [...(await history.proof(301, 310)), nodeTreeHash.empty]],
    ],
    [422, 'no proof', async () => [history.note(310), []]],
    [
      403,
      'another key of the same name',
      async () => [history.note(310, forger), await history.proof(301, 310)],
    ],
    [
      404,
      'a log that it does not know',
      async () => [historyOf(newSigner('other.example')).note(310), []],
    ],
    [400, 'a smaller size', async () => [history.note(300), []]],
    [400, 'what is no checkpoint', async () => ['not signed', []]],
  ] as [number, string, () => Promise<[string, Hash[]]>][])(
    'answers %i to %s',
    async (status, _, make) => {
      const [note, proof] = await make();
      expect((await add(301, note, proof)).status).toBe(status);
      // And has not moved.
      expect((await add(0, history.note(301), [])).body).toBe('301\n');
    },
  );

  test('of several checkpoints at once cosigns one, and those that go on from it', async () => {
    const raced = await startWitness([log]);
    const proofs = await Promise.all([10, 20, 30, 40].map((size) => history.proof(0, size)));
    const answers = await Promise.all(
      [10, 20, 30, 40].map((size, at) => add(0, history.note(size), proofs[at] ?? [], raced)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
    await raced.stop();
  });

  test('takes no body without end', async () => {
    const response = await fetch(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      body: 'x'.repeat(200_000),
    }).catch(() => undefined);
    expect(response?.status ?? 413).toBe(413);
  });
});

describe('a log that asks a witness', () => {
  const cosign = (client: WitnessClient, of: typeof history, size: number) => {
    const text = of.note(size);
    const note = { text: text.slice(0, text.lastIndexOf('\n\n') + 1), signatures: [] };
    return client.cosign({
      checkpoint: { size: BigInt(size) },
      text,
      note,
      readNodes: of.readNodes,
    });
  };

  test('catches up with what the witness has seen, as after a restart', async () => {
    const fresh = await startWitness([log]);
    const client = () => new WitnessClient(fresh, 2_000);
    expect(await cosign(client(), history, 100)).toHaveLength(1);
    const restarted = client();
    expect(await cosign(restarted, history, 150)).toHaveLength(1);
    expect(await cosign(restarted, history, 151)).toHaveLength(1);
    await fresh.stop();
  });

  test('takes no cosignature of another key, and no answer that is none', async () => {
    const other = newSigner('witness.example/one', 4);
    const wrong = new WitnessClient({ key: other.key, url: witness.url }, 2_000);
    await expect(cosign(wrong, history, 400)).rejects.toMatchObject({ name: 'NotCosigned' });
    const away = new WitnessClient({ key: witness.key, url: 'http://127.0.0.1:9' }, 2_000);
    await expect(cosign(away, history, 400)).rejects.toThrow(/does not answer/);
  });
});
