import pg from 'pg';

/** SQLSTATE classes after which the same statement may succeed. */
const passingStates = [
  '08', // connection
  '40', // serialization failure, deadlock
  '53', // out of resources
  '55', // lock not available
  '57', // cancelled, shut down
  '58', // system error
];

/**
 * Whether trying the same again may help. A fault without an SQLSTATE came from the connection:
 * refused, cut or timed out, and then nobody knows whether the statement was carried out.
 */
export function isPassing(fault: unknown): boolean {
  if (fault instanceof pg.DatabaseError) {
    return fault.code === undefined || passingStates.includes(fault.code.slice(0, 2));
  }
  return true;
}
