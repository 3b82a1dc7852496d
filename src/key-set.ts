import { z } from 'zod';

/** A JSON Web Key Set (RFC 7517, section 5) with a key in it. */
export const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
