import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import type { Page } from 'playwright-core';
import { vi } from 'vitest';
import { patient } from '../kit/fhir.ts';
import type { TestGateway } from '../kit/gateway.ts';

/** The header by which a test is an address of its own: limits hold for each. */
export const addressHeader = 'x-client-address';

/** A Patient of that name; the number on the card is `M-<id>`. */
export const person = (id: string, family = `Family-${id}`, socialSecurity?: string) =>
  patient(id, {
    name: [{ family, given: ['Given'] }],
    identifier: [
      ...patient(id).identifier,
      ...(socialSecurity === undefined
        ? []
        : [{ system: 'http://hl7.org/fhir/sid/us-ssn', value: socialSecurity }]),
    ],
  });

export const goodPassword = 'seven green umbrellas hum';

export type Facts = Partial<
  Record<'memberNumber' | 'socialSecurity' | 'birthDate' | 'familyName', string>
>;
export const factsOf = (id: string, more: Facts = {}): Facts => ({
  memberNumber: `M-${id}`,
  birthDate: '1970-01-31',
  familyName: `Family-${id}`,
  ...more,
});

/** What a form's answer was. */
export type FormAnswer = {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly cookie: string;
  readonly headers: Headers;
};

/** A browser without a window: sends forms as one would, from an address of its own. */
export function stranger({ baseUrl }: TestGateway, address: string = randomUUID()) {
  const answerOf = async (response: Response): Promise<FormAnswer> => ({
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
    cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    headers: response.headers,
  });
  const post = async (
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    answerOf(
      await fetch(new URL(path, baseUrl), {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: baseUrl, [addressHeader]: address, ...headers },
        body: new URLSearchParams(form),
      }),
    );
  return {
    post,
    get: async (path: string, headers: Readonly<Record<string, string>> = {}) =>
      answerOf(await fetch(new URL(path, baseUrl), { redirect: 'manual', headers })),
    /** Shows who they are, and registers. */
    register: async (facts: Facts, account: Readonly<Record<string, string>>) => {
      const who = await post('/register/', facts as Record<string, string>);
      return post(
        who.location,
        { password: goodPassword, passwordAgain: goodPassword, language: 'en', ...account },
        { cookie: who.cookie },
      );
    },
  };
}

/** The mails to an address, oldest first. */
export async function mailsTo({ database }: TestGateway, to: string) {
  return database.prisma.outboxMail.findMany({
    where: { to },
    orderBy: { id: 'asc' },
    select: { id: true, kind: true, language: true },
  });
}

/** The link in the last mail to an address, as the member reads it. */
export async function linkTo(gateway: TestGateway, to: string): Promise<string> {
  const last = (await mailsTo(gateway, to)).at(-1);
  if (last === undefined) throw new Error(`nothing was mailed to ${to}`);
  const file = join(gateway.dataDirectory, 'mail', `${last.id}.eml`);
  const { text } = await simpleParser(await vi.waitFor(() => readFile(file), 20_000));
  const [link] = /http:\S+/.exec(text ?? '') ?? [];
  if (link === undefined) throw new Error(`the last mail to ${to} has no link`);
  return link;
}

/** What a page says at its head. */
export const headingOf = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
