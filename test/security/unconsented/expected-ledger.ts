import { createHash } from 'node:crypto';
import { type Arguments, refusal, type Shape, type View } from './expected-page.ts';
import type { RawEntry } from './raw-rows.ts';
import type { Asker } from './rule.ts';

/** The ledger: its size and what is signed of it for all, its entries for whom they concern. */
export function ledgerShape({ now: { entries, signed }, asker }: View): Shape {
  const hashes = entries.map(({ leafHash }) => Buffer.from(leafHash, 'hex'));
  const visible = (index: unknown) =>
    entries.find((one) => one.index === index && isVisible(asker, one));
  return {
    size: entries.length,
    checkpoint: () =>
      signed && {
        origin: 'consent-gateway.example/ledger',
        size: signed.size,
        rootHash: rootOf(hashes.slice(0, signed.size)).toString('base64'),
        note: signed.note,
        verifierKey: signed.verifierKey,
      },
    // No key ever changes here.
    keys: () => signed && [{ verifierKey: signed.verifierKey, from: 1, to: null }],
    entry: ({ index }: Arguments) => {
      const entry = visible(index);
      return entry ? entryShape(entry) : null;
    },
    inclusionProof: ({ index, size }: Arguments) => {
      const newest = signed?.size ?? 0;
      const of = typeof size === 'number' ? size : newest;
      if (visible(index) === undefined || of > newest || Number(index) >= of) return null;
      const path = pathTo(Number(index), hashes.slice(0, of)).map((hash) =>
        hash.toString('base64'),
      );
      const lines = ['c2sp.org/tlog-proof@v1', `index ${index}`, ...path, '', ''];
      const proof = of === newest ? lines.join('\n') + signed?.note : signed?.noteOf(of);
      return {
        index,
        size: of,
        hashes: path,
        proof: of === newest ? proof : proof && lines.join('\n') + proof,
      };
    },
    consistencyProof: ({ from, to }: Arguments) => {
      const [earlier, later] = [Number(from), Number(to)];
      if (earlier < 1 || earlier > later) throw refusal('BAD_USER_INPUT');
      if (later > (signed?.size ?? 0)) return null;
      const proof = subproof(earlier, hashes.slice(0, later), true);
      return { from, to, hashes: proof.map((hash) => hash.toString('base64')) };
    },
  };
}

function entryShape({ index, text, leaf, leafHash }: RawEntry): Shape {
  return { index, kind: leaf.kind, at: new Date(leaf.at).toISOString(), leaf: text, leafHash };
}

/** Said again from the words of the promise: to a member what tells of them, to others what they were shown. */
function isVisible(asker: Asker, { leaf }: RawEntry): boolean {
  if (asker.kind === 'AUDITOR') return true;
  if (asker.kind === 'MEMBER') return leaf.member !== undefined && leaf.member === asker.memberId;
  if (leaf.kind !== 'DISCLOSURE') return false;
  if (asker.kind === 'PARTNER') return leaf.partner === asker.partnerId;
  if (asker.kind !== 'APP' || leaf.app !== asker.appId) return false;
  return asker.memberId === undefined || asker.memberId === leaf.member;
}

/** RFC 6962 section 2.1, by its own recursion: k is the largest power of two below n. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  const k = below(leaves.length);
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(rootOf(leaves.slice(0, k)))
    .update(rootOf(leaves.slice(k)))
    .digest();
}

/** RFC 6962 section 2.1.1. */
function pathTo(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = below(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...pathTo(index, left), rootOf(right)]
    : [...pathTo(index - k, right), rootOf(left)];
}

/** RFC 6962 section 2.1.2. */
function subproof(m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [rootOf(leaves)];
  const k = below(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m <= k
    ? [...subproof(m, left, whole), rootOf(right)]
    : [...subproof(m - k, right, false), rootOf(left)];
}

function below(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
