/** Who does what an entry tells of: an opaque id, and which kind of viewer that is. */
export type Actor = { readonly actor: string; readonly actorKind: string };
