import { createHmac } from 'node:crypto';
import type { Config } from '../config.ts';
import { keptSecret } from '../kept-secret.ts';

/** The nine digits of a Social Security number as people write it; undefined where it is none. */
export function socialSecurityDigits(written: string): string | undefined {
  const digits = written.replace(/[\s.–-]/g, '');
  return /^\d{9}$/.test(digits) ? digits : undefined;
}

/**
 * What is kept of a Social Security number. There are so few that any hash without a key is guessed in
 * seconds; with one, whoever has the database alone learns nothing.
 *
 * @param digits nine
 */
export const socialSecurityHash = (key: Uint8Array, digits: string): Buffer =>
  createHmac('sha256', key).update(digits).digest();

/** The key of this installation, the same for the gateway and the import. */
export const socialSecurityKey = ({
  dataDirectory,
  socialSecurityKey: given,
}: Pick<Config, 'dataDirectory' | 'socialSecurityKey'>): Promise<Buffer> =>
  keptSecret(dataDirectory, 'ssn-key', given);
