import { socialSecurityDigits } from '../../members/social-security.ts';
import { parseJson } from '../../parse-json.ts';
import { ElementFault } from './faults.ts';
import type { InputResource, Json } from './input/input-resource.ts';

const systems: ReadonlySet<unknown> = new Set([
  'http://hl7.org/fhir/sid/us-ssn',
  'urn:oid:2.16.840.1.113883.4.1',
]);
const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';
/** What a text with such a number has; with escapes, it may have it unseen. */
const marks = /us-ssn|2\.16\.840\.1\.113883\.4\.1|"SS"|\\u/;

/**
 * A resource without Social Security numbers: zeros stand in their place wherever they occur, so that
 * neither what is stored nor a hash of it tells them.
 *
 * @returns the number of a Patient besides, which is hashed and let go
 * @throws ElementFault where one cannot be taken out
 */
export function withoutSocialSecurity(input: InputResource): {
  readonly input: InputResource;
  readonly number: string | undefined;
} {
  if (!marks.test(input.text)) return { input, number: undefined };
  const written = numbersIn(input.resource);
  if (written.length === 0) return { input, number: undefined };
  let { text } = input;
  for (const one of written) {
    for (const shape of shapesOf(one)) text = text.replaceAll(shape, shape.replace(/\d/g, '0'));
  }
  const resource = parseJson(text);
  if (!isJson(resource) || numbersIn(resource).length > 0) {
    throw new ElementFault(
      `${input.type}.identifier`,
      'has a Social Security number that cannot be taken out: write it as nine digits',
    );
  }
  if (resource['id'] !== input.resource['id']) {
    throw new ElementFault(
      `${input.type}.id`,
      'is the Social Security number: give another id, and refer by that',
    );
  }
  const [own] = ownNumbersOf(input);
  return { input: { ...input, text, resource }, number: own };
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every number of that kind, as it is written. */
function numbersIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  const own = isJson(value) ? numberOf(value) : undefined;
  const inner = Object.values(value).flatMap(numbersIn);
  return own === undefined ? inner : [own, ...inner];
}

function numberOf(identifier: Json): string | undefined {
  const { system, value, type } = identifier;
  if (typeof value !== 'string' || !(systems.has(system) || isSocialSecurityType(type))) {
    return undefined;
  }
  const digits = socialSecurityDigits(value);
  return digits === undefined || /^0+$/.test(digits) ? undefined : value;
}

const isSocialSecurityType = (type: unknown): boolean =>
  isJson(type) &&
  Array.isArray(type['coding']) &&
  type['coding'].some(
    (coding) => isJson(coding) && coding['system'] === identifierTypes && coding['code'] === 'SS',
  );

/** As it is written, and as it may stand elsewhere in the same resource. */
function shapesOf(written: string): readonly string[] {
  const digits = socialSecurityDigits(written) ?? '';
  const parts = [digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)];
  return [JSON.stringify(written).slice(1, -1), digits, parts.join('-'), parts.join(' ')];
}

function ownNumbersOf({ type, resource }: InputResource): string[] {
  const identifiers = resource['identifier'];
  if (type !== 'Patient' || !Array.isArray(identifiers)) return [];
  return identifiers.flatMap((one) => {
    const written = isJson(one) ? numberOf(one) : undefined;
    const digits = written === undefined ? undefined : socialSecurityDigits(written);
    return digits === undefined ? [] : [digits];
  });
}
