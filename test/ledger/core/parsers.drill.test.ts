import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatAddCheckpoint,
  parseAddCheckpoint,
} from '../../../src/ledger/core/add-checkpoint.ts';
import { formatCheckpoint, parseCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { LedgerFault } from '../../../src/ledger/core/fault.ts';
import { formatNote, parseNote } from '../../../src/ledger/core/note.ts';
import { openNote, signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { formatTilePath, parseTilePath } from '../../../src/ledger/core/tile-path.ts';
import { formatTlogProof, parseTlogProof } from '../../../src/ledger/core/tlog-proof.ts';
import { formatVerifierKey, parseVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { nodePrimitives, nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { rounds, tellTotals } from '../../kit/drill.ts';
import { newSigner } from './signer.ts';

const log = newSigner('ledger.example/plan');
const hashes = ['one', 'two', 'three'].map((name) => nodeTreeHash.leaf(Buffer.from(name)));
const root = hashes[0] ?? Buffer.of();
const body = formatCheckpoint({ origin: log.key.name, size: 70_000n, root, extensions: ['more'] });
const checkpoint = formatNote({ text: body, signatures: [signText(log, body)] });

const decode = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** Every parser: something that it reads, and what writing what it read gives. */
const parsers = {
  note: [checkpoint, (bytes: Uint8Array) => formatNote(parseNote(bytes))],
  opened: [checkpoint, (bytes: Uint8Array) => opened(bytes)],
  checkpoint: [
    body,
    (bytes: Uint8Array) => formatCheckpoint(parseCheckpoint(nodePrimitives, decode(bytes))),
  ],
  'verifier key': [
    formatVerifierKey(log.key),
    (bytes: Uint8Array) => formatVerifierKey(parseVerifierKey(nodePrimitives, decode(bytes))),
  ],
  proof: [
    formatTlogProof({ extra: Buffer.from('extra'), index: 69_000n, hashes, checkpoint }),
    (bytes: Uint8Array) => formatTlogProof(parseTlogProof(bytes)),
  ],
  'request to a witness': [
    formatAddCheckpoint({ oldSize: 69_000n, consistency: hashes, checkpoint }),
    (bytes: Uint8Array) => formatAddCheckpoint(parseAddCheckpoint(bytes)),
  ],
  'tile path': [
    formatTilePath({ level: 2, index: 1_234_067n, width: 17 }),
    (bytes: Uint8Array) => formatTilePath(parseTilePath(decode(bytes))),
  ],
} as const satisfies Record<string, readonly [string, (bytes: Uint8Array) => string]>;

function opened(bytes: Uint8Array): string {
  const note = parseNote(bytes);
  openNote(nodePrimitives, note, [log.key]);
  return formatNote(note);
}

/** Something that was right, changed in a few places, or bytes out of the air. */
function disturbed(seed: string): fc.Arbitrary<Uint8Array> {
  const bytes = utf8(seed);
  const telling = fc.constantFrom(
    ...[
      '\n',
      '\n\n',
      '— ',
      ' ',
      '+',
      '=',
      '\r',
      '0',
      '\u2003',
      '\u0000',
      '\ufeff',
      '9'.repeat(20),
      'A'.repeat(44),
    ].map(utf8),
  );
  const change = fc.record({
    at: fc.nat(bytes.length),
    drop: fc.oneof(fc.nat(3), fc.nat(bytes.length)),
    put: fc.oneof({ arbitrary: telling, weight: 9 }, fc.uint8Array({ maxLength: 4 })),
  });
  const changed = fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) =>
      changes.reduce<Uint8Array>(
        (text, { at, drop, put }) =>
          Buffer.concat([text.subarray(0, at), put, text.subarray(at + drop)]),
        bytes,
      ),
    );
  return fc.oneof({ arbitrary: changed, weight: 9 }, fc.uint8Array({ maxLength: 300 }));
}

const inputsPerParser = rounds(3_000, 40_000);

test.each(Object.entries(parsers))(
  'whatever it is given, the parser of a %s reads what it would write, or says what is wrong',
  (name, [seed, rewrite]) => {
    expect(rewrite(utf8(seed))).toBe(seed);
    const faults: Record<string, number> = {};
    let slowest = 0;
    fc.assert(
      fc.property(disturbed(seed), (bytes) => {
        const begun = performance.now();
        try {
          expect(rewrite(bytes)).toBe(decode(bytes));
        } catch (fault) {
          if (!(fault instanceof LedgerFault)) throw fault;
          faults[fault.code] = (faults[fault.code] ?? 0) + 1;
        }
        slowest = Math.max(slowest, performance.now() - begun);
      }),
      { numRuns: inputsPerParser },
    );
    tellTotals(name, { inputs: inputsPerParser, slowest, faults });
    // Two seconds for one small input would be a hang.
    expect(slowest).toBeLessThan(2_000);
    expect(Object.keys(faults).length).toBeGreaterThan(0);
  },
);
