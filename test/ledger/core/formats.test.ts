import { describe, expect, test } from 'vitest';
import {
  formatAddCheckpoint,
  parseAddCheckpoint,
} from '../../../src/ledger/core/add-checkpoint.ts';
import { CompactRange } from '../../../src/ledger/core/compact-range.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { formatTilePath, parseTilePath } from '../../../src/ledger/core/tile-path.ts';
import { borderTilesOf, nodesFromTiles, TileBuilder } from '../../../src/ledger/core/tiles.ts';
import { formatTlogProof, parseTlogProof } from '../../../src/ledger/core/tlog-proof.ts';
import { nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { faultOf } from './faults.ts';

const hash = nodeTreeHash.leaf(Buffer.from('one'));
const hashLine = Buffer.from(hash).toString('base64');

describe('tiles', () => {
  test.each([
    ['0/000', { level: 0, index: 0n, width: 256 }],
    ['0/000.p/1', { level: 0, index: 0n, width: 1 }],
    // The example of C2SP tlog-tiles.
    ['3/x001/x234/067', { level: 3, index: 1234067n, width: 256 }],
    ['63/x001/000.p/255', { level: 63, index: 1000n, width: 255 }],
  ])('%s is read and written', (path, tile) => {
    expect(parseTilePath(path)).toEqual(tile);
    expect(formatTilePath(tile)).toBe(path);
  });

  test.each([
    ['64/000'],
    ['00/000'],
    ['-1/000'],
    ['0/00'],
    ['0/0000'],
    ['0/x000/001'],
    ['0/001/234'],
    ['0/x001/x234'],
    ['0/x001'],
    ['0/000.p/0'],
    ['0/000.p/256'],
    ['0/000.p/01'],
    ['0/000.p/'],
    ['0/000/'],
    ['/0/000'],
    ['0/000?'],
    ['0/%30%30%30'],
    ['data/000'],
    [''],
  ])('"%s" is no tile', (path) => {
    expect(faultOf(() => parseTilePath(path))).toBe('TILE_PATH');
  });

  test('the tiles on the border are as the specification counts them', () => {
    const widths = (size: bigint) => borderTilesOf(size).map(({ index, width }) => [index, width]);
    expect(widths(70_000n)).toEqual([
      [273n, 112],
      [1n, 17],
      [0n, 1],
    ]);
    expect(widths(256n)).toEqual([
      [1n, 0],
      [0n, 1],
    ]);
    expect(widths(0n)).toEqual([]);
  });

  test('a border of another width is refused, and so is a node beyond the size', async () => {
    const range = CompactRange.of(nodeTreeHash, 1n, [hash]);
    expect(faultOf(() => new TileBuilder(range, [Buffer.concat([hash, hash])]))).toBe(
      'TILE_LENGTH',
    );
    const read = nodesFromTiles(nodeTreeHash, 1n, () => Promise.resolve(hash));
    await expect(read([{ level: 0, index: 0n }])).resolves.toEqual([hash]);
    await expect(read([{ level: 0, index: 1n }])).rejects.toMatchObject({ code: 'TILE_ABSENT' });
    await expect(read([{ level: 1, index: 0n }])).rejects.toMatchObject({ code: 'TILE_ABSENT' });
  });
});

describe('proofs that stand by themselves', () => {
  const head = 'c2sp.org/tlog-proof@v1\n';
  test.each([
    [`${head}index 5\n${hashLine}\n${hashLine}\n\ncheckpoint\n`],
    [`${head}extra ZXh0cmE=\nindex 10\n${hashLine}\n\ncheckpoint\n`],
    [`${head}index 0\n\ncheckpoint\n\n— signature\n`],
  ])('are read and written the same: %j', (text) => {
    expect(formatTlogProof(parseTlogProof(utf8(text)))).toBe(text);
  });

  test.each([
    ['another header', 'c2sp.org/tlog-proof@v2\nindex 0\n\nc\n', 'HEADER'],
    ['no index', `${head}\n\nc\n`, 'HEADER'],
    ['extra data behind the index', `${head}index 0\nextra ZQ==\n\nc\n`, 'BASE64'],
    ['extra data in no base64', `${head}extra !!\nindex 0\n\nc\n`, 'BASE64'],
    ['an index that is no number', `${head}index -5\n\nc\n`, 'NUMBER'],
    ['an index with a leading zero', `${head}index 05\n\nc\n`, 'NUMBER'],
    ['a hash in no base64', `${head}index 0\n!!\n\nc\n`, 'BASE64'],
    [
      'a hash of 64 bytes',
      `${head}index 0\n${Buffer.alloc(64).toString('base64')}\n\nc\n`,
      'HASH_LENGTH',
    ],
    ['64 hashes', `${head}index 0\n${`${hashLine}\n`.repeat(64)}\nc\n`, 'PROOF_LENGTH'],
    ['no checkpoint', `${head}index 0\n${hashLine}\n`, 'NO_BLANK_LINE'],
  ])('are refused for %s', (_, text, fault) => {
    expect(faultOf(() => parseTlogProof(utf8(text)))).toBe(fault);
  });
});

describe('what a witness is asked', () => {
  test.each([
    [`old 0\n\ncheckpoint\n`],
    [`old 20852014\n${hashLine}\n${hashLine}\n\ncheckpoint\n\n— signature\n`],
  ])('is read and written the same: %j', (text) => {
    expect(formatAddCheckpoint(parseAddCheckpoint(utf8(text)))).toBe(text);
  });

  test.each([
    ['no old size', `${hashLine}\n\nc\n`, 'HEADER'],
    ['an old size that is no number', 'old x\n\nc\n', 'NUMBER'],
    ['two spaces', 'old  1\n\nc\n', 'NUMBER'],
    ['64 hashes', `old 1\n${`${hashLine}\n`.repeat(64)}\nc\n`, 'PROOF_LENGTH'],
    ['a short hash', 'old 1\nAAAA\n\nc\n', 'HASH_LENGTH'],
    ['no checkpoint', 'old 1\n', 'NO_BLANK_LINE'],
  ])('is refused for %s', (_, text, fault) => {
    expect(faultOf(() => parseAddCheckpoint(utf8(text)))).toBe(fault);
  });
});
