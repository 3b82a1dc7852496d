import type { z } from 'zod';
import type { mailMessage } from '../mail-message.ts';

/** What a mail says, before it is set in text and HTML. */
export type MailText = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** A list, after the first paragraph. */
  readonly items?: readonly string[];
  /** What to follow, after the first paragraph. */
  readonly action?: { readonly label: string; readonly link: string };
};

/** The words of one language. */
export type MailWords = {
  /** At the foot of every mail. */
  readonly footer: string;
  /** What the links to the member site are called. */
  readonly managed: Readonly<Record<'consent' | 'complaint' | 'signIn' | 'newPassword', string>>;
  readonly write: (message: z.output<typeof mailMessage>) => MailText;
};
