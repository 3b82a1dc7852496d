import { type PartnerWords, partnerWordsOf } from '../../pages/words/partner-registration.ts';
import { keyFaultText } from '../../pages/words/public-keys.ts';
import type { Language } from '../../pages/words/words.ts';
import { parseJson } from '../../parse-json.ts';
import { appName, policyUrl } from '../app-fields.ts';
import { type Answers, answers, longestDetail, questionNames } from '../attestation.ts';
import { type ClientProof, newProof } from '../client-proof.ts';
import { redirectUri } from '../redirect-uri.ts';
import { mostRedirectUris } from '../redirect-uris.ts';
import type { NewApp } from '../register-app.ts';

export const appKinds = ['THIRD_PARTY_APP', 'HEALTH_PLAN', 'PROVIDER'] as const;
export const authentications = ['NONE', 'SECRET', 'PRIVATE_KEY'] as const;
export const answersGiven = ['UNANSWERED', 'YES', 'NO'] as const;

/** What a partner has filled in, as it is shown again; the token is not among it. */
export type Filled = {
  readonly name: string;
  readonly kind: (typeof appKinds)[number];
  readonly redirectUris: string;
  readonly authentication: (typeof authentications)[number];
  readonly publicKeys: string;
  readonly privacyPolicyUrl: string;
  readonly answers: Answers;
};

/** What is wrong with a field, by its name. */
export type Fault = { readonly field: string; readonly text: string };

/** An app as it is registered, but for its partner. */
type RegisteredAs = Omit<NewApp, 'partnerId' | 'client'> & { readonly client: ClientProof };

/** The field in which a question is answered in words. */
export const detailOf = (question: keyof Answers) => `${question}-detail`;

/** What a form says; what it does not say stands as in an empty one. */
export function filledIn(form: URLSearchParams): Filled {
  const text = (name: string) => (form.get(name) ?? '').trim();
  const one = <Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]) =>
    choices.find((choice) => choice === form.get(name)) ?? choices[0];
  const given = Object.fromEntries(
    questionNames.map((question) => [
      question,
      // A longer one is shown again as far as it may go, with its fault.
      {
        answer: one(question, answersGiven),
        detail: text(detailOf(question)).slice(0, longestDetail),
      },
    ]),
  );
  return {
    name: text('name'),
    kind: one('kind', appKinds),
    redirectUris: text('redirectUris'),
    authentication: one('authentication', authentications),
    publicKeys: text('publicKeys'),
    privacyPolicyUrl: text('privacyPolicyUrl'),
    answers: answers.parse(given),
  };
}

/** The app that a form describes, by the rules of the other ways to register; or what is wrong with it. */
export function appOf(
  language: Language,
  form: URLSearchParams,
): { readonly app: RegisteredAs } | { readonly faults: readonly Fault[] } {
  const { wrong } = partnerWordsOf(language);
  const filled = filledIn(form);
  const name = appName.safeParse(filled.name);
  const policy = policyUrl.safeParse(filled.privacyPolicyUrl);
  const uris = filled.redirectUris.split(/\s+/).filter((uri) => uri !== '');
  const made = proofOf(language, filled);
  const faults: Fault[] = [
    ...(name.success ? [] : [{ field: 'name', text: wrong.name }]),
    ...faultsOfUris(uris, filled, wrong),
    ...('fault' in made ? [{ field: 'publicKeys', text: made.fault }] : []),
    ...(policy.success || filled.privacyPolicyUrl === ''
      ? []
      : [{ field: 'privacyPolicyUrl', text: wrong.privacyPolicyUrl }]),
    ...questionNames
      .map(detailOf)
      .filter((field) => (form.get(field) ?? '').trim().length > longestDetail)
      .map((field) => ({ field, text: wrong.detail })),
  ];
  if (faults.length > 0 || !name.success || 'fault' in made) return { faults };
  return {
    app: {
      name: name.data,
      kind: filled.kind,
      privacyPolicyUrl: policy.data ?? null,
      redirectUris: [...new Set(uris)],
      answers: filled.answers,
      client: made.proof,
    },
  };
}

function faultsOfUris(
  uris: readonly string[],
  { authentication }: Filled,
  wrong: PartnerWords['wrong'],
): Fault[] {
  // Who proves itself by a key may ask by itself, for those who granted: no member signs in then.
  if (uris.length === 0 && authentication !== 'PRIVATE_KEY') {
    return [{ field: 'redirectUris', text: wrong.noRedirectUris }];
  }
  const fine =
    uris.length <= mostRedirectUris && uris.every((uri) => redirectUri.safeParse(uri).success);
  return fine ? [] : [{ field: 'redirectUris', text: wrong.redirectUris(mostRedirectUris) }];
}

function proofOf(
  language: Language,
  { authentication, publicKeys }: Filled,
): { readonly proof: ClientProof } | { readonly fault: string } {
  if (authentication !== 'PRIVATE_KEY') {
    if (publicKeys !== '') return { fault: partnerWordsOf(language).wrong.noPublicKeys };
    return proofOrText(language, newProof(authentication));
  }
  const keys = parseJson(publicKeys);
  if (keys !== undefined) return proofOrText(language, newProof(authentication, keys));
  return { fault: keyFaultText(language, { code: publicKeys === '' ? 'MISSING' : 'NOT_JSON' }) };
}

const proofOrText = (language: Language, made: ReturnType<typeof newProof>) =>
  'fault' in made ? { fault: keyFaultText(language, made.fault) } : made;
