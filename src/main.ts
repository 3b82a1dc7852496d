import { pino } from 'pino';
import { ConfigurationError, readConfig } from './config.ts';

const usage = `Commands, each an npm script:
  npm start                      serve the gateway
  npm run import -- PATH…        import FHIR R4 Bundles and NDJSON
  npm run token -- --as KIND[:ID]  a bearer token for development
  npm run ledger -- COMMAND      change the ledger's key or name
  npm run oauth -- rotate-key    a new key for ID tokens
  npm run evidence -- --member ID --out FILE.zip   entries of the ledger with their proofs
  npm run verify                 check the ledger, or a bundle of evidence
  npm run witness                cosign the checkpoints of ledgers that others run
  npm run schema                 print the schema and its access rules`;

/** The command line: one command and its arguments. */
export async function main([command, ...argv]: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(command, argv);
  } catch (cause) {
    process.exitCode = 1;
    if (cause instanceof ConfigurationError) {
      console.error(`The settings are wrong; see .env.example.\n${cause.message}`);
    } else if (cause instanceof Error && cause.name !== 'Error' && cause.name !== 'TypeError') {
      // Errors with a name of their own say what is wrong and how to mend it.
      console.error(cause.message);
    } else {
      console.error(cause);
    }
  }
}

/** Each command reads only the sources that it needs: reading all takes seconds. */
async function run(command: string | undefined, argv: readonly string[]): Promise<number> {
  if (command === 'schema') return (await import('./commands/schema.ts')).printSchemaFiles();
  const config = readConfig(process.env);
  // Written in blocks, twice a second at least: a line for each operation is a system call each.
  const destination = pino.destination({ minLength: 4096, sync: false, periodicFlush: 500 });
  const log = pino({ level: config.logLevel }, destination);
  switch (command) {
    case 'serve':
      return (await import('./commands/serve.ts')).serve(config, log);
    case 'import':
      return (await import('./commands/import.ts')).runImport(config, argv);
    case 'ledger':
      return (await import('./commands/ledger.ts')).runLedger(config, argv);
    case 'oauth':
      return (await import('./commands/oauth.ts')).runOAuth(config, argv);
    case 'evidence':
      return (await import('./commands/evidence.ts')).runEvidence(config, argv, log);
    case 'verify':
      return (await import('./commands/verify.ts')).runVerify(config, argv);
    case 'witness':
      return (await import('./commands/witness.ts')).runWitness(config);
    case 'token':
      return (await import('./commands/token.ts')).runToken(config, argv);
    default:
      console.error(usage);
      return 2;
  }
}
