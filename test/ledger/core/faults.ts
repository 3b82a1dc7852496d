import { LedgerFault, type LedgerFaultCode } from '../../../src/ledger/core/fault.ts';

/** Why something was refused; undefined when it was not. What is no typed fault is thrown on. */
export function faultOf(attempt: () => unknown): LedgerFaultCode | undefined {
  try {
    attempt();
    return undefined;
  } catch (fault) {
    if (fault instanceof LedgerFault) return fault.code;
    throw fault;
  }
}
