import pg from 'pg';
import { z } from 'zod';

/** SQLSTATE classes and states after which the same statement may succeed. */
const passingStates = [
  '08', // connection
  '25006', // read only: a failover is under way
  '40', // serialization failure, deadlock
  '53', // out of resources
  '55', // lock not available
  '57', // cancelled, shut down
  '58', // system error
];

/** Prisma: cannot reach, timed out, connection closed, none free, transaction not begun. */
const passingPrismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);

/** Node: what a socket that is gone says. */
const socketCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Where Prisma keeps PostgreSQL's own state of an error that it wraps. */
const wrapped = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
  }),
});

/** What node-postgres says, without a code, when a connection ended, timed out or could not be had. */
const connectionWords =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/**
 * Whether a fault is the database's for the moment, so that trying again may help. After one of a
 * connection nobody knows whether the statement was carried out.
 */
export function isPassing(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const code: unknown = Reflect.get(fault, 'code');
  const state = fault instanceof pg.DatabaseError ? fault.code : stateWithin(fault);
  if (state !== undefined) return passingStates.some((passing) => state.startsWith(passing));
  if (typeof code === 'string' && (socketCodes.has(code) || passingPrismaCodes.has(code))) {
    return true;
  }
  return connectionWords.test(fault.message) || isPassing(fault.cause);
}

/** Of the passing faults, those of one statement: others on the same connection may go through. */
const statementStates = ['53100', '53200', '53400', '54', '57014'];

/** Whether a fault is about one statement alone, such as one that took too long. */
export function isOfStatement(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const state = fault instanceof pg.DatabaseError ? fault.code : stateWithin(fault);
  if (state !== undefined) return statementStates.some((one) => state.startsWith(one));
  return !isPassing(fault);
}

const stateWithin = (fault: Error) =>
  wrapped.safeParse(fault).data?.meta.driverAdapterError.cause.originalCode;
