import type { z } from 'zod';
import { InvalidInput } from './user-errors.ts';

/**
 * An input as its schema reads it.
 *
 * @param wanted for people: what it should have been
 * @throws InvalidInput saying what is wanted
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, path: string, wanted: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidInput(`Wanted: ${wanted}.`, path);
  return parsed.data;
}
