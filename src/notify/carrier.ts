import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { WrittenMail } from './write-mail.ts';

/** An address, and a name beside it. */
type Mailbox = { readonly name: string; readonly address: string };

export type MailSettings = {
  /** Absent: mails are written to files. */
  readonly smtpUrl: string | undefined;
  readonly from: Mailbox;
  /** Where those files are. */
  readonly folder: string;
};

/** A mail that is ready to go. */
type Parcel = WrittenMail & {
  readonly id: string;
  readonly to: string;
  readonly createdAt: Date;
  readonly language: string;
};

/** Brings a mail to the server, or to a file; resolves once it was accepted. */
export type Carry = (parcel: Parcel, signal: AbortSignal) => Promise<void>;

/** A server that says nothing is given up after so many milliseconds; the mail is tried again later. */
const patience = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
};

/** How mails leave. */
export const openCarrier = (settings: MailSettings): Carry =>
  settings.smtpUrl === undefined ? toFiles(settings) : overSmtp(settings, settings.smtpUrl);

function overSmtp({ from }: MailSettings, smtpUrl: string): Carry {
  const { hostname } = new URL(smtpUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  // What stands in the URL wins: `?requireTLS=false` for a relay in a network of one's own.
  const transport = createTransport({ ...patience, requireTLS: !loopback, url: smtpUrl });
  return async (parcel, signal) => {
    await transport.sendMail({ ...messageOf(parcel, from), signal });
  };
}

function toFiles({ from, folder }: MailSettings): Carry {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return async (parcel) => {
    const { message } = await transport.sendMail(messageOf(parcel, from));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${parcel.id}.eml`);
    // A link in it may be as good as a password.
    await writeFile(`${file}.part`, message, { mode: 0o600 });
    await rename(`${file}.part`, file);
  };
}

function messageOf(
  { id, to, createdAt, language, subject, text, html }: Parcel,
  from: Mailbox,
): SendMailOptions {
  return {
    // Of the row: a mail that was sent twice is told by it.
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    date: createdAt,
    from: { ...from },
    // Given in parts, an address is one address, whatever is in it.
    to: { name: '', address: to },
    subject,
    text,
    html,
    // RFC 3834: nothing answers it by itself.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
