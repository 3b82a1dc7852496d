import { expect } from 'vitest';

/** What tells a stranger of our inside: stacks, files, SQL, tables, libraries. */
const insides = [
  /\n\s+at /,
  /node_modules|file:\/\/|node:internal/,
  /\.(ts|js|mjs|cjs):\d+/,
  /\b(select|insert into|update|delete from)\b.+\b(from|where|values|set)\b/is,
  /consent_grant|ledger\.(entry|head|append)|\bhealth\.[a-z]|member_id|service_date|pg_catalog/,
  /prisma|postgres|pothos|ZodError|P\d{4}\b/i,
  /invalid (input syntax|byte sequence)|out of range for type|violates/,
  /Unexpected error|is not a function|Cannot (read|convert)/,
];

/** Expects that an answer tells nothing of how the gateway is built. */
export function expectNothingOfOurInside(text: string): void {
  for (const inside of insides) expect(text).not.toMatch(inside);
}

/** Expects a refusal as clients can work with: an error with a text, and no data at all. */
export function expectClearRefusal(answer: { status: number; text: string }): void {
  expectNothingOfOurInside(answer.text);
  expect(answer.status).toBeLessThan(500);
  const body: unknown = JSON.parse(answer.text);
  const said = { message: expect.stringMatching(/\S/) };
  expect(body).toEqual(
    expect.toSatisfy(
      (given) =>
        isProblem(given) || expect.objectContaining({ errors: [said] }).asymmetricMatch(given),
    ),
  );
}
