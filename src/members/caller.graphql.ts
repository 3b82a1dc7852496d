import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { type Access, agent, fields } from '../graphql/kit/rules.ts';
import { NotFound } from '../graphql/kit/user-errors.ts';

/** A caller whom an agent has identified. */
export type Caller = {
  readonly memberId: string;
  readonly memberNumber: string;
  readonly givenNames: readonly string[];
  readonly familyName: string;
};

export const CallerIdentification = builder.inputType('CallerIdentification', {
  description: 'What a caller tells to show who they are. All of it must match.',
  fields: (t) => ({
    memberNumber: t.string({ required: true, description: 'The number on the ID card.' }),
    familyName: t.string({ required: true, description: 'The family name.' }),
    birthDate: t.field({ type: 'Date', required: true, description: 'The date of birth.' }),
  }),
});

/** The GraphQL type; the caller's grants are added where grants live. */
export const CallerRef = builder.objectRef<Caller>('Caller').implement({
  description: 'Who is calling the Member Help Team: identification only, no health data.',
  fields: (t) => ({
    memberId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Their id.',
      resolve: (caller) => caller.memberId,
    }),
    memberNumber: t.exposeString('memberNumber', {
      nullable: false,
      description: 'The number on the ID card.',
    }),
    givenNames: t.stringList({
      nullable: false,
      description: 'The given names.',
      resolve: (caller) => [...caller.givenNames],
    }),
    familyName: t.exposeString('familyName', { nullable: false, description: 'The family name.' }),
  }),
});

/** The caller, when everything they told matches one member. Each try is an entry in the ledger. */
async function identifiedCaller(
  context: RequestContext,
  by: { memberNumber: string; familyName: string; birthDate: Date },
): Promise<Caller | null> {
  if (context.viewer.kind !== 'AGENT') throw new GatewayError('FORBIDDEN');
  const { memberNumber, familyName } = by;
  const birthDate = by.birthDate.toISOString().slice(0, 10);
  const found = await context.reader.identifyCaller({ memberNumber, familyName, birthDate });
  return found === undefined ? null : { ...found, memberNumber, familyName };
}

/**
 * The same, where something is to be done for them.
 *
 * @throws NotFound when nobody matches
 */
export async function requiredCaller(
  ...asked: Parameters<typeof identifiedCaller>
): Promise<Caller> {
  const caller = await identifiedCaller(...asked);
  if (caller === null) throw new NotFound('member', 'input.caller');
  return caller;
}

builder.queryField('caller', (t) =>
  t.field({
    type: CallerRef,
    description: 'The member who is calling, when all that they tell matches; for agents.',
    args: {
      identification: t.arg({
        type: CallerIdentification,
        required: true,
        description: 'What the caller tells.',
      }),
    },
    resolve: (_parent, { identification }, context) => identifiedCaller(context, identification),
  }),
);

export const access: Access = {
  Query: { caller: agent },
  Caller: fields(['memberId', 'memberNumber', 'givenNames', 'familyName'], agent),
};
