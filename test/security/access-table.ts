import { readFile } from 'node:fs/promises';

/** Every kind of viewer. */
export const kinds = ['NOBODY', 'MEMBER', 'APP', 'PARTNER', 'AUDITOR', 'AGENT', 'ADMIN'] as const;
export type Kind = (typeof kinds)[number];

/** Who a rule of `schema/access.txt` lets through, said a second time, independently of the code. */
const mayPass: Readonly<Record<string, readonly Kind[]>> = {
  open: kinds,
  releasedByDoor: kinds,
  signedIn: ['MEMBER', 'APP', 'PARTNER', 'AUDITOR', 'AGENT', 'ADMIN'],
  member: ['MEMBER'],
  partner: ['PARTNER'],
  auditor: ['AUDITOR'],
  agent: ['AGENT'],
  admin: ['ADMIN'],
  office: ['AGENT', 'ADMIN'],
  memberOrOffice: ['MEMBER', 'AGENT', 'ADMIN'],
  memberOrApp: ['MEMBER', 'APP'],
  memberAppOrAuditor: ['MEMBER', 'APP', 'AUDITOR'],
  memberOrAuditor: ['MEMBER', 'AUDITOR'],
  memberAuditorOrAgent: ['MEMBER', 'AUDITOR', 'AGENT'],
  grantReader: ['MEMBER', 'APP', 'AUDITOR', 'AGENT'],
  disclosureReader: ['MEMBER', 'APP', 'PARTNER', 'AUDITOR'],
  appOrPartner: ['APP', 'PARTNER'],
  partnerOrAdmin: ['PARTNER', 'ADMIN'],
  overseer: ['PARTNER', 'AUDITOR', 'ADMIN'],
};

const rules = new Map(
  (await readFile(new URL('../../schema/access.txt', import.meta.url), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): [string, string] => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']),
);

/**
 * Whether a kind of viewer may ask for `Type.field`, as `schema/access.txt` says.
 *
 * @throws Error when the field or its rule is not known
 */
export function isLetThrough(kind: Kind, field: string): boolean {
  const passing = mayPass[rules.get(field) ?? ''];
  if (passing === undefined) throw new Error(`${field}: its rule is not in this test's table`);
  return passing.includes(kind);
}
