import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { connectDatabase } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import { OperatorRefused } from '../../ledger/operator/alone.ts';
import { liftHold, placeHold } from '../../ledger/retention/holds.ts';
import { dayAfter, parseDay } from './days.ts';

/** `npm run ledger -- hold`: the hold's id alone on the last line of standard output. */
export async function runHold(config: Config, argv: readonly string[]): Promise<number> {
  const example =
    'Example: npm run ledger -- hold --reference CASE-17 --from 2016-01-01 --to 2016-12-31';
  const text = { type: 'string' } as const;
  const values = valuesOf(argv, { reference: text, from: text, to: text }, example);
  const { reference = '' } = values;
  // It stands in the ledger for good: a case's number, and nobody's name.
  if (!/^[\w./-]{1,64}$/.test(reference)) {
    throw new OperatorRefused(
      `--reference: a case's number, up to 64 letters, digits and . _ / - without spaces. ${example}`,
    );
  }
  const from = values.from === undefined ? undefined : parseDay('--from', values.from).getTime();
  const to = values.to === undefined ? undefined : dayAfter(parseDay('--to', values.to)).getTime();
  if (from !== undefined && to !== undefined && from >= to) {
    throw new OperatorRefused(`--to: the hold would end before it begins. ${example}`);
  }
  return withDatabase(config, async (database) => {
    const id = await placeHold(database, { reference, from, to });
    process.stderr.write(
      `The hold stands, and is in the ledger. Its end: npm run ledger -- lift --hold ${id}\n`,
    );
    process.stdout.write(`${id}\n`);
  });
}

/** `npm run ledger -- lift`. */
export async function runLift(config: Config, argv: readonly string[]): Promise<number> {
  const example = 'Example: npm run ledger -- lift --hold 01890000-0000-7000-8000-000000000000';
  const { hold } = valuesOf(argv, { hold: { type: 'string' } as const }, example);
  if (hold === undefined) throw new OperatorRefused(`--hold is missing. ${example}`);
  return withDatabase(config, async (database) => {
    const { reference } = await liftHold(database, hold);
    process.stdout.write(`The hold of ${reference} is lifted.\n`);
  });
}

function valuesOf<Name extends string>(
  argv: readonly string[],
  options: Readonly<Record<Name, { readonly type: 'string' }>>,
  example: string,
): { [Key in Name]?: string | undefined } {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new OperatorRefused(`${cause.message} ${example}`);
  }
}

async function withDatabase(
  config: Config,
  work: (database: Database) => Promise<void>,
): Promise<number> {
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const { database, close } = await connectDatabase(config, 'join', say);
  try {
    await work(database);
    return 0;
  } finally {
    await close();
  }
}
