import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { formatVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { findSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import { runCommand } from '../../kit/command-line.ts';
import { rounds, tellProgress } from '../../kit/drill.ts';
import {
  audit,
  makeEntries,
  openOperatedLedger,
  rowsOf,
  successionsIn,
  untilAllSigned,
} from './ledger-room.ts';

vi.setConfig({ testTimeout: rounds(120_000, 1_800_000) });

test('changes of keys that are killed at any moment, beside a gateway that serves, end in one chain', async () => {
  const ledger = await openOperatedLedger();
  const service = ledger.service();
  const total = rounds(3, 60);
  const progress = tellProgress('changes of keys', total);
  let stopped = false;
  try {
    await service.start();
    await makeEntries(service, 1);
    const traffic = (async () => {
      while (!stopped) {
        await makeEntries(service, 1);
        await wait(20);
      }
    })();
    for (let round = 0; round < total; round += 1) {
      // A whole change takes half a second, most of it the start of the process.
      const command = runCommand(['ledger', 'rotate-key'], ledger.settings());
      const killed = await Promise.race([
        command.ended.then(() => false),
        wait(200 + Math.random() * 600, true),
      ]);
      if (killed) command.kill('SIGKILL');
      await command.ended;
      if (round % 10 === 5) {
        stopped = stopped || (await service.ready()) !== 200;
        expect(stopped).toBe(false);
      }
      progress(round + 1);
    }
    const last = await ledger.run(['ledger', 'rotate-key']);
    expect(last.stderr).not.toContain('Error');
    expect(last.code).toBe(0);
    await makeEntries(service, 1);
    stopped = true;
    await traffic;

    const { verifierKey, size } = await untilAllSigned(service);
    expect(verifierKey).toBe(last.stdout.trim());
    const name = 'consent-gateway.example/ledger';
    const held = await findSigningKey({ name, file: ledger.keyFile }, 1);
    expect(held && formatVerifierKey(held.key)).toBe(verifierKey);
    const changes = await successionsIn(ledger.url);
    const chain = changes.map(({ former, next }) => [former, next].map(formatVerifierKey));
    for (const [at, [former]] of chain.entries()) {
      if (at > 0) expect(former).toBe(chain[at - 1]?.[1]);
    }
    const { keys } = (await audit(service, '{ ledger { keys { verifierKey } } }')).ledger;
    expect(keys).toHaveLength(changes.length + 1);
    // Each change has a checkpoint that ends with it.
    const ends = changes.map(({ index }) => index + 1);
    const found = await rowsOf(
      ledger.url,
      `select size::int from ledger.checkpoint where size in (${ends.join()}) order by size`,
    );
    expect(found.map((row) => row.size)).toEqual(ends);
    expect(size).toBeGreaterThan(changes.length);
    expect(await service.ready()).toBe(200);
    // And it starts again.
    await service.stop();
    await service.start();
    expect(await service.ready()).toBe(200);
  } finally {
    stopped = true;
    await service.stop();
    await ledger.drop();
  }
});
