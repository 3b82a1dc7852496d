import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Label } from '../../consent/vocabulary.ts';
import { socialSecurityHash } from '../../members/social-security.ts';
import { labelsOf } from '../terminology/labels-of.ts';
import type { ValueSetIndex } from '../terminology/value-set.ts';
import { ElementFault, type Place } from './faults.ts';
import { containedConcept } from './fhir/contained.ts';
import { head, type Reference } from './fhir/elements.ts';
import { inspect } from './fhir/inspect.ts';
import { ReferenceResolver, type Target } from './fhir/references.ts';
import type { InputResource } from './input/input-resource.ts';
import { type Kind, type Mapped, parse, type Row } from './kind.ts';
import { recordId } from './record-id.ts';
import { type CareProvider, careProviderOf } from './resources/care-provider.ts';
import { withoutSocialSecurity } from './social-security.ts';

/** The part that members and care providers have in common. */
type SourceResource = {
  readonly place: Place;
  readonly type: string;
  readonly id: string;
  readonly sourceId: string;
  /** SHA-256 of the canonical JSON (RFC 8785), in hex: the same however the file was laid out. */
  readonly sourceHash: string;
  /** The resource's text as it came: PostgreSQL keeps decimals that a parsed number would lose. */
  readonly sourceText: string;
};

/** One record, ready to be written. */
export type PendingRecord = SourceResource & {
  readonly kind: Kind;
  readonly memberId: string;
  readonly memberReference: string;
  readonly serviceDate: string;
  readonly ownLabels: readonly Label[];
  readonly inherits: readonly Target[];
  readonly row: Row;
  readonly parts: Mapped['parts'];
  /** Of a Patient, where they have one and it is kept. */
  readonly socialSecurityHash: Buffer | undefined;
};

/** An Organization or Practitioner, ready to be written. */
export type PendingProvider = SourceResource & { readonly provider: CareProvider };

/** What stays the same over one run. */
export type Reading = {
  readonly planId: string;
  readonly valueSets: ValueSetIndex;
  /** What Social Security numbers are hashed with; without it, none is kept. */
  readonly socialSecurityKey: Uint8Array | undefined;
};

/** Reads what every resource has: its id, its hash. `inspect` has passed it already. */
function readSource(input: InputResource, planId: string): SourceResource {
  const { type } = input;
  // A Bundle's new resources are named by their fullUrl alone.
  const sourceId = parse(head, input.resource, type).id ?? input.fullUrlId;
  if (sourceId === undefined) {
    throw new ElementFault(`${type}.id`, 'missing: without an id it could not be updated later');
  }
  const canonical = canonicalize(input.resource);
  if (canonical === undefined) throw new ElementFault(type, 'not a JSON object');
  return {
    place: input.place,
    type,
    id: recordId(planId, type, sourceId),
    sourceId,
    sourceHash: hash('sha256', canonical, 'hex'),
    sourceText: input.text,
  };
}

/**
 * Reads an Organization or Practitioner.
 *
 * @throws ElementFault naming the element that is wrong
 */
export function readProvider(given: InputResource, { planId }: Reading): PendingProvider {
  inspect(given.resource, given.type);
  const { input } = withoutSocialSecurity(given);
  return {
    ...readSource(input, planId),
    provider: careProviderOf(input.resource, input.type),
  };
}

/**
 * Reads one resource about a member: what is stored of it, whose it is, and its own labels.
 *
 * @throws ElementFault naming the element that is wrong
 */
export function readRecord(given: InputResource, kind: Kind, reading: Reading): PendingRecord {
  const { planId, valueSets, socialSecurityKey: key } = reading;
  const mentioned = inspect(given.resource, given.type);
  const { input, number } = withoutSocialSecurity(given);
  const { resource, type } = input;
  const source = readSource(input, planId);
  const mapped = kind.map(resource);
  const resolver = new ReferenceResolver(planId, input.fullUrls);
  const { concepts, inherits } = separate(mapped.inherits, resource, resolver);
  const security = parse(head, resource, type).meta?.security ?? [];
  const member = memberOf(mapped.member, source, resolver);
  return {
    ...source,
    kind,
    memberId: member.id,
    memberReference: mapped.member?.reference ?? `Patient/${source.sourceId}`,
    serviceDate: mapped.serviceDate,
    ownLabels: labelsOf(
      {
        clinical: kind.clinical,
        concepts: [...mapped.concepts.filter((one) => one !== undefined), ...concepts],
        mentioned,
        security,
      },
      valueSets,
    ),
    inherits,
    row: resolveProviders(mapped.row, kind, resolver),
    parts: mapped.parts,
    socialSecurityHash:
      key === undefined || number === undefined ? undefined : socialSecurityHash(key, number),
  };
}

function memberOf(
  reference: Reference | null,
  source: SourceResource,
  resolver: ReferenceResolver,
): Target {
  if (reference === null) return { id: source.id, type: 'Patient' };
  const { reference: literal } = reference;
  if (literal === undefined) {
    throw new ElementFault(source.type, 'names no patient: give a reference such as Patient/123');
  }
  const target = resolver.resolve(literal);
  if (target.type !== 'Patient') {
    throw new ElementFault(
      source.type,
      `its patient is ${JSON.stringify(literal.slice(0, 100))}: give Patient/ID, or the fullUrl of a Patient in the same Bundle`,
    );
  }
  return target;
}

/**
 * References through which labels travel: to other records, or to what the resource contains or
 * only describes, which then counts among its own statements.
 */
function separate(
  references: Mapped['inherits'],
  resource: unknown,
  resolver: ReferenceResolver,
): { concepts: Parameters<typeof labelsOf>[0]['concepts']; inherits: Target[] } {
  const present = references.filter((one) => one !== undefined);
  const concepts = present.flatMap(({ reference: literal, display }) => {
    if (literal === undefined) return [{ text: display }];
    return literal.startsWith('#') ? [containedConcept(resource, literal)] : [];
  });
  const inherits = present.flatMap(({ reference: literal }) =>
    literal === undefined || literal.startsWith('#') ? [] : [resolver.resolve(literal)],
  );
  return { concepts, inherits };
}

/** Adds to each reference of a provider the id under which its name may be found. */
function resolveProviders(row: Row, kind: Kind, resolver: ReferenceResolver): Row {
  const resolved = Object.entries(kind.columns)
    .filter(([, type]) => type === 'provider')
    .map(([column]) => {
      const given = row[column];
      if (given === null || typeof given !== 'object' || !('reference' in given)) {
        return [column, given];
      }
      const { reference: literal } = given;
      return [column, literal ? { ...given, id: resolver.resolve(literal).id } : given];
    });
  return { ...row, ...Object.fromEntries(resolved) };
}
