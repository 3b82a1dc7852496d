import { hash } from 'node:crypto';
import { type AddCheckpoint, parseAddCheckpoint } from '../core/add-checkpoint.ts';
import { type Checkpoint, parseCheckpoint } from '../core/checkpoint.ts';
import { verifyConsistency } from '../core/consistency.ts';
import { LedgerFault, type LedgerFaultCode } from '../core/fault.ts';
import { formatNote, formatSignatureLine, type Note, parseNote } from '../core/note.ts';
import { type NoteSigner, openNote, signText } from '../core/signatures.ts';
import { utf8 } from '../core/text.ts';
import { sameHash } from '../core/tree-hash.ts';
import type { VerifierKey } from '../core/verifier-key.ts';
import { nodePrimitives, nodeTreeHash } from '../node-primitives.ts';
import type { SecondStore } from '../second-store/second-store.ts';

/** An HTTP answer of the witness protocol. */
export type WitnessAnswer = {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly body: string;
  readonly contentType: string;
};

export type WitnessParts = {
  /** Signs cosignatures. */
  readonly signer: NoteSigner;
  /** The logs that are witnessed; a key's name is its log's origin. */
  readonly logs: readonly VerifierKey[];
  /** What was cosigned of a log. */
  readonly storeOf: (originHash: string) => SecondStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * A witness (C2SP tlog-witness): it cosigns a log's checkpoint once it has seen that it goes on from
 * the last one that it cosigned, and never two that do not.
 */
export class Witness {
  readonly #parts: WitnessParts;

  constructor(parts: WitnessParts) {
    this.#parts = parts;
  }

  /** `POST /add-checkpoint`. */
  async addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
    try {
      const asked = parseAddCheckpoint(body);
      const note = parseNote(utf8(asked.checkpoint));
      return await this.#cosign(asked, note, parseCheckpoint(nodePrimitives, note.text));
    } catch (cause) {
      if (cause instanceof LedgerFault) return refused(statusOf(cause.code), cause.message);
      throw cause;
    }
  }

  /** `GET /<origin hash>/checkpoint`: the last that was cosigned. */
  async checkpoint(originHash: string): Promise<WitnessAnswer> {
    const known = this.#parts.logs.some(({ name }) => hash('sha256', name) === originHash);
    const latest = known ? await this.#parts.storeOf(originHash).latest() : undefined;
    if (latest === undefined) return refused(404, 'nothing of this origin was cosigned');
    return { status: 200, body: Buffer.from(latest).toString('utf8'), contentType: plainText };
  }

  async #cosign(asked: AddCheckpoint, note: Note, next: Checkpoint): Promise<WitnessAnswer> {
    const { logs, storeOf } = this.#parts;
    const keys = logs.filter(({ name }) => name === next.origin);
    if (keys.length === 0) return refused(404, `the origin ${next.origin} is not known here`);
    openNote(nodePrimitives, note, keys);
    if (asked.oldSize > next.size) return refused(400, 'the old size is larger than the new one');
    const store = storeOf(hash('sha256', next.origin));
    const last = await latestOf(store);
    const lastSize = last?.size ?? 0n;
    if (asked.oldSize !== lastSize) return conflict(lastSize);
    expectContinuation(last, next, asked);

    const time = BigInt(Math.floor(this.#parts.now() / 1000));
    const cosignature = signText(this.#parts.signer, note.text, time);
    if (next.size > lastSize) {
      const signatures = [...signaturesOf(note, keys), cosignature];
      const kept = formatNote({ text: note.text, signatures });
      // On disk before it is told; and of two requests at once only one goes on from the last.
      if (!(await store.append(utf8(kept), lastSize))) {
        return conflict((await latestOf(store))?.size ?? 0n);
      }
    }
    return { status: 200, body: formatSignatureLine(cosignature), contentType: plainText };
  }
}

/** @throws LedgerFault what is wrong with the proof, or with a proof where none is to be */
function expectContinuation(
  last: Checkpoint | undefined,
  next: Checkpoint,
  { consistency }: AddCheckpoint,
): void {
  if (last !== undefined) {
    verifyConsistency(nodeTreeHash, last, next, consistency);
  } else if (consistency.length > 0) {
    throw new LedgerFault('PROOF_LENGTH', 'from an empty tree no proof leads anywhere');
  } else if (next.size === 0n && !sameHash(next.root, nodeTreeHash.empty)) {
    throw new LedgerFault('EMPTY_TREE_ROOT', 'an empty tree has another root');
  }
}

async function latestOf(store: SecondStore): Promise<Checkpoint | undefined> {
  const bytes = await store.latest();
  return bytes === undefined ? undefined : parseCheckpoint(nodePrimitives, parseNote(bytes).text);
}

const signaturesOf = ({ signatures }: Note, keys: readonly VerifierKey[]) =>
  signatures.filter(({ name, keyId }) => keys.some((key) => key.name === name && key.id === keyId));

const plainText = 'text/plain; charset=utf-8';

const refused = (status: WitnessAnswer['status'], why: string): WitnessAnswer => ({
  status,
  body: `${why}\n`,
  contentType: plainText,
});

const conflict = (size: bigint): WitnessAnswer => ({
  status: 409,
  body: `${size}\n`,
  contentType: 'text/x.tlog.size',
});

/** What the protocol answers to each kind of fault. */
function statusOf(code: LedgerFaultCode): 400 | 403 | 422 {
  switch (code) {
    case 'SIGNATURE_INVALID':
    case 'NOT_SIGNED':
      return 403;
    case 'ROOT_MISMATCH':
    case 'OLD_ROOT_MISMATCH':
    case 'EMPTY_TREE_ROOT':
    case 'PROOF_LENGTH':
      return 422;
    default:
      return 400;
  }
}
