import type { z } from 'zod';
import type { mailMessage } from './mail-message.ts';
import type { MailText, MailWords } from './words/mail-words.ts';

/**
 * Where a member deals with what a mail tells of. A mail that has a link of its own leads nowhere else.
 *
 * @param origin where the gateway is reached
 */
export function managedAt(
  message: z.output<typeof mailMessage>,
  { managed }: Pick<MailWords, 'managed'>,
  origin: string,
): MailText['action'] {
  switch (message.kind) {
    case 'CONSENT_SIGNED':
    case 'CONSENT_ENDED':
    case 'CONSENT_ENDING':
    case 'SHARING_SUSPENDED':
    case 'SHARING_RESUMED':
    case 'APP_ANSWERS_CHANGED':
    case 'DELETION_REQUESTED':
    case 'DELETION_ACKNOWLEDGED': {
      const { grantId } = message;
      const one = grantId === undefined ? '' : `/${grantId}`;
      return { label: managed.consent, link: `${origin}/account/consents${one}` };
    }
    case 'COMPLAINT_RECEIVED':
    case 'COMPLAINT_ANSWERED': {
      const { complaintId } = message;
      const one = complaintId === undefined ? '' : `/${complaintId}`;
      return { label: managed.complaint, link: `${origin}/account/complaints${one}` };
    }
    case 'ALREADY_REGISTERED':
      return { label: managed.signIn, link: `${origin}/account/` };
    case 'PASSWORD_CHANGED':
    case 'EMAIL_CHANGE_ASKED':
      return { label: managed.newPassword, link: `${origin}/password/forgotten` };
    case 'VERIFY_EMAIL':
    case 'RESET_PASSWORD':
    case 'CHANGE_EMAIL':
    case 'EMAIL_CHANGED':
      return undefined;
  }
}
