import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { readConfig } from '../../src/config.ts';
import type { NoteSigner } from '../../src/ledger/core/signatures.ts';
import { signatureTypes } from '../../src/ledger/core/verifier-key.ts';
import { unzipBundle } from '../../src/ledger/evidence/unzip.ts';
import { openSigningKey } from '../../src/ledger/keys/signing-key.ts';
import { type Printed, runCommand } from './command-line.ts';
import { explanationOfBenefit, patient } from './fhir.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from './world.ts';

/** A gateway with two members, two apps, and what the apps were shown of them. */
export type EvidenceWorld = {
  readonly gateway: TestGateway;
  readonly ann: string;
  readonly bob: string;
  /** Both members granted this one access. */
  readonly app: string;
  /** Only Ann granted this one. */
  readonly other: string;
  /** An app reads the claims of all its members. */
  read(app: string): Promise<void>;
  /** Runs `npm run evidence`. */
  evidence(...argv: string[]): Promise<Printed>;
  /** Exports, and reads what was written. */
  export(...argv: string[]): Promise<{ zip: Buffer; files: ReadonlyMap<string, Uint8Array> }>;
  /** The key that the ledger signs with. */
  signer(): Promise<NoteSigner>;
};

/** Makes one; whoever does stops its gateway. */
export async function makeEvidenceWorld(): Promise<EvidenceWorld> {
  const gateway = await startTestGateway();
  const { dataDirectory } = gateway;
  const plan = await makePlan(gateway);
  const [app, other] = [await makeApp(gateway), await makeApp(gateway)];
  await importResources(gateway, plan, [
    patient('ann'),
    patient('bob'),
    explanationOfBenefit('visit', 'ann'),
    explanationOfBenefit('checkup', 'bob'),
  ]);
  const [ann, bob] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'bob')];
  await makeGrant(gateway, plan, ann, app);
  await makeGrant(gateway, plan, bob, app);
  await makeGrant(gateway, plan, ann, other);
  const settings = { DATA_DIR: dataDirectory, DATABASE_URL: gateway.url };
  const evidence = (...argv: string[]) => runCommand(['evidence', ...argv], settings).ended;
  return {
    gateway,
    ann,
    bob,
    app: app.id,
    other: other.id,
    read: async (appId) => {
      const query =
        '{ members(first: 9) { nodes { claims(first: 9) { nodes { serviceDate } } } } }';
      const { text, body } = await gateway.ask(query, { as: { kind: 'APP', appId } });
      if (body.errors) throw new Error(text);
    },
    evidence,
    export: async (...argv) => {
      const file = join(dataDirectory, `${uuidv7()}.zip`);
      const { code, stderr } = await evidence(...argv, '--out', file);
      if (code !== 0) throw new Error(`the export ended with ${code}: ${stderr}`);
      const zip = await readFile(file);
      return { zip, files: unzipBundle(zip) };
    },
    signer: () =>
      openSigningKey(
        readConfig({ DATA_DIR: dataDirectory }).ledger.signing,
        signatureTypes.ed25519,
      ),
  };
}
