import type { IncomingMessage, ServerResponse } from 'node:http';
import Cookies from 'cookies';
import type { MemberSession } from '../accounts/sessions.ts';
import type { Plan } from '../db/generated/prisma/client.ts';
import { type Page, renderPage } from '../pages/render.ts';
import { seeOther } from '../pages/see-other.ts';
import type { Language } from '../pages/words/words.ts';

/** One request of a browser for a page of the member site. */
export type Visit = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly language: Language;
  /** Of a POST; empty otherwise. */
  readonly form: URLSearchParams;
};

/** One of a member who has signed in. */
export type MemberVisit = Visit & {
  readonly session: MemberSession;
  readonly plan: Plan;
};

export const sitePrefix = '/account/';
export const signInPath = '/account/sign-in';

export const goTo = ({ response }: Pick<Visit, 'response'>, path: string): void =>
  seeOther(response, path);

export function show({ response }: Pick<Visit, 'response'>, page: Page, status = 200): void {
  renderPage(response, status, page);
}

/** An address of our own pages to come back to; anything else is the first page. */
export function returnPath(asked: string | null): string {
  const url = URL.parse(asked ?? '', 'http://here');
  const isOurs = url?.origin === 'http://here' && url.pathname.startsWith(sitePrefix);
  return isOurs && url.pathname !== signInPath ? `${url.pathname}${url.search}` : sitePrefix;
}

type Exchange = Pick<Visit, 'request' | 'response'>;

/** In the place of a secret, which is longer. */
const left = 'signed-out';

/** What the browser shows of a session: a secret, which no script and no other site can read or send. */
export class SessionCookie {
  readonly #secure: boolean;
  readonly #name: string;

  /** @param origin where the pages are: over https, a browser lets nobody else set it (RFC 6265bis, 4.1.3) */
  constructor(origin: string) {
    this.#secure = origin.startsWith('https:');
    this.#name = this.#secure ? '__Host-member' : 'member';
  }

  read(exchange: Exchange): string | undefined {
    return this.#cookies(exchange).get(this.#name);
  }

  /** @param secret null where the session is over */
  write(exchange: Exchange, secret: string | null): void {
    this.#cookies(exchange).set(this.#name, secret, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: this.#secure,
      signed: false,
    });
  }

  /** Keeps in mind that somebody has signed out in this browser, until somebody signs in. */
  leave(exchange: Exchange): void {
    this.write(exchange, left);
  }

  hasLeft(exchange: Exchange): boolean {
    return this.read(exchange) === left;
  }

  /** Whether it is https is decided by where we are, not by what a proxy says. */
  #cookies({ request, response }: Exchange): Cookies {
    return new Cookies(request, response, { secure: this.#secure });
  }
}
