/** How far an import has come. */
export type Progress = {
  readonly phase: 'members' | 'records' | 'labels';
  /** Part of the phase that is done, 0 to 1. */
  readonly done: number;
  /** Resources dealt with so far. */
  readonly resources: number;
  readonly seconds: number;
};

/** Where progress is shown. */
export type ProgressStream = { readonly isTTY?: boolean; write(text: string): unknown };

const phases = {
  members: 'Looking for members',
  records: 'Reading records',
  labels: 'Labelling',
};

/** Seconds between two lines: one line that changes on a terminal, further lines elsewhere. */
const interval = { terminal: 0.2, log: 5 };

/** Shows progress with its rate, not too often. Call `finish` before writing anything else. */
export class ProgressLine {
  readonly #stream: ProgressStream;
  #shownAt = 0;
  #open = false;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  show({ phase, done, resources, seconds }: Progress): void {
    const pause = this.#stream.isTTY ? interval.terminal : interval.log;
    if (seconds - this.#shownAt < pause) return;
    this.#shownAt = seconds;
    const rate = Math.round(resources / seconds);
    const line = `${phases[phase]}: ${Math.floor(done * 100)} %, ${resources} resources, ${rate}/s`;
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    this.#open = this.#stream.isTTY === true;
  }

  /** Clears the line on a terminal. */
  finish(): void {
    if (this.#open) this.#stream.write('\r\u001b[K');
    this.#open = false;
  }
}
