import type { DemoMember } from './members.ts';

/** All demo members sign in with it; in production there are none. */
export const demoPassword = 'demo members share this';

/** What a demo member signs in with, and where mail to them would go. */
export type DemoAccount = { readonly userName: string; readonly email: string };

/** Every fifth has none, so that registering can be tried. */
export function demoAccountOf(member: DemoMember, place: number): DemoAccount | undefined {
  if (place % 5 === 4) return undefined;
  const userName = member.displayName
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '.');
  return { userName, email: `${userName}@members.example` };
}
