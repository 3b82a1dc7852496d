const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];

/** What every object, list, function and text inherits; twice the same when nothing was done to it. */
export const inherited = () =>
  prototypes.map((prototype) => ({
    keys: Reflect.ownKeys(prototype).map(String),
    // Identities: a function that another one replaced is another value.
    values: Object.values(Object.getOwnPropertyDescriptors(prototype)).map(
      ({ value, get }) => value ?? get,
    ),
  }));

const reaching = [
  '"__proto__":{"polluted":"yes","toString":"yes","isAdmin":true}',
  '"constructor":{"prototype":{"polluted":"yes"},"name":"yes"}',
  '"toString":"yes","valueOf":{"polluted":"yes"},"hasOwnProperty":1,"then":"yes","toJSON":"yes","length":-1',
].join(',');

/** The JSON of a value, in which every object has members too that would reach for prototypes. */
export function reachingJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(reachingJson).join(',')}]`;
  if (!(value instanceof Object)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}:${reachingJson(one)}`,
  );
  return `{${[reaching, ...members].join(',')}}`;
}
