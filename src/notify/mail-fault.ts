import { z } from 'zod';

/** Why a mail did not go. */
export type MailFault = {
  /** Codes alone: what a server says may repeat the address. */
  readonly text: string;
  /** Whether the server refused this mail for good, or stands in the way of all. */
  readonly means: 'REFUSED' | 'NONE_CAN_GO' | 'NOT_NOW';
};

/** What nodemailer tells of a failure. */
const failure = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  command: z.string().optional(),
});

/** Failures on the way to the server, before it has judged a mail. */
const ofTheWay = new Set([
  ...['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'EPROXY', 'EPROTOCOL', 'EABORT'],
  ...['ETLS', 'EREQUIRETLS', 'EAUTH', 'ENOAUTH', 'EOAUTH2'],
]);
/** Replies that would meet any mail: closing (RFC 5321), order, and authentication (RFC 4954). */
const toAnyMail = new Set([421, 503, 530, 534, 535, 538]);
/** Refusals for good by command, where the server says no more than this (RFC 5321, section 4.3.2). */
const ofTheMail = new Map([
  ['RCPT TO', new Set([550, 551, 552, 553])],
  ['DATA', new Set([550, 552, 554])],
]);
/**
 * RFC 3463: an address (5.1) or mailbox (5.2) of the recipient. 5.1.7 and 5.1.8 are the sender's, and policy (5.7) may
 * be against the gateway: a block by its IP address, or a MAIL_FROM that is not its own.
 */
const ofTheRecipient = /^5\.(1\.(?![78]$)|2\.)/;

/** Tells a failure to send, and whether it is of any use to try again. */
export function faultOf(cause: unknown): MailFault {
  const parsed = failure.safeParse(cause);
  const { code, responseCode, response, command } = parsed.success ? parsed.data : {};
  // RFC 3463, such as 5.1.1.
  const [status] = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(response ?? '') ?? [];
  const told = [code, responseCode, status, command].filter((part) => part !== undefined);
  return {
    text: told.join(' ') || (cause instanceof Error ? cause.name : 'unknown'),
    means: meaningOf({ code, reply: responseCode, status, command }),
  };
}

function meaningOf({
  code = '',
  reply,
  status,
  command = '',
}: {
  code: string | undefined;
  reply: number | undefined;
  status: string | undefined;
  command: string | undefined;
}): MailFault['means'] {
  if (ofTheWay.has(code) || (reply !== undefined && toAnyMail.has(reply))) return 'NONE_CAN_GO';
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return 'NOT_NOW';
  // All mails have the same sender.
  if (command === 'MAIL FROM') return 'NONE_CAN_GO';
  // nodemailer itself refused the address.
  if (reply === undefined) return 'REFUSED';
  const codes = ofTheMail.get(command);
  if (codes === undefined || reply < 500) return 'NOT_NOW';
  const forGood = status === undefined ? codes.has(reply) : ofTheRecipient.test(status);
  return forGood ? 'REFUSED' : 'NOT_NOW';
}
