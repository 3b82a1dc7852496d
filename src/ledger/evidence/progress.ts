/** Where progress is shown. */
export type ProgressStream = { readonly isTTY?: boolean; write(text: string): unknown };

/** Milliseconds between two lines: one line that changes on a terminal, further lines elsewhere. */
const interval = { terminal: 200, log: 5_000 };

/** Shows how far an export is, not too often. */
export class EvidenceProgress {
  readonly #stream: ProgressStream;
  #shownAt = Date.now();
  #open = false;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  /** @param of of as many steps; while entries are still read, more may come */
  show(done: number, of: number): void {
    const { isTTY } = this.#stream;
    if (Date.now() - this.#shownAt < (isTTY ? interval.terminal : interval.log)) return;
    this.#shownAt = Date.now();
    const reading = done * 2 === of;
    const line = reading
      ? `Reading entries: ${done}`
      : `Proving entries: ${done - of / 2} of ${of / 2}`;
    this.#stream.write(isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    this.#open = isTTY === true;
  }

  /** Clears the line on a terminal. */
  finish(): void {
    if (this.#open) this.#stream.write('\r\u001b[K');
    this.#open = false;
  }
}
