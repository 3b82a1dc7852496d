import { hl7Concept, SYSTEM } from '../catalog/systems.ts';
import type { Organization, Practitioner } from '../fhir/administrative.ts';
import type { Identifier } from '../fhir/datatypes.ts';
import type { Directory, Facility } from '../history/directory.ts';

/** The Organization and Practitioner resources of a plan. */
export function* directoryResources(directory: Directory): Iterable<Organization | Practitioner> {
  yield organization(directory.payer);
  yield* directory.facilities.map(organization);
  for (const { id, npi, given, family } of directory.clinicians) {
    yield {
      resourceType: 'Practitioner',
      id,
      identifier: [npiIdentifier(npi)],
      active: true,
      name: [{ use: 'official', family, given: [given] }],
    };
  }
}

function organization(facility: Facility): Organization {
  const { id, npi, kind, name, city, state, postalCode } = facility;
  return {
    resourceType: 'Organization',
    id,
    identifier: [npiIdentifier(npi)],
    active: true,
    type: [hl7Concept('organization-type', kind === 'payer' ? 'pay' : 'prov')],
    name,
    telecom: [{ system: 'phone', value: `+1-800-555-01${npi.slice(-2)}`, use: 'work' }],
    address: [{ use: 'work', line: ['1 Commerce Square'], city, state, postalCode, country: 'US' }],
  };
}

function npiIdentifier(npi: string): Identifier {
  return { type: hl7Concept('v2-0203', 'NPI'), system: SYSTEM.npi, value: npi };
}
