import { builder } from '../graphql/kit/builder.ts';
import { type Access, fields, open } from '../graphql/kit/rules.ts';
import { writeBase64 } from '../ledger/core/text.ts';
import type { Hash } from '../ledger/core/tree-hash.ts';
import { formatVerifierKey } from '../ledger/core/verifier-key.ts';
import type { KeyTenure } from '../ledger/keys/key-tenures.ts';
import type { InclusionProof, PublishedCheckpoint } from '../ledger/proofs.ts';

export const CheckpointRef = builder.objectRef<PublishedCheckpoint>('Checkpoint').implement({
  description: 'A signed statement of how many entries the ledger has and what they are.',
  fields: (t) => ({
    origin: t.exposeString('origin', { nullable: false, description: 'Which ledger.' }),
    size: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'How many entries it covers.',
      resolve: ({ size }) => Number(size),
    }),
    rootHash: t.string({
      nullable: false,
      description: 'The root of the Merkle tree over them (RFC 6962), base64.',
      resolve: ({ root }) => writeBase64(root),
    }),
    note: t.exposeString('text', {
      nullable: false,
      description: 'The checkpoint as it was signed (C2SP tlog-checkpoint).',
    }),
    verifierKey: t.string({
      nullable: false,
      description: 'The public key that has signed it (C2SP signed-note).',
      resolve: ({ key }) => formatVerifierKey(key),
    }),
  }),
});

export const LedgerKeyRef = builder.objectRef<KeyTenure>('LedgerKey').implement({
  description: 'A key of the ledger, and which of its checkpoints it signs.',
  fields: (t) => ({
    verifierKey: t.string({
      nullable: false,
      description: 'The public key under the name that the ledger has with it (C2SP signed-note).',
      resolve: ({ key }) => formatVerifierKey(key),
    }),
    from: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The first size of the ledger that it signs.',
      resolve: ({ from }) => Number(from),
    }),
    to: t.field({
      type: 'SafeInt',
      description:
        'The last size: its last entry puts another key or name in its place. Absent while it signs.',
      resolve: ({ to }) => (to === undefined ? null : Number(to)),
    }),
  }),
});

export const InclusionProofRef = builder.objectRef<InclusionProof>('InclusionProof').implement({
  description: 'That an entry is in the ledger of a size.',
  fields: (t) => ({
    index: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'Which entry.',
      resolve: ({ index }) => Number(index),
    }),
    size: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'Of how many.',
      resolve: ({ size }) => Number(size),
    }),
    hashes: t.stringList({
      nullable: false,
      description: "From the leaf's sibling up (RFC 6962 section 2.1.1), base64.",
      resolve: ({ hashes }) => hashes.map(writeBase64),
    }),
    proof: t.exposeString('standing', {
      nullable: true,
      description:
        'The same with its checkpoint, to be kept and checked offline (C2SP tlog-proof); absent where no checkpoint was signed at this size.',
    }),
  }),
});

/** That one size of the ledger goes on from another. */
export type Consistency = {
  readonly from: number;
  readonly to: number;
  readonly hashes: readonly Hash[];
};

export const ConsistencyProofRef = builder.objectRef<Consistency>('ConsistencyProof').implement({
  description: 'That the ledger of a size is the beginning of the ledger of a larger one.',
  fields: (t) => ({
    from: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The earlier size.',
      resolve: ({ from }) => from,
    }),
    to: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The later size.',
      resolve: ({ to }) => to,
    }),
    hashes: t.stringList({
      nullable: false,
      description: 'RFC 6962 section 2.1.2, base64.',
      resolve: ({ hashes }) => hashes.map(writeBase64),
    }),
  }),
});

export const access: Access = {
  Checkpoint: fields(['origin', 'size', 'rootHash', 'note', 'verifierKey'], open),
  LedgerKey: fields(['verifierKey', 'from', 'to'], open),
  InclusionProof: fields(['index', 'size', 'hashes', 'proof'], open),
  ConsistencyProof: fields(['from', 'to', 'hashes'], open),
};
