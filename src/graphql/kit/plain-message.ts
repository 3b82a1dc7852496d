/** A message quotes what was sent, and that may be as long as a request. */
const longestMessage = 500;

/**
 * A message about a document as its author may read it: short, and without a guess where the schema
 * is not told. "Did you mean" would spell it out for strangers, name by name. That a guess was left
 * out must not show either: it would say "nearly".
 */
export function plainMessage(message: string, mayGuess: boolean): string {
  const guess = mayGuess ? -1 : message.lastIndexOf(' Did you mean ');
  const said = guess === -1 ? message : message.slice(0, guess);
  if (said.length <= longestMessage) return said;
  return `${said.slice(0, longestMessage).toWellFormed()}…`;
}
