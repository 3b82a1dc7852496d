import { createPrivateKey, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
} from '../../../src/ledger/core/checkpoint.ts';
import { formatNote, parseNote } from '../../../src/ledger/core/note.ts';
import { openNote, signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { formatVerifierKey, parseVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { nodePrimitives } from '../../../src/ledger/node-primitives.ts';
import { faultOf } from './faults.ts';
import { newSigner } from './signer.ts';

/** golang.org/x/mod/sumdb/note's test keys and note. */
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const enoch = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const peterSeed = 'gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=';
const text = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`;
const byPeter =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const byEnoch =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

/** The example of C2SP signed-note. */
const exampleKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const example = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

const key = (vkey: string) => parseVerifierKey(nodePrimitives, vkey);
const open = (note: string, ...keys: string[]) =>
  openNote(nodePrimitives, parseNote(utf8(note)), keys.map(key));
const openFault = (note: string | Uint8Array, ...keys: string[]) =>
  faultOf(() =>
    openNote(
      nodePrimitives,
      parseNote(typeof note === 'string' ? utf8(note) : note),
      keys.map(key),
    ),
  );

test.each([
  ['one known, one not', `${text}\n${byPeter}${byEnoch}`, [peter]],
  ['both known', `${text}\n${byPeter}${byEnoch}`, [peter, enoch]],
  ['the published example', example, [exampleKey]],
])('a public note is opened: %s', (_, note, keys) => {
  expect(open(note, ...keys).map((signature) => formatVerifierKey(signature.key))).toEqual(keys);
  expect(formatNote(parseNote(utf8(note)))).toBe(note);
});

test('a text is signed as others sign it, to the byte', () => {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([prefix, Buffer.from(peterSeed, 'base64')]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const signer = {
    key: key(peter),
    sign: (message: Uint8Array) => sign(null, message, privateKey),
  };
  expect(formatNote({ text, signatures: [signText(signer, text)] })).toBe(`${text}\n${byPeter}`);
});

test.each([
  ['no blank line', text, 'NO_BLANK_LINE'],
  ['no signature', `${text}\n`, 'NO_FINAL_NEWLINE'],
  ['an unfinished last line', `${text}\n${byPeter.slice(0, -1)}`, 'NO_FINAL_NEWLINE'],
  ['a control character', `\u0001${text}\n${byPeter}`, 'CONTROL_CHARACTER'],
  ['a carriage return', `${text.replace('\n', '\r\n')}\n${byPeter}`, 'CONTROL_CHARACTER'],
  ['a name with a space', `${text}\n${byPeter.replace('rN', 'r N')}`, 'SIGNATURE_LINE'],
  ['a name with another space', `${text}\n${byPeter.replace('rN', 'r\u2003N')}`, 'KEY_NAME'],
  ['a name with a plus', `${text}\n${byPeter.replace('rN', 'r+N')}`, 'KEY_NAME'],
  ['no name', `${text}\n${byPeter.replace('PeterNeumann', '')}`, 'KEY_NAME'],
  ['a line that is none', `${text}\n${byPeter}Unexpected line.\n`, 'SIGNATURE_LINE'],
  ['a hyphen for the dash', `${text}\n${byPeter.replace('—', '-')}`, 'SIGNATURE_LINE'],
  ['broken base64', `${text}\n${byPeter.replace('=', '')}`, 'BASE64'],
  ['spare bits in base64', `${text}\n${byPeter.replace('AM=', 'AN=')}`, 'BASE64'],
  ['a key id alone', `${text}\n— PeterNeumann x08gow==\n`, 'SIGNATURE_LINE'],
  ['a hundred signatures and one', `${text}\n${byPeter.repeat(101)}`, 'TOO_MANY_SIGNATURES'],
  ['bytes put in', `${text}\n${byPeter.slice(0, 60)}ABCD${byPeter.slice(60)}`, 'SIGNATURE_INVALID'],
  ['another text', `${text.replace('you', 'they')}\n${byPeter}`, 'SIGNATURE_INVALID'],
  ['nobody known', `${text}\n${byEnoch}`, 'NOT_SIGNED'],
  ['a known name with another id', `${text}\n${byPeter.replace('x08g', 'xxxx')}`, 'NOT_SIGNED'],
  ['a megabyte and more', `${'x'.repeat(1_000_000)}\n\n${byPeter}`, 'TOO_LONG'],
])('a note is refused for %s', (_, note, fault) => {
  expect(openFault(note, peter)).toBe(fault);
});

test('a note that is no UTF-8 is refused', () => {
  expect(openFault(Buffer.from(`\xff${text}\n${byPeter}`, 'latin1'), peter)).toBe('NOT_UTF8');
});

test.each([
  ['without its id', peter.replace('+c74f20a3', ''), 'VERIFIER_KEY'],
  ['with a short id', peter.replace('c74f20a3', 'c74f20a'), 'VERIFIER_KEY'],
  ['with another id', peter.replace('c74f20a3', 'c74f20a4'), 'KEY_ID'],
  ['under another name', peter.replace('Peter', 'Petra'), 'KEY_ID'],
  ['with another key', peter.replace('ARpc', 'ARpd'), 'KEY_ID'],
  ['of a type that is not spoken', peter.replace('+ARpc', '+Ahpc'), 'SIGNATURE_TYPE'],
  [
    'a byte short',
    `PeterNeumann+c74f20a3+${Buffer.alloc(32, 1).toString('base64')}`,
    'VERIFIER_KEY',
  ],
  ['in no base64', peter.replace('ARpc', 'A-_c'), 'BASE64'],
  ['without a name', peter.replace('PeterNeumann', ''), 'KEY_NAME'],
])('a verifier key %s is refused', (_, vkey, fault) => {
  expect(faultOf(() => key(vkey))).toBe(fault);
});

const log = newSigner('ledger.example/plan');
const otherLog = newSigner('ledger.example/other');
const witness = newSigner('witness.example/one', 4);
const second = newSigner('witness.example/two', 4);
const body = formatCheckpoint({
  origin: 'ledger.example/plan',
  size: 20852163n,
  root: Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'),
  extensions: [],
});
const signedBy = (...signers: (typeof log)[]) =>
  formatNote({ text: body, signatures: signers.map((by) => signText(by, body, 1_679_315_147n)) });
const trust = (quorum: number) => ({
  logKeys: [log.key],
  witnessKeys: [witness.key, second.key],
  quorum,
});

test('a checkpoint is what its log signed and its witnesses cosigned at their time', () => {
  const note = signedBy(log, witness, second);
  const opened = openCheckpoint(nodePrimitives, utf8(note), trust(2));
  expect(opened).toMatchObject({ origin: 'ledger.example/plan', size: 20852163n });
  expect(opened.cosignatures.map(({ time }) => time)).toEqual([1_679_315_147n, 1_679_315_147n]);
});

test.each([
  ['only witnesses signed', () => signedBy(witness, second), trust(1), 'NOT_SIGNED'],
  ['too few witnesses cosigned', () => signedBy(log, witness), trust(2), 'TOO_FEW_COSIGNATURES'],
  [
    'one witness cosigned twice',
    () => signedBy(log, witness, witness),
    trust(2),
    'TOO_FEW_COSIGNATURES',
  ],
  [
    'a cosignature is of another text',
    () => bent(signedBy(log, witness)),
    trust(1),
    'SIGNATURE_INVALID',
  ],
  [
    'another known log signed it',
    () => signedBy(otherLog),
    { ...trust(0), logKeys: [log.key, otherLog.key] },
    'ORIGIN',
  ],
  [
    'a log signed as witnesses do',
    () => signedBy({ ...log, key: { ...log.key, type: 4 } }),
    trust(0),
    'SIGNATURE_INVALID',
  ],
])('a checkpoint is refused when %s', (_, note, policy, fault) => {
  expect(faultOf(() => openCheckpoint(nodePrimitives, utf8(note()), policy))).toBe(fault);
});

/** The last byte of the last signature changed. */
function bent(note: string): string {
  const at = note.lastIndexOf(' ') + 1;
  const bytes = Buffer.from(note.slice(at), 'base64');
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  return `${note.slice(0, at)}${bytes.toString('base64')}\n`;
}

const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
test.each([
  ['no root', 'origin\n1\n', 'CHECKPOINT_LINES'],
  ['an empty line', `origin\n1\n${root}\n\nmore\n`, 'CHECKPOINT_LINES'],
  ['no origin', `\n1\n${root}\n`, 'ORIGIN'],
  ['a leading zero', `origin\n01\n${root}\n`, 'NUMBER'],
  ['a sign', `origin\n+1\n${root}\n`, 'NUMBER'],
  ['a size past 63 bits', `origin\n9223372036854775808\n${root}\n`, 'NUMBER'],
  ['other digits', `origin\n１\n${root}\n`, 'NUMBER'],
  ['a short root', 'origin\n1\nCsUY\n', 'HASH_LENGTH'],
  ['base64 for URLs', `origin\n1\n${root.replace('C', '_')}\n`, 'BASE64'],
  ['another root of nothing', `origin\n0\n${root}\n`, 'EMPTY_TREE_ROOT'],
])('a checkpoint is refused for %s', (_, lines, fault) => {
  expect(faultOf(() => parseCheckpoint(nodePrimitives, lines))).toBe(fault);
});
