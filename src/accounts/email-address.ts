import { z } from 'zod';

const emailAddress = z.email().max(254);

/** Whether something can be mailed to an address, by the look of it. */
export const isEmailAddress = (given: string): boolean => emailAddress.safeParse(given).success;
