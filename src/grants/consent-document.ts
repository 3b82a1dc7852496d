import { createHash } from 'node:crypto';
import type { Purpose } from '../consent/vocabulary.ts';
import type { App, Material, Plan } from '../db/generated/prisma/client.ts';
import { InvalidInput } from '../graphql/kit/user-errors.ts';
import { filled, type Placeholder } from '../materials/placeholders.ts';
import { calendarDateText, momentText } from '../pages/words/dates.ts';
import { plainWords } from './plain-words.ts';
import type { GrantTerms } from './sharing-policy.ts';

/** What is written into the consent document. */
export type DocumentFacts = {
  /** Whose record it is, as the ledger names them: a typed name alone binds nobody. */
  readonly memberId: string;
  readonly plan: Pick<Plan, 'name' | 'privacyEmail' | 'supportPhone'>;
  readonly app: Pick<App, 'name'>;
  readonly terms: GrantTerms;
  readonly purpose: Purpose;
  readonly signature: string;
  readonly signedAt: Date;
  readonly endsAt: Date;
};

/** The text that was signed, and its SHA-256: kept with the grant for as long as the grant is. */
export type SignedDocument = { readonly text: string; readonly hash: Uint8Array<ArrayBuffer> };

/**
 * Fills the plan's consent document. The template carries the elements of 45 CFR 164.508(c) and
 * 42 CFR 2.31; what is filled in is escaped, so that no name can change the document's wording.
 */
export function signedDocument(
  template: Pick<Material, 'language' | 'body'>,
  facts: DocumentFacts,
): SignedDocument {
  const words = plainWords(template.language);
  const day = (date: string) => calendarDateText(words.language, date);
  const values: Readonly<Record<Placeholder, string>> = {
    member: facts.signature,
    memberId: facts.memberId,
    app: facts.app.name,
    plan: facts.plan.name,
    categories: facts.terms.categories.map((one) => words.categories[one]).join(', '),
    labels: facts.terms.labels.map((one) => words.labels[one]).join(', ') || words.noLabels,
    undated: facts.terms.includeUndated ? words.undatedIncluded : words.undatedHeldBack,
    since: day(facts.terms.since),
    until: facts.terms.until === undefined ? words.openEnd : day(facts.terms.until),
    purpose: words.purposes[facts.purpose],
    expires: momentText(words.language, facts.endsAt),
    privacyEmail: facts.plan.privacyEmail,
    supportPhone: facts.plan.supportPhone,
    signedAt: momentText(words.language, facts.signedAt),
    signature: facts.signature,
  };
  const text = filled(template.body, (name) => asWords(values[name]));
  const digest = createHash('sha256').update(text).digest();
  return { text, hash: new Uint8Array(digest) };
}

/** Line ends and controls could begin a paragraph of their own; bidirectional ones reorder what is read. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

const inOneLine = (text: string) => text.replace(controls, ' ');

/** A value as Markdown that reads as the value, also where it begins a line: no list, no heading. */
const asWords = (value: string) =>
  inOneLine(value)
    .trim()
    .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')
    .replace(/^(\d*)([-+.)](?=\s|$)|[-=](?=[-=\s]*$))/, '$1\\$2');

/**
 * The name that a member signs with.
 *
 * @throws InvalidInput when it is none: empty, longer than 200 characters, or not one line of text
 */
export function signatureOf(given: string): string {
  const signature = given.trim();
  const isOneLine = inOneLine(signature) === signature && signature.isWellFormed();
  if (signature === '' || signature.length > 200 || !isOneLine) {
    throw new InvalidInput(
      'Sign with your full name, in one line of up to 200 characters.',
      'input.signature',
    );
  }
  return signature;
}
