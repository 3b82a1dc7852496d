import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Config, ConfigurationError } from '../config.ts';
import { LedgerFault } from '../ledger/core/fault.ts';
import { parseVerifierKey, signatureTypes, type VerifierKey } from '../ledger/core/verifier-key.ts';
import { findSigningKey } from '../ledger/keys/signing-key.ts';
import { nodePrimitives } from '../ledger/node-primitives.ts';
import type { KeptCheckpoint } from '../ledger/verify/checkpoints.ts';
import { VerifyRefused } from '../ledger/verify/refused.ts';
import { verifyBundleFile } from './verify/bundle.ts';
import { verifyOwnDatabase } from './verify/database.ts';
import { printVerdict } from './verify/print.ts';

const usage = `npm run verify -- [--checkpoint FILE]… [--key VERIFIER_KEY]… [--bundle FILE] [--json]
  --checkpoint FILE     a checkpoint that you kept: the ledger must go on from it; as often as you like
  --key VERIFIER_KEY    whom to believe, instead of the key of this gateway
  --bundle FILE         check an evidence bundle instead of the database
  --json                the result as JSON on standard output`;

/**
 * `npm run verify`: 0 for a sound ledger, else the number of the class of what was found first, as
 * `unsoundClasses` has them; 1 when it could not be checked, 2 for wrong arguments.
 */
export async function runVerify(config: Config, argv: readonly string[]): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined) return 2;
  const kept = await Promise.all(asked.checkpoints.map(readKept));
  const keys = asked.keys.map(readKey);
  if (asked.bundle !== undefined) {
    const verdict = await verifyBundleFile(asked.bundle, { keys, kept });
    return printVerdict(verdict, asked.json);
  }
  const own = keys[0] ?? (await findSigningKey(config.ledger.signing, signatureTypes.ed25519))?.key;
  if (own === undefined) {
    throw new VerifyRefused(
      `${config.ledger.signing.file}: there is no key of the ledger. Give its verifier key: npm run verify -- --key 'VERIFIER_KEY', as \`ledger { checkpoint { verifierKey } }\` shows it.`,
    );
  }
  return printVerdict(await verifyOwnDatabase(config, { own, kept }), asked.json);
}

function readArguments(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        checkpoint: { type: 'string', multiple: true },
        key: { type: 'string', multiple: true },
        bundle: { type: 'string' },
        json: { type: 'boolean' },
      },
      strict: true,
    });
    return {
      checkpoints: values.checkpoint ?? [],
      keys: values.key ?? [],
      bundle: values.bundle,
      json: values.json ?? false,
    };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    process.stderr.write(`${cause.message}\n\n${usage}\n`);
    return undefined;
  }
}

async function readKept(file: string): Promise<KeptCheckpoint> {
  try {
    return { note: await readFile(file), where: file };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VerifyRefused(
      `--checkpoint ${file}: cannot be read: ${reason}. Give a file as /ledger/checkpoint serves it.`,
    );
  }
}

function readKey(text: string): VerifierKey {
  try {
    return parseVerifierKey(nodePrimitives, text);
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new ConfigurationError(
      `--key: ${cause.message}. Give it as \`ledger { checkpoint { verifierKey } }\` shows it, in quotes.`,
    );
  }
}
