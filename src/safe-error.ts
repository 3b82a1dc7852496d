import pg from 'pg';
import { GatewayError } from './errors.ts';

/** What a log may hold of an error. */
export type SafeError = { type: string; code?: string; detail?: string; stack?: string[] };

/**
 * An error without what it says: the words of PostgreSQL and Prisma repeat the values they met, and
 * those may be a member's. Type, code and the places in our code stay.
 */
export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  const code: unknown = Reflect.get(error, 'code');
  const { cause } = error;
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...detailOf(error),
    ...(cause === undefined ? {} : { detail: JSON.stringify(safeError(cause)) }),
    stack: frames.slice(0, 8).map((line) => line.trim()),
  };
}

function detailOf(error: Error): { detail?: string } {
  if (error instanceof GatewayError && error.detail !== undefined) return { detail: error.detail };
  if (error instanceof pg.DatabaseError) {
    const places = [error.schema, error.table, error.constraint, error.routine];
    return { detail: places.filter(Boolean).join(' ') };
  }
  return {};
}
