import { z } from 'zod';
import type { DoorConnection } from './connection.ts';
import { holdsFamilyName, isSameName } from './same-name.ts';

/** What somebody tells to show who they are. All of it must match. */
export type Identification = {
  readonly familyName: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
} & ({ readonly memberNumber: string } | { readonly socialSecurityHash: Buffer });

/** Who was found, and no more than was told to find them. */
export type IdentifiedMember = {
  readonly memberId: string;
  readonly givenNames: readonly string[];
};

/** More than one family has under one number; who has more is nobody's number. */
const most = 50;

/** Finds a member by identification; several matches are none. Wrong facts and unknown ones cost the same. */
export async function identifyMember(
  connection: DoorConnection,
  by: Identification,
): Promise<IdentifiedMember | undefined> {
  const { rows } = await connection.query(
    'memberNumber' in by
      ? {
          name: 'door-identify',
          text: `select member_id, family_name, given_names from health.demographics
            where member_number in ($1, upper($1)) and birth_date = $2::date limit ${most}`,
          values: [by.memberNumber, by.birthDate],
        }
      : {
          name: 'door-identify-by-social-security',
          text: `select member_id, d.family_name, d.given_names
            from health.social_security_number s join health.demographics d using (member_id)
            where s.hash = $1 and d.birth_date = $2::date limit ${most}`,
          values: [by.socialSecurityHash, by.birthDate],
        },
  );
  const [found, another] = z
    .array(identifiedRow)
    .parse(rows)
    .filter(({ family_name }) => isSameName(family_name ?? '', by.familyName));
  if (found === undefined || another !== undefined) return undefined;
  return { memberId: found.member_id, givenNames: found.given_names };
}

/** The members under a number: a family may share one. For an identity provider that knows who signs in. */
export async function findByMemberNumber(
  connection: DoorConnection,
  memberNumber: string,
): Promise<readonly string[]> {
  const { rows } = await connection.query({
    name: 'door-member-number',
    text: `select member_id from health.demographics where member_number in ($1, upper($1)) limit ${most}`,
    values: [memberNumber],
  });
  return z
    .array(z.object({ member_id: z.string() }))
    .parse(rows)
    .map(({ member_id }) => member_id);
}

/** Whether a name has the member's family name in it; none on record is in every name. */
export async function isNameOf(
  connection: DoorConnection,
  memberId: string,
  name: string,
): Promise<boolean> {
  const { rows } = await connection.query({
    name: 'door-family-name',
    text: 'select family_name from health.demographics where member_id = $1',
    values: [memberId],
  });
  return z
    .array(z.object({ family_name: z.string().nullable() }))
    .parse(rows)
    .every(({ family_name }) => holdsFamilyName(name, family_name ?? ''));
}

const identifiedRow = z.object({
  member_id: z.string(),
  family_name: z.string().nullable(),
  given_names: z.array(z.string()),
});
