import type { ExecutionResult } from 'graphql';

const serialised = Symbol('serialised data');

/** A result that has passed the gate, with the exact text of its `data`. */
export type SerialisedResult = ExecutionResult & { [serialised]: string | undefined };

/** Marks a result as past the gate. `data` is the text that was hashed; undefined where there is none. */
export function withSerialisedData(
  result: ExecutionResult,
  data: string | undefined,
): SerialisedResult {
  return { ...result, [serialised]: data };
}

/**
 * The text of a result's `data`, as it was hashed.
 *
 * @throws Error for data that did not pass the gate: it must not leave, whatever made it
 */
export function serialisedData(result: object): string | undefined {
  const text: unknown = Reflect.get(result, serialised);
  if (typeof text === 'string') return text;
  if (Reflect.get(result, 'data') != null) throw new Error('data that did not pass the gate');
  return undefined;
}
