/** Where in the input something stands. `line` counts from 1; 0 stands for the whole file. */
export type Place = { readonly file: string; readonly line: number };

/** What is wrong with one record, for people: `file:line:path: reason`. */
export type Fault = Place & {
  /** Element path such as `ExplanationOfBenefit.item[2].servicedDate`; empty for the whole line. */
  readonly path: string;
  readonly reason: string;
};

/** A fault as one line of a report. */
export const faultLine = ({ file, line, path, reason }: Fault): string =>
  `${[file, ...(line === 0 ? [] : [line]), ...(path === '' ? [] : [path])].join(':')}: ${reason}`;

/** One element of a resource cannot be taken as it is; the record is reported and skipped. */
export class ElementFault extends Error {
  override readonly name = 'ElementFault';
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

/** The import cannot run at all: wrong arguments, or another import of the plan under way. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** The message of whatever was thrown. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
