import { z } from 'zod';
import { plainName } from '../../consent/door/same-name.ts';
import { eligibilityOf } from '../../members/eligibility.ts';
import { socialSecurityDigits, socialSecurityHash } from '../../members/social-security.ts';
import { h } from '../../pages/markup.ts';
import { actions, button, field, form } from '../../pages/parts.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import { dateText } from '../../pages/words/dates.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { AccountParts } from '../parts.ts';
import { openVisit } from '../visits.ts';
import type { Asked } from './asked.ts';
import { pathWith } from './asked.ts';
import {
  errorOf,
  type Failure,
  type FieldError,
  type Outcome,
  pageOutcome,
  waitFailure,
} from './outcome.ts';
import { signInLink } from './sign-in-link.ts';

/** What somebody tells of who they are. */
type Facts = {
  readonly memberNumber: string;
  readonly socialSecurity: string;
  readonly birthDate: string;
  readonly familyName: string;
};

const nothing: Facts = { memberNumber: '', socialSecurity: '', birthDate: '', familyName: '' };

/** The first step of registering: who somebody is. Unknown people and wrong facts are answered alike. */
export async function whoStep(parts: AccountParts, asked: Asked): Promise<Outcome> {
  const { language, returnTo } = asked;
  if (asked.form === undefined) return whoPage(asked, nothing);
  const facts = factsOf(asked.form);
  const again = (failure: Failure) => whoPage(asked, facts, failure);
  const errors = faultsOf(asked, facts);
  if (errors.length > 0) return again({ errors });
  const { memberNumber, birthDate, familyName } = facts;
  const digits = memberNumber === '' ? socialSecurityDigits(facts.socialSecurity) : undefined;
  const by =
    digits === undefined
      ? { memberNumber }
      : { socialSecurityHash: socialSecurityHash(parts.socialSecurityKey, digits) };
  // Counted by the number, and by the person of whom many numbers are tried; each as the door compares it.
  const keys = [
    'memberNumber' in by
      ? `number ${memberNumber.toUpperCase()}`
      : `hash ${by.socialSecurityHash.toString('hex')}`,
    `person ${birthDate} ${plainName(familyName)}`,
  ];
  const waits = await Promise.all(keys.map((key) => parts.limits.identification.take(key)));
  const seconds = Math.max(...waits.map((wait) => wait ?? 0));
  if (seconds > 0) return again(waitFailure(language, seconds));
  const words = registrationWordsOf(language).who;
  const found = await parts.identify({ ...by, birthDate, familyName });
  if (found === undefined) return again({ text: words.notFound });
  await Promise.all(keys.map((key) => parts.limits.identification.forgive(key)));
  const { memberId } = found;
  const member = await parts.database.prisma.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { effectiveFrom: true, effectiveUntil: true },
  });
  // Whoever knows all three facts could as well register in time: they are told no more than that.
  const eligibility = eligibilityOf(member, new Date());
  if (eligibility.kind === 'EARLY') {
    return again({ text: words.early(dateText(language, eligibility.from)) });
  }
  if (eligibility.kind === 'OVER') return again({ text: words.over });
  const { path, cookie } = await openVisit(parts.database, parts.origin, { memberId, returnTo });
  return { kind: 'GO', path: pathWith(path, language), cookie };
}

function factsOf(given: URLSearchParams): Facts {
  const text = (name: string) => (given.get(name) ?? '').trim().slice(0, 200);
  return {
    memberNumber: text('memberNumber'),
    socialSecurity: text('socialSecurity'),
    birthDate: text('birthDate'),
    familyName: text('familyName'),
  };
}

function faultsOf({ language }: Asked, facts: Facts): FieldError[] {
  const { missing } = registrationWordsOf(language).who;
  const faults: FieldError[] = [];
  if ((facts.memberNumber === '') === (facts.socialSecurity === '')) {
    faults.push({ field: 'memberNumber', text: missing.number });
  } else if (facts.memberNumber === '' && !socialSecurityDigits(facts.socialSecurity)) {
    faults.push({ field: 'socialSecurity', text: missing.socialSecurity });
  }
  if (!z.iso.date().safeParse(facts.birthDate).success) {
    faults.push({ field: 'birthDate', text: missing.birthDate });
  }
  if (facts.familyName === '') faults.push({ field: 'familyName', text: missing.familyName });
  return faults;
}

function whoPage(asked: Asked, facts: Facts, failure?: Failure): Outcome {
  const { language } = asked;
  const { who } = registrationWordsOf(language);
  const words = wordsOf(language);
  return pageOutcome(
    asked,
    { title: who.title, step: 1 },
    failure,
    h('p', null, who.lead),
    form(
      field({
        name: 'memberNumber',
        label: who.number,
        hint: who.numberHint,
        value: facts.memberNumber,
        error: errorOf(failure, 'memberNumber'),
        autoComplete: 'off',
        narrow: true,
      }),
      h('p', { className: 'cg-or' }, who.or),
      // What was given is not sent back: the page may stay open where others see it.
      field({
        name: 'socialSecurity',
        label: who.socialSecurity,
        hint: who.socialSecurityHint,
        error: errorOf(failure, 'socialSecurity'),
        autoComplete: 'off',
        inputMode: 'numeric',
        narrow: true,
      }),
      field({
        name: 'birthDate',
        label: who.birthDate,
        type: 'date',
        value: facts.birthDate,
        error: errorOf(failure, 'birthDate'),
        autoComplete: 'bday',
        narrow: true,
      }),
      field({
        name: 'familyName',
        label: who.familyName,
        hint: who.familyNameHint,
        value: facts.familyName,
        error: errorOf(failure, 'familyName'),
        autoComplete: 'family-name',
      }),
      actions(button('find', words.next, 'solid')),
    ),
    h('p', { className: 'cg-after' }, signInLink(asked, who.haveAccount)),
  );
}
