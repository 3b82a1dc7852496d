import { builder } from './builder.ts';
import { type Access, fields, open } from './rules.ts';

/** What a user can mend: comes back as data, a member of the mutation's union. */
class UserError extends Error {
  readonly code: string;
  /** Where in the input, such as `input.termDays`. */
  readonly path: string | null;

  constructor(code: string, message: string, path: string | null = null) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** Something in the input is wrong. */
export class InvalidInput extends UserError {
  constructor(message: string, path: string) {
    super('INVALID_INPUT', message, path);
  }
}

/** The plan's sharing policy does not allow it. */
export class PolicyRefusal extends UserError {
  constructor(message: string, path: string | null = null) {
    super('POLICY_REFUSAL', message, path);
  }
}

/** There is none, or none for this viewer: the two are told the same. */
export class NotFound extends UserError {
  constructor(what: string, path: string) {
    super('NOT_FOUND', `There is no such ${what}.`, path);
  }
}

/** It is no longer in a state where this can be done. */
export class StateConflict extends UserError {
  constructor(message: string, path: string | null = null) {
    super('STATE_CONFLICT', message, path);
  }
}

const errorInterface = builder.interfaceRef<UserError>('Error').implement({
  description: 'Why something could not be done, and what in the input to mend.',
  fields: (t) => ({
    message: t.exposeString('message', { nullable: false, description: 'For people.' }),
    code: t.exposeString('code', { nullable: false, description: 'For programs.' }),
    path: t.exposeString('path', { description: 'Where in the input.' }),
  }),
});

const descriptions = [
  [InvalidInput, 'InvalidInput', 'Something in the input is wrong.'],
  [PolicyRefusal, 'PolicyRefusal', "The plan's sharing policy does not allow it."],
  [NotFound, 'NotFound', 'There is none, or none for you.'],
  [StateConflict, 'StateConflict', 'It is not in a state where this can be done.'],
] as const;

for (const [type, name, description] of descriptions) {
  builder.objectType(type, { name, description, interfaces: [errorInterface] });
}

/** What every mutation may answer with besides its payload. */
export const userErrors = [InvalidInput, PolicyRefusal, NotFound, StateConflict];

export const access: Access = Object.fromEntries(
  descriptions.map(([, name]) => [name, fields(['message', 'code', 'path'], open)]),
);
