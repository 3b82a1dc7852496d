import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** One password, however a keyboard composes its letters (NIST SP 800-63B, 3.1.1.2). */
export const normalPassword = (given: string): string => given.normalize('NFKC');

/** @returns Argon2id in PHC form, with its own salt */
export const hashPassword = (password: string): Promise<string> =>
  hash(normalPassword(password), cost);

/**
 * Whether a password is the one that was hashed. Without a hash it takes as long and is false: how long
 * an answer takes must not tell which user names there are.
 */
export async function isPassword(
  password: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await nobodysHash()), normalPassword(password));
  return matches && passwordHash !== undefined;
}

let nobodys: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword('nobody has this password');
  return nobodys;
}
