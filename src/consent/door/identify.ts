import { z } from 'zod';
import type { DoorConnection } from './connection.ts';

/** What a caller tells the Member Help Team to show who they are. All three must match. */
export type Identification = {
  readonly memberNumber: string;
  readonly familyName: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
};

/** Who was found, and no more than was told to find them. */
export type IdentifiedMember = {
  readonly memberId: string;
  readonly givenNames: readonly string[];
};

/** Finds a caller by exact identification; several matches are none. */
export async function identifyMember(
  connection: DoorConnection,
  by: Identification,
): Promise<IdentifiedMember | undefined> {
  const { rows } = await connection.query({
    name: 'door-identify',
    text: `select member_id, given_names from health.demographics
      where member_number = $1 and lower(family_name) = lower($2) and birth_date = $3::date limit 2`,
    values: [by.memberNumber, by.familyName, by.birthDate],
  });
  const [found, another] = z.array(identifiedRow).parse(rows);
  if (found === undefined || another !== undefined) return undefined;
  return { memberId: found.member_id, givenNames: found.given_names };
}

const identifiedRow = z.object({ member_id: z.string(), given_names: z.array(z.string()) });
