import { describe, expect, test } from 'vitest';
import { type MailMessage, mailMessage } from '../../src/notify/mail-message.ts';
import { writeMail } from '../../src/notify/write-mail.ts';

const origin = 'https://share.plan.example';
const id = '01234567-89ab-7cde-8f01-23456789abcd';
const plan = { plan: 'Test Plan', phone: '1-800-555-0100' };
const app = 'Pocket Chart';
const consent = { app, ...plan, grantId: id };
const at = new Date('2026-01-31T00:00:00Z');

const written = (language: 'en' | 'es', message: MailMessage) =>
  writeMail(language, mailMessage.parse(message), origin);

/** Where each kind of mail leads. */
const leads: readonly (readonly [MailMessage, string])[] = [
  [{ kind: 'CONSENT_SIGNED', ...consent, endsAt: at }, `/account/consents/${id}`],
  [{ kind: 'CONSENT_ENDED', ...consent, by: 'TERM', endedAt: at }, `/account/consents/${id}`],
  [{ kind: 'CONSENT_ENDING', ...consent, endsAt: at, days: 7 }, `/account/consents/${id}`],
  [{ kind: 'SHARING_SUSPENDED', ...consent }, `/account/consents/${id}`],
  [{ kind: 'SHARING_RESUMED', ...consent }, `/account/consents/${id}`],
  [{ kind: 'DELETION_REQUESTED', ...consent, answerDueAt: at }, `/account/consents/${id}`],
  [{ kind: 'DELETION_ACKNOWLEDGED', ...consent, outcome: 'KEPT' }, `/account/consents/${id}`],
  [{ kind: 'APP_ANSWERS_CHANGED', ...consent, changes: [] }, `/account/consents/${id}`],
  [
    { kind: 'COMPLAINT_RECEIVED', ...plan, complaintId: id, caseNumber: 'C-1', dueAt: at },
    `/account/complaints/${id}`,
  ],
  [
    { kind: 'COMPLAINT_ANSWERED', ...plan, complaintId: id, caseNumber: 'C-1' },
    `/account/complaints/${id}`,
  ],
  [{ kind: 'ALREADY_REGISTERED' }, '/account/'],
  [{ kind: 'PASSWORD_CHANGED' }, '/password/forgotten'],
  [{ kind: 'EMAIL_CHANGE_ASKED', ...plan }, '/password/forgotten'],
];

describe.each(['en', 'es'] as const)('a mail in %s', (language) => {
  test.each(leads)('leads to where it is dealt with: $kind', (message, path) => {
    const { text, html } = written(language, message);
    expect(text).toContain(`:\n${origin}${path}\n`);
    expect(html).toContain(`href="${origin}${path}"`);
  });

  test('that has a link of its own leads nowhere else', () => {
    const link = `${origin}/register/verify?token=x`;
    const { html } = written(language, { kind: 'VERIFY_EMAIL', link });
    expect(html.match(/href="[^"]*"/g)).toEqual([`href="${link}"`]);
  });
});

test.each(['en', 'es'] as const)(
  'an address that was changed is led back alone, in %s',
  (language) => {
    const link = `${origin}/password/restore?token=x`;
    const { html, text } = written(language, { kind: 'EMAIL_CHANGED', ...plan, link });
    expect(html.match(/href="[^"]*"/g)).toEqual([`href="${link}"`]);
    expect(text).toContain('72 ho');
  },
);

test('a mail of a change that was queued before there was a way back leads nowhere', () => {
  const { html } = written('en', { kind: 'EMAIL_CHANGED', ...plan });
  expect(html).not.toContain('href');
  expect(html).toContain(plan.phone);
});

test('a mail that was queued before mails said which consent leads to all of them', () => {
  const { grantId: _none, ...before } = consent;
  const { text } = written('en', { kind: 'SHARING_RESUMED', ...before });
  expect(text).toContain(`:\n${origin}/account/consents\n`);
});
