import { accessMutants } from './access-mutants.ts';
import { doorMutants } from './door-mutants.ts';
import { judgementMutants } from './gate-judgement-mutants.ts';
import { orderMutants } from './gate-order-mutants.ts';
import { keepingMutants } from './keeping-mutants.ts';
import { ledgerMutants } from './ledger-mutants.ts';
import { memberMutants } from './member-mutants.ts';
import { memoryMutants } from './memory-mutants.ts';
import type { Mutant } from './mutant.ts';
import { permissionMutants, scopeMutants } from './permission-mutants.ts';
import { releaseMutants } from './release-mutants.ts';
import { treeMutants } from './tree-mutants.ts';

/** Every standing mutant. */
export const mutants: readonly Mutant[] = [
  ...orderMutants,
  ...judgementMutants,
  ...ledgerMutants,
  ...treeMutants,
  ...keepingMutants,
  ...releaseMutants,
  ...doorMutants,
  ...scopeMutants,
  ...permissionMutants,
  ...memoryMutants,
  ...accessMutants,
  ...memberMutants,
];
