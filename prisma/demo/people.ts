import type { IsoDate } from './dates.ts';
import { FAMILIES, MEN, STREETS, WOMEN } from './names.ts';
import type { Random } from './random.ts';
import type { Language } from './vocabulary.ts';

export type Gender = 'female' | 'male';

interface PostalAddress {
  readonly line: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
}

/** A made-up person; nobody of this name, number and address is known to exist. */
export interface Person {
  readonly given: string;
  readonly family: string;
  readonly gender: Gender;
  readonly birthDate: IsoDate;
  readonly language: Language;
  /** Nine digits of a range that is never issued. */
  readonly socialSecurityNumber: string;
  readonly phone: string;
  readonly email: string;
  readonly address: PostalAddress;
}

/** Name, gender and language: what does not depend on the plan. */
export type Identity = Pick<Person, 'given' | 'family' | 'gender' | 'language'>;

/** A place where a plan does business. */
export interface Town {
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly areaCode: string;
}

/** So many identities, half of them women, no family name twice. At most as many as there are family names. */
export function inventIdentities(random: Random, count: number): Identity[] {
  const women = random.sample(WOMEN, Math.ceil(count / 2));
  const men = random.sample(MEN, Math.floor(count / 2));
  const families = random.sample(FAMILIES, count);
  const named = random.shuffle([
    ...women.map((given) => ({ given, gender: 'female' as const })),
    ...men.map((given) => ({ given, gender: 'male' as const })),
  ]);
  return families.flatMap(({ family, language }, index) =>
    named.slice(index, index + 1).map(({ given, gender }) => ({
      given,
      family,
      gender,
      language: random.chance(0.75) ? language : 'en',
    })),
  );
}

/**
 * The person behind an identity. `index` (0 to 99) keeps numbers apart: two people never share a
 * social security number, a phone number or an e-mail address.
 */
export function inventPerson(
  random: Random,
  identity: Identity,
  birthDate: IsoDate,
  town: Town,
  index: number,
): Person {
  const serial = String(index).padStart(2, '0');
  const { city, state, postalCode, areaCode } = town;
  return {
    ...identity,
    birthDate,
    // 900–999 is never issued as an area number, and 10–49 never as an ITIN's group.
    socialSecurityNumber: `9${serial}${random.integer(10, 49)}${random.digits(4)}`,
    // 555-0100 to 555-0199 are set aside for fiction.
    phone: `+1-${areaCode}-555-01${serial}`,
    email: `${asciiOf(identity.given)}.${asciiOf(identity.family)}@mail.example`,
    address: {
      line: `${random.integer(1, 980)} ${random.pick(STREETS)}`,
      city,
      state,
      postalCode,
    },
  };
}

function asciiOf(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
}
