import { z } from 'zod';

/** Why a mail did not go. */
export type MailFault = {
  /** Codes alone: what a server says may repeat the address. */
  readonly text: string;
  /** Whether the server refused this mail for good. */
  readonly permanent: boolean;
};

/** What nodemailer tells of a failure. */
const failure = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  command: z.string().optional(),
});

/** Refusals of the gateway itself, which an operator can mend: authentication (RFC 4954) and order. */
const ofTheSender = [503, 530, 534, 535, 538];

/** Tells a failure to send, and whether it is of any use to try again. */
export function faultOf(cause: unknown): MailFault {
  const parsed = failure.safeParse(cause);
  const { code, responseCode, response, command } = parsed.success ? parsed.data : {};
  // RFC 3463, such as 5.1.1.
  const [status] = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(response ?? '') ?? [];
  const told = [code, responseCode, status, command].filter((part) => part !== undefined);
  return {
    text: told.join(' ') || (cause instanceof Error ? cause.name : 'unknown'),
    permanent: isPermanent(code, responseCode),
  };
}

function isPermanent(code: string | undefined, reply: number | undefined): boolean {
  // A greeting or sign-in that is refused says nothing of this mail: RFC 5321, section 3.1.
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false;
  // Without a reply: nodemailer itself refused the address.
  return reply === undefined || (reply >= 500 && reply < 600 && !ofTheSender.includes(reply));
}
