/** Where progress is shown. */
export type ProgressStream = { readonly isTTY?: boolean; write(text: string): unknown };

const width = 30;
/** Milliseconds between two looks: one line that changes on a terminal, further lines elsewhere. */
const interval = { terminal: 100, log: 5_000 };

/** Shows how far long work is, drawn on a terminal, in lines elsewhere, not too often. */
export class ProgressBar {
  readonly #stream: ProgressStream;
  readonly #what: string;
  #shownAt = Date.now();
  #open = false;

  constructor(stream: ProgressStream, what: string) {
    this.#stream = stream;
    this.#what = what;
  }

  show(done: number, of: number): void {
    const { isTTY } = this.#stream;
    if (Date.now() - this.#shownAt < (isTTY ? interval.terminal : interval.log)) return;
    this.#shownAt = Date.now();
    const filled = of === 0 ? width : Math.round((width * done) / of);
    const bar = '█'.repeat(filled).padEnd(width, '░');
    const count = `${done.toLocaleString('en')} of ${of.toLocaleString('en')}`;
    this.#stream.write(
      isTTY ? `\r\u001b[K${this.#what} ${bar} ${count}` : `${this.#what}: ${count}\n`,
    );
    this.#open = isTTY === true;
  }

  /** Clears the line on a terminal. */
  finish(): void {
    if (this.#open) this.#stream.write('\r\u001b[K');
    this.#open = false;
  }
}
