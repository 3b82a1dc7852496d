import { date, text, texts } from '../../consent/door/fields.ts';
import type { RecordKind } from '../../consent/door/record-kind.ts';

/** The member themself: FHIR Patient. */
export const demographics: RecordKind = {
  name: 'Demographics',
  resources: ['Patient'],
  plural: 'demographics',
  perMember: 'one',
  description: 'Who the member is: FHIR Patient.',
  table: 'demographics',
  category: 'DEMOGRAPHICS',
  dated: false,
  fields: {
    familyName: text('family_name', 'The family name.'),
    givenNames: texts('given_names', 'The given names, in order.'),
    birthDate: date('birth_date', 'The date of birth.'),
    gender: text('gender', 'The administrative gender.'),
    memberNumber: text('member_number', "The number on the plan's ID card."),
    phone: text('phone', 'A telephone number.'),
    email: text('email', 'An e-mail address.'),
    addressLines: texts('address_lines', 'Street and number.'),
    city: text('city', 'The city.'),
    state: text('state', 'The state, as the source gives it.'),
    postalCode: text('postal_code', 'The postal code.'),
    country: text('country', 'The country.'),
    language: text('language', 'The language to use with the member, BCP 47.'),
  },
};
