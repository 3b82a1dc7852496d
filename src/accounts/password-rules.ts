import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { normalPassword } from './passwords.ts';

/** Characters. No rule of composition: length is what counts (NIST SP 800-63B, 3.1.1.2). */
const passwordLength = { least: 12, most: 256 };
/** What is judged of a long one: the estimate grows with the square of the length. */
const judged = 64;
/** Fewer guesses than a hundred million: zxcvbn's own line between what can be guessed and what cannot. */
const safeScore = 3;

/** Why a password will not do. */
export type PasswordFault = 'TOO_SHORT' | 'TOO_LONG' | 'PERSONAL' | 'COMMON';

/** With some 40,000 common passwords, and how people vary them. Read at the first use: it takes 100 ms. */
let estimator: ZxcvbnFactory | undefined;

/**
 * Judges a password.
 *
 * @param personal what others know of the member: user name, e-mail address, plan
 */
export function passwordFault(
  given: string,
  personal: readonly string[],
): PasswordFault | undefined {
  const password = normalPassword(given);
  const length = [...password].length;
  if (length < passwordLength.least) return 'TOO_SHORT';
  if (length > passwordLength.most) return 'TOO_LONG';
  const plain = plainOf(password);
  if (personal.some((one) => one !== '' && plainOf(one) === plain)) return 'PERSONAL';
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const { score } = estimator.check(password.slice(0, judged), [
    ...personal,
    ...personal.flatMap((one) => one.split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2),
  ]);
  return score < safeScore ? 'COMMON' : undefined;
}

const plainOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
