import { GatewayError } from '../../errors.ts';

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string) => uuidShape.test(text);

/** A key that finds nothing, for ids that are none: unknown and malformed are told the same. */
const noUuid = '00000000-0000-0000-0000-000000000000';

/** The id when it has the shape of one, else one that finds nothing. */
export const uuidOrNone = (text: string) => (isUuid(text) ? text.toLowerCase() : noUuid);

/** What a decoded global id is. */
export type GlobalId = { readonly typename: string; readonly id: string };

/**
 * The id within a global id of the type that is wanted here.
 *
 * @throws GatewayError BAD_USER_INPUT when it is another type's
 */
export function idOf(typename: string, globalId: GlobalId, path: string): string {
  if (globalId.typename !== typename) {
    throw new GatewayError('BAD_USER_INPUT', {
      message: `${path}: this is the id of another type; ${typename} is wanted.`,
    });
  }
  return uuidOrNone(globalId.id);
}
