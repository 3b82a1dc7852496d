import { z } from 'zod';
import { head, identifier, strings } from '../fhir/elements.ts';
import { parse } from '../kind.ts';

/** Who gives care: not about a member, so neither dated nor labelled. */
export const careProviderTypes: ReadonlySet<string> = new Set(['Organization', 'Practitioner']);

const npiSystem = 'http://hl7.org/fhir/sid/us-npi';

const humanName = z.object({
  text: z.string().optional(),
  prefix: strings.optional(),
  given: strings.optional(),
  family: z.string().optional(),
});

const schema = head.extend({
  identifier: z.array(identifier).optional(),
  /** Organization has words, Practitioner the parts of a person's name. */
  name: z.union([z.string(), z.array(humanName)]).optional(),
});

export type CareProvider = { readonly name: string | null; readonly npi: string | null };

/**
 * The name and national identifier of an Organization or Practitioner.
 *
 * @throws ElementFault naming the first element that is wrong
 */
export function careProviderOf(resource: unknown, type: string): CareProvider {
  const { name, identifier: identifiers } = parse(schema, resource, type);
  return {
    name: typeof name === 'string' ? name : personName(name?.[0]),
    npi: identifiers?.find((one) => one.system === npiSystem)?.value ?? null,
  };
}

function personName(name: z.infer<typeof humanName> | undefined): string | null {
  if (name?.text) return name.text;
  const words = [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family].filter(Boolean);
  return words.length > 0 ? words.join(' ') : null;
}
