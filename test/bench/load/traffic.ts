import { type Answer, encodeRequest } from './connection.ts';
import type { Lane, LoadPlan } from './job.ts';
import { randomFrom } from './random.ts';

/** Whatever can carry one request. */
export type Carrier = { send(request: Buffer): Promise<Answer> };

/** What lanes have learnt, by name, as long as this process lives. */
const learnt = new Map<string, string>();

/**
 * Draws what to send next, in the same order in every run, and judges what comes back: an answer
 * that is wrong counts as an error, so nobody is fast by answering less.
 */
export class Traffic {
  errors = 0;
  firstError: string | undefined;
  readonly #plan: LoadPlan;
  readonly #random: () => number;
  readonly #reads: readonly Buffer[];
  /** Lanes that nobody is on. */
  readonly #free: Lane[];
  readonly #stateIn: RegExp;

  constructor(plan: LoadPlan, seed: number) {
    this.#plan = plan;
    this.#random = randomFrom(seed);
    this.#reads = plan.reads.map(({ path, headers, body }) => encodeRequest(path, headers, body));
    this.#free = [...plan.lanes];
    this.#stateIn = new RegExp(plan.stateIn);
  }

  get random(): () => number {
    return this.#random;
  }

  /** The next thing to do: one read, or all steps of a change. `done` is called after each request. */
  async next(carrier: Carrier, done: () => void): Promise<void> {
    const changes = this.#plan.changeShare > 0 && this.#random() < this.#plan.changeShare;
    const at = Math.floor(this.#random() * (changes ? this.#free.length : this.#reads.length));
    const lane = changes ? this.#free.splice(at, 1)[0] : undefined;
    if (lane === undefined) {
      const request = this.#reads[at % this.#reads.length];
      if (request === undefined) throw new Error('a plan has reads');
      const answer = await carrier.send(request);
      done();
      this.#judgeRead(answer);
      return;
    }
    for (const { path, headers, body } of lane.steps) {
      const state = learnt.get(lane.name) ?? lane.state;
      const request = encodeRequest(path, headers, body.replaceAll('%STATE%', state));
      const answer = await carrier.send(request);
      done();
      const text = answer.body.toString('utf8');
      if (this.#failed(answer) || text.includes('"code":')) this.fail(`${answer.status} ${text}`);
      const [, found] = this.#stateIn.exec(text) ?? [];
      if (found !== undefined) learnt.set(lane.name, found);
    }
    this.#free.push(lane);
  }

  fail(what: string): void {
    this.errors += 1;
    this.firstError ??= what.slice(0, 500);
  }

  #judgeRead(answer: Answer): void {
    const { body } = answer;
    const { rightRefusal } = this.#plan;
    if (rightRefusal !== undefined && body.includes(`"code":"${rightRefusal}"`)) return;
    if (this.#failed(answer)) {
      this.fail(`${answer.status} ${body.toString('utf8', 0, 500)}`);
      return;
    }
    // Of long answers every eighth: the count would cost more than the sending.
    if (body.length > 65_536 && this.#random() > 0.125) return;
    const rows = count(body, this.#plan.marker);
    if (!this.#plan.rows.includes(rows)) {
      this.fail(`${rows} rows, not ${this.#plan.rows}: ${body.toString('utf8', 0, 300)}`);
    }
  }

  #failed = ({ status, body }: Answer) => status !== 200 || body.includes('"errors":');
}

function count(body: Buffer, marker: string): number {
  let found = 0;
  for (let at = body.indexOf(marker); at !== -1; at = body.indexOf(marker, at + marker.length)) {
    found += 1;
  }
  return found;
}
