import { formatAddCheckpoint } from '../core/add-checkpoint.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { proveConsistency } from '../core/consistency.ts';
import { LedgerFault } from '../core/fault.ts';
import type { ReadNodes } from '../core/nodes.ts';
import { type Note, type NoteSignature, parseSignatureLines } from '../core/note.ts';
import { openNote } from '../core/signatures.ts';
import { readNumber } from '../core/text.ts';
import type { VerifierKey } from '../core/verifier-key.ts';
import { nodePrimitives, nodeTreeHash } from '../node-primitives.ts';

/** A witness that is asked for cosignatures. */
export type WitnessAddress = {
  readonly key: VerifierKey;
  /** The submission prefix, without `/add-checkpoint`. */
  readonly url: string;
};

/** A witness did not cosign. */
export class NotCosigned extends Error {
  override readonly name = 'NotCosigned';
}

/** A checkpoint and what its consistency can be proved by. */
export type Cosignable = {
  readonly checkpoint: Pick<Checkpoint, 'size'>;
  /** The signed note, as it was signed by the log. */
  readonly text: string;
  readonly note: Note;
  readonly readNodes: ReadNodes;
};

/** Asks one witness, and remembers what it has seen. */
export class WitnessClient {
  readonly address: WitnessAddress;
  readonly #timeout: number;
  #seen = 0n;

  /** @param timeout for one request, milliseconds */
  constructor(address: WitnessAddress, timeout: number) {
    this.address = address;
    this.#timeout = timeout;
  }

  /**
   * Has a checkpoint cosigned.
   *
   * @throws NotCosigned when the witness is away, refuses, or answers with no signature of its key
   */
  async cosign(asked: Cosignable): Promise<NoteSignature[]> {
    const first = await this.#ask(asked);
    // It has seen another size than is remembered here: after a restart, or by another gateway.
    const answer = first === 'CONFLICT' ? await this.#ask(asked) : first;
    if (answer === 'CONFLICT') throw this.#fault('has meanwhile seen another checkpoint');
    return answer;
  }

  async #ask({ checkpoint, text, note, readNodes }: Cosignable) {
    const oldSize = this.#seen;
    if (oldSize > checkpoint.size) throw this.#fault(`has seen size ${oldSize} already`);
    const consistency =
      oldSize === 0n
        ? []
        : await proveConsistency(nodeTreeHash, oldSize, checkpoint.size, readNodes);
    const response = await fetch(`${this.address.url}/add-checkpoint`, {
      method: 'POST',
      body: formatAddCheckpoint({ oldSize, consistency, checkpoint: text }),
      redirect: 'error',
      signal: AbortSignal.timeout(this.#timeout),
    }).catch((cause: unknown) => {
      throw this.#fault('does not answer', cause);
    });
    const body = await response.text();
    if (response.status === 409) {
      this.#seen = this.#read(() => readNumber(body.trimEnd(), 'the size that it has seen'));
      return 'CONFLICT' as const;
    }
    if (response.status !== 200) throw this.#fault(`refuses with ${response.status}`);
    const cosignatures = this.#read(() => {
      const signatures = parseSignatureLines(body);
      openNote(nodePrimitives, { text: note.text, signatures }, [this.address.key]);
      const { name, id } = this.address.key;
      return signatures.filter((line) => line.name === name && line.keyId === id);
    });
    this.#seen = checkpoint.size;
    return cosignatures;
  }

  #read<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (cause) {
      if (cause instanceof LedgerFault) throw this.#fault('answers with what is none', cause);
      throw cause;
    }
  }

  #fault(what: string, cause?: unknown): NotCosigned {
    return new NotCosigned(`the witness ${this.address.key.name} ${what}`, { cause });
  }
}
