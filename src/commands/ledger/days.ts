import { z } from 'zod';
import { OperatorRefused } from '../../ledger/operator/alone.ts';

/** `YYYY-MM-DD`, UTC. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/**
 * The beginning of a day, UTC.
 *
 * @throws OperatorRefused for what is no day
 */
export function parseDay(option: string, text: string): Date {
  const parsed = z.iso.date().safeParse(text);
  if (parsed.success) return new Date(`${parsed.data}T00:00:00Z`);
  throw new OperatorRefused(`${option} ${text}: no day. Example: ${option} 2015-01-31`);
}

/** The beginning of the day after. */
export const dayAfter = (day: Date): Date => new Date(day.getTime() + 86_400_000);
