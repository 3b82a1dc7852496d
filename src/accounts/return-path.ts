/**
 * Where a member came from: the app's request that waits. Nothing else is gone back to, so that no link
 * to us leads anywhere else (CWE-601).
 */
export function returnPathOf(given: string | null | undefined): string | undefined {
  return given && /^\/oauth\/interaction\/[A-Za-z0-9_-]{1,100}$/.test(given) ? given : undefined;
}
