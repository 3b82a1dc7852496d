import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import type { TestDatabase } from './database.ts';

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
  /** How it answers to senders from now on; undefined: it accepts them. */
  refuseSender(reply: Reply | undefined): void;
  stop(): Promise<void>;
};

/** How far a client has come with a mail; `later`: some time after it was told of the acceptance. */
type Moment = 'greeted' | 'recipient' | 'data' | 'accepted' | 'later';

/**
 * Starts one on loopback; on a port that is free unless told.
 *
 * @param reached told of each step of each mail, before the client has its answer
 */
export async function startMailServer(
  port = 0,
  host = '127.0.0.1',
  reached: (moment: Moment) => void = () => undefined,
): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  let refusal: ((address: string) => Reply | undefined) | undefined;
  let ofSender: Reply | undefined;
  const answerOf = (reply: Reply | undefined) =>
    reply && Object.assign(new Error(reply.text), { responseCode: reply.code });
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    closeTimeout: 100,
    onConnect: (_session, callback) => {
      reached('greeted');
      callback();
    },
    onMailFrom: (_address, _session, callback) => callback(answerOf(ofSender)),
    onRcptTo: ({ address }, _session, callback) => {
      reached('recipient');
      callback(answerOf(refusal?.(address)));
    },
    onData: (stream, _session, callback) => {
      reached('data');
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        callback();
        reached('accepted');
        setTimeout(() => reached('later'), 3);
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
    refuseSender: (reply) => {
      ofSender = reply;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A mail that was given up; returns its id. */
export async function makeDeadMail(
  { database }: Pick<TestDatabase, 'database'>,
  kind = 'ALREADY_REGISTERED',
): Promise<string> {
  const id = uuidv7();
  await database.prisma.outboxMail.create({
    data: {
      id,
      to: 'somebody@mail.example',
      language: 'en',
      kind,
      facts: {},
      state: 'DEAD',
      attempts: 3,
      lastError: 'EENVELOPE 550 5.1.1 RCPT TO',
    },
  });
  return id;
}
