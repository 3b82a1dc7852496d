import { randomBytes } from 'node:crypto';

/** A new secret to sign with, as Standard Webhooks writes them: 256 random bits. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
