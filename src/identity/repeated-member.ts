/**
 * Finds a member name that one object of a JSON text holds twice, at any depth. JSON.parse silently
 * takes the last; another reader (the issuer's, a proxy's) may take the first and see another person
 * (RFC 7519, section 4, lets us refuse such tokens).
 *
 * @param json a text that JSON.parse accepts
 * @returns whether any object repeats a name
 */
export function hasRepeatedMember(json: string): boolean {
  // In valid JSON these tokens are enough to know the nesting and which strings are names.
  // The closing quote may be missing, so that no other text makes the search try again and again.
  const tokens = /("(?:[^"\\]|\\.)*"?)\s*(:)?|[{}[\]]/g;
  const open: Set<string>[] = [];
  for (const [token, string, colon] of json.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (string !== undefined && colon !== undefined) {
      // Parsed, since "sub" and "\u0073ub" are the same name.
      const name = String(JSON.parse(string));
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}
