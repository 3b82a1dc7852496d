import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { expect } from 'vitest';

/** A refusal with a reply of SMTP. */
type Reply = { readonly code: number; readonly text: string };

/** A mail server of a test's own. */
export type MailServer = {
  readonly url: string;
  readonly port: number;
  /** What it has accepted, in that order. */
  readonly mails: readonly ParsedMail[];
  /** What has come to an address; waits until there are this many. */
  mailsTo(address: string, count?: number): Promise<ParsedMail[]>;
  /** How it answers to recipients from now on; undefined: it accepts them. */
  refuse(judge: ((address: string) => Reply | undefined) | undefined): void;
  stop(): Promise<void>;
};

/** Starts one on loopback; on a port that is free unless told. */
export async function startMailServer(port = 0, host = '127.0.0.1'): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  let refusal: ((address: string) => Reply | undefined) | undefined;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, callback) => {
      const reply = refusal?.(address);
      callback(reply && Object.assign(new Error(reply.text), { responseCode: reply.code }));
    },
    onData: (stream, _session, callback) => {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        callback();
      }, callback);
    },
  });
  // A client that goes in mid-sentence is what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const address = server.server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  const mailsTo = (wanted: string) =>
    mails.filter(({ to }) => [to ?? []].flat().some(({ text }) => text === wanted));
  return {
    url: `smtp://${host}:${listening}`,
    port: listening,
    mails,
    mailsTo: async (wanted, count = 1) => {
      await expect
        .poll(() => mailsTo(wanted).length, { timeout: 15_000, interval: 20 })
        .toBeGreaterThanOrEqual(count);
      return mailsTo(wanted);
    },
    refuse: (judge) => {
      refusal = judge;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
