import type { IncomingMessage } from 'node:http';
import type { Database } from '../db/database.ts';
import { allowance, growingDelay } from './growing-delay.ts';
import { signInDelay } from './sign-in.ts';

/** How often strangers may try, and members be written to. */
export type Limits = ReturnType<typeof createLimits>;

export const createLimits = (database: Pick<Database, 'gateway'>) => ({
  /** By what somebody says of who they are. */
  identification: growingDelay(database.gateway, 'identification'),
  /** By user name. */
  signIn: signInDelay(database),
  /** By where forms come from. */
  address: allowance(database.gateway, 'address', { count: 30, seconds: 60 }),
  /** By member: nobody's mailbox is flooded by whoever knows a user name. */
  mails: allowance(database.gateway, 'mails', { count: 5, seconds: 3_600 }),
});

/** How often a member who has signed in may ask for another address; what strangers ask for does not count. */
export const addressMailAllowance = (database: Pick<Database, 'gateway'>) =>
  allowance(database.gateway, 'address changes', { count: 5, seconds: 3_600 });

/** How many links to confirm it go to one address, whoever asks: its holder may have nothing to do with any of them. */
export const recipientAllowance = (database: Pick<Database, 'gateway'>) =>
  allowance(database.gateway, 'address recipients', { count: 3, seconds: 86_400 });

/**
 * Whom a request comes from: an IPv6 subscriber has a whole /64.
 *
 * @param header in which a proxy says whom it speaks for; the last address is the one that it has seen
 */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  header: string | undefined,
): string {
  const told = header === undefined ? undefined : headers[header];
  const last = (Array.isArray(told) ? told.join() : told)?.split(',').at(-1)?.trim();
  const address = last || socket.remoteAddress || '';
  if (!address.includes(':') || address.includes('.')) return address;
  const [front = '', back] = address.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const zeros = back === undefined ? 0 : 8 - groups(front).length - groups(back).length;
  return [...groups(front), ...Array<string>(Math.max(0, zeros)).fill('0'), ...groups(back ?? '')]
    .slice(0, 4)
    .join(':');
}
