import type { NoteSignature } from '../core/note.ts';
import { type Cosignable, NotCosigned, type WitnessClient } from './client.ts';

/** The witnesses of a ledger, and how many of them must cosign. */
export class Witnesses {
  readonly #clients: readonly WitnessClient[];
  readonly #quorum: number;

  constructor(clients: readonly WitnessClient[], quorum: number) {
    this.#clients = clients;
    this.#quorum = quorum;
  }

  /**
   * Asks all of them at once.
   *
   * @returns the cosignatures of those who gave one
   * @throws NotCosigned when they are too few, naming who did not and why
   */
  async cosign(asked: Cosignable): Promise<NoteSignature[]> {
    const answers = await Promise.allSettled(this.#clients.map((client) => client.cosign(asked)));
    const given = answers.filter(({ status }) => status === 'fulfilled').length;
    if (given < this.#quorum) {
      const reasons = answers.flatMap((answer) =>
        answer.status === 'rejected' ? [messageOf(answer.reason)] : [],
      );
      throw new NotCosigned(
        `${given} of ${this.#quorum} witnesses cosigned: ${reasons.join('; ')}`,
      );
    }
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }
}

const messageOf = (reason: unknown) => (reason instanceof Error ? reason.message : String(reason));
