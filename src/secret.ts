import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits, for links, cookies and headers: nobody guesses it, so that its bare hash is enough to keep. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of a secret: all that is kept of it, so that whoever reads the table cannot use it. */
export const hashOfSecret = (secret: string): Buffer<ArrayBuffer> =>
  createHash('sha256').update(secret).digest();
