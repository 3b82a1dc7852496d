import { expect } from 'vitest';
import { z } from 'zod';

/** What tells a stranger of our inside: stacks, files, SQL, tables, libraries. */
const insides = [
  /(\n|\\n)\s+at /,
  /node_modules|file:\/\/|node:internal/,
  /\.(ts|js|mjs|cjs):\d+/,
  /\b(select .+ from|insert into|delete from|update .+ set) /i,
  /consent_grant|ledger\.(entry|head|append)|\bhealth\.[a-z]|member_id|service_date|pg_catalog/,
  /\b(prisma|postgres|pothos|zod(error)?\b|P20\d\d\b)/i,
  /invalid (input syntax|byte sequence)|out of range for type|violates|SyntaxError/,
  /is not a function|Cannot (read|convert)|is not iterable/,
];

/**
 * Expects that an answer tells nothing of how the gateway is built.
 * @param echo random text that was sent: an answer may quote it, whatever it happens to spell
 */
export function expectNothingOfOurInside(text: string, echo = ''): void {
  const quoted = JSON.stringify(echo).slice(1, -1);
  const ours = quoted === '' ? text : text.replaceAll(quoted, '…');
  for (const inside of insides) expect(ours).not.toMatch(inside);
}

const coded = z.looseObject({
  message: z.string().min(1),
  extensions: z.strictObject({ code: z.string().regex(/^[A-Z_]+$/) }),
});

const refusal = z.union([
  z.strictObject({
    type: z.string(),
    title: z.string().min(1),
    status: z.int().min(400).max(499),
    detail: z.string().min(1),
  }),
  z.strictObject({
    errors: z.array(coded).min(1),
    data: z.record(z.string(), z.null()).nullish(),
  }),
]);

/** Expects a refusal that clients can work with: it says what is wrong, and holds no data. */
export function expectClearRefusal(answer: { status: number; text: string }): void {
  expectNothingOfOurInside(answer.text);
  expect(answer.status, answer.text).toBeLessThan(500);
  const { success } = refusal.safeParse(JSON.parse(answer.text));
  expect(success, answer.text).toBe(true);
}
