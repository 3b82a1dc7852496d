import { z } from 'zod';

/** The name of an app. */
export const appName = z.string().trim().min(1).max(100);
/** Where a privacy policy is. */
export const policyUrl = z.url({ protocol: /^https$/ }).max(2_000);
