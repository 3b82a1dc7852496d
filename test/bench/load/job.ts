/** One HTTP request, whole. `%STATE%` in its body stands for what the lane last learnt. */
export type PlannedRequest = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Requests that follow each other and are nobody else's: a grant is ended, then signed anew. */
export type Lane = {
  /** What it learns is remembered under this, from one job to the next. */
  readonly name: string;
  readonly state: string;
  readonly steps: readonly PlannedRequest[];
};

/** What to ask a system for, and what a right answer is. */
export type LoadPlan = {
  /** Asked in random order. */
  readonly reads: readonly PlannedRequest[];
  /** A right answer to a read holds this text so many times; nothing else is right. */
  readonly marker: string;
  readonly rows: readonly number[];
  /** Of answers with errors the one that is right, where there is one: its code. */
  readonly rightRefusal?: string;
  /** How much of the load changes something, 0 to 1, and what. */
  readonly changeShare: number;
  readonly lanes: readonly Lane[];
  /** Finds a lane's new state in an answer: the first group. */
  readonly stateIn: string;
};

/** How the load comes: so many at a time, at a rate, or a count one after the other. */
export type LoadMode =
  | { readonly kind: 'closed'; readonly connections: number }
  /** Poisson arrivals a second, whatever the server does. */
  | { readonly kind: 'open'; readonly rate: number }
  | { readonly kind: 'count'; readonly requests: number };

export type Job = {
  readonly port: number;
  readonly plan: LoadPlan;
  readonly mode: LoadMode;
  /** Discarded. */
  readonly warmSeconds: number;
  /** How long is measured; longer, up to ten times, until so many requests are answered. */
  readonly seconds: number;
  readonly leastRequests: number;
  readonly seed: number;
};

/** What came of it. Latencies are milliseconds; open-loop ones count from the intended sending. */
export type LoadResult = {
  readonly completed: number;
  readonly seconds: number;
  readonly errors: number;
  readonly firstError: string | undefined;
  readonly p50: number;
  readonly p99: number;
  readonly maximum: number;
};

/** What the generator tells: CPU is counted between the first two. */
export type Told =
  | { readonly kind: 'measuring' }
  | { readonly kind: 'measured' }
  | { readonly kind: 'done'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly reason: string };
