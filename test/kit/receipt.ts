import { z } from 'zod';

/** What an app is handed of the entries of its answer. */
const receipt = z.strictObject({
  release: z.guid(),
  index: z.int().nonnegative(),
  leafHashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1),
});
export type ReceivedReceipt = z.infer<typeof receipt>;

const atTheEnd =
  /,"extensions":\{"receipt":(\{[^{}]*\})(?:,"redisclosureNotice":(\{[^{}]*\}))?\}\}$/;

/**
 * Tells an answer from its receipt, which differs from answer to answer as their entries do.
 *
 * @throws when what stands there is no whole receipt
 */
export function splitReceipt(text: string): {
  readonly text: string;
  readonly receipt: ReceivedReceipt | undefined;
  /** What 42 CFR 2.32 has go with it, as JSON. */
  readonly notice?: string;
} {
  const [all, found, notice] = atTheEnd.exec(text) ?? [];
  if (all === undefined || found === undefined) return { text, receipt: undefined };
  return {
    text: `${text.slice(0, -all.length)}}`,
    receipt: receipt.parse(JSON.parse(found)),
    ...(notice === undefined ? {} : { notice }),
  };
}
