import { createHash, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';

/** What is signed of the ledger, read behind the gateway's back. */
export type SignedState = {
  readonly size: number;
  readonly note: string;
  readonly verifierKey: string;
  /** The checkpoint that was signed at a size; null where none was. */
  readonly noteOf: (size: number) => string | null;
};

const rows = z.array(z.object({ size: z.number(), note: z.string() }));

/** Waits until everything up to a size is signed: what is asked of it then has one right answer. */
export async function signedUpTo(
  client: pg.Client,
  dataDirectory: string,
  size: number,
): Promise<SignedState> {
  for (;;) {
    const found = await client.query('select size::int, note from ledger.checkpoint order by size');
    const notes = new Map(rows.parse(found.rows).map((row) => [row.size, row.note]));
    const note = notes.get(size);
    if (note !== undefined) {
      const verifierKey = await readVerifierKey(dataDirectory);
      return { size, note, verifierKey, noteOf: (of) => notes.get(of) ?? null };
    }
    await wait(5);
  }
}

/** C2SP signed-note: name, the first four bytes of SHA-256(name ‖ 0A ‖ 01 ‖ key), and 01 ‖ key. */
async function readVerifierKey(dataDirectory: string): Promise<string> {
  const pem = await readFile(join(dataDirectory, 'ledger-key.pem'));
  const key = createPublicKey(pem).export({ format: 'der', type: 'spki' }).subarray(-32);
  const name = 'consent-gateway.example/ledger';
  const typed = Buffer.concat([Buffer.of(1), key]);
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8);
  return `${name}+${id}+${typed.toString('base64')}`;
}
