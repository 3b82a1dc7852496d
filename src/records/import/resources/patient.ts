import { z } from 'zod';
import { dayOf, fhirDate, undated } from '../fhir/dates.ts';
import { codesOf, concept, firstCode, head, identifier, strings } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

const identifierType = 'http://terminology.hl7.org/CodeSystem/v2-0203';

const schema = head.extend({
  identifier: z.array(identifier).optional(),
  name: z
    .array(
      z.object({
        use: z.string().optional(),
        family: z.string().optional(),
        given: strings.optional(),
      }),
    )
    .optional(),
  telecom: z
    .array(z.object({ system: z.string().optional(), value: z.string().optional() }))
    .optional(),
  gender: z.string().optional(),
  birthDate: fhirDate.optional(),
  address: z
    .array(
      z.object({
        line: strings.optional(),
        city: z.string().optional(),
        state: z.string().optional(),
        postalCode: z.string().optional(),
        country: z.string().optional(),
      }),
    )
    .optional(),
  communication: z
    .array(z.object({ language: concept, preferred: z.boolean().optional() }))
    .optional(),
});
type Patient = z.infer<typeof schema>;

export const patient = kind({
  type: 'Patient',
  table: 'demographics',
  clinical: false,
  columns: {
    family_name: 'text',
    given_names: 'text[]',
    birth_date: 'date',
    gender: 'text',
    member_number: 'text',
    phone: 'text',
    email: 'text',
    address_lines: 'text[]',
    city: 'text',
    state: 'text',
    postal_code: 'text',
    country: 'text',
    language: 'text',
  },
  schema,
  map: (resource) => {
    const name = resource.name?.find((one) => one.use === 'official') ?? resource.name?.[0];
    const address = resource.address?.[0];
    return {
      member: null,
      // Who somebody is has no date of service; the gateway does not judge it by date.
      serviceDate: undated,
      concepts: [],
      inherits: [],
      row: {
        family_name: name?.family ?? null,
        given_names: name?.given ?? [],
        birth_date: dayOf(resource.birthDate),
        gender: resource.gender ?? null,
        member_number: memberNumber(resource),
        phone: telecom(resource, 'phone'),
        email: telecom(resource, 'email'),
        address_lines: address?.line ?? [],
        city: address?.city ?? null,
        state: address?.state ?? null,
        postal_code: address?.postalCode ?? null,
        country: address?.country ?? null,
        language: language(resource),
      },
    };
  },
});

/** The identifier of type MB (member number); a medical record number is not one. */
const memberNumber = ({ identifier: identifiers }: Patient): string | null =>
  identifiers?.find((one) => codesOf(one.type, identifierType).includes('MB'))?.value ?? null;

const telecom = (resource: Patient, system: string): string | null =>
  resource.telecom?.find((one) => one.system === system)?.value ?? null;

function language({ communication }: Patient): string | null {
  const chosen = communication?.find((one) => one.preferred) ?? communication?.[0];
  return firstCode(chosen?.language);
}
