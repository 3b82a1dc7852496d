import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { type Access, disclosureReader, fields, signedIn } from '../graphql/kit/rules.ts';
import { findEntry, type LedgerEntry, ledgerSize } from '../ledger/entries.ts';
import { consistencyProof, inclusionProof, newestCheckpoint } from '../ledger/proofs.ts';
import { LedgerEntryRef } from './ledger-entry.graphql.ts';
import {
  CheckpointRef,
  ConsistencyProofRef,
  InclusionProofRef,
  LedgerKeyRef,
} from './ledger-proofs.graphql.ts';
import { isVisibleEntry } from './visible-entries.ts';

const LedgerRef = builder.objectRef<object>('Ledger').implement({
  description: 'The append-only ledger.',
  fields: (t) => ({
    size: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'How many entries it has.',
      resolve: async (_ledger, _args, { services }) =>
        Number(await ledgerSize(services.database.gateway)),
    }),
    checkpoint: t.field({
      type: CheckpointRef,
      description: 'The newest checkpoint; absent while nothing is signed.',
      resolve: async (_ledger, _args, { services }) =>
        (await newestCheckpoint(services.published)) ?? null,
    }),
    keys: t.field({
      type: [LedgerKeyRef],
      description:
        'The keys that sign its checkpoints, oldest first. Each change is an entry, signed by both keys.',
      resolve: (_ledger, _args, { services }) => services.published.keys.tenures(),
    }),
    entry: t.field({
      type: LedgerEntryRef,
      description: 'One entry by its index: your own, and any for auditors.',
      args: { index: t.arg({ type: 'SafeInt', required: true, description: 'Which one.' }) },
      resolve: async (_ledger, { index }, context) => {
        const entry = await visibleEntry(context, index);
        const about = entry?.leaf && 'member' in entry.leaf ? entry.leaf.member : undefined;
        const members = about === undefined ? [] : [about];
        context.reader.noteOversight('entry', entry ? 1 : 0, members);
        return entry ?? null;
      },
    }),
    inclusionProof: t.field({
      type: InclusionProofRef,
      description:
        'That an entry of yours, or any for auditors, is in the ledger; absent until it is signed.',
      args: {
        index: t.arg({ type: 'SafeInt', required: true, description: 'Which entry.' }),
        size: t.arg({
          type: 'SafeInt',
          description: 'Of which size; that of the newest checkpoint unless told.',
        }),
      },
      resolve: async (_ledger, { index, size }, context) => {
        // Of what is retired there is nothing to see, and the proof stands.
        const isProvable =
          context.viewer.kind === 'AUDITOR' || (await visibleEntry(context, index)) !== undefined;
        if (!isProvable || index < 0) return null;
        const of = size == null ? undefined : BigInt(size);
        return (await inclusionProof(context.services.published, BigInt(index), of)) ?? null;
      },
    }),
    consistencyProof: t.field({
      type: ConsistencyProofRef,
      description: 'That one size of the ledger goes on from another; absent until that is signed.',
      args: {
        from: t.arg({ type: 'SafeInt', required: true, description: 'The earlier size, above 0.' }),
        to: t.arg({ type: 'SafeInt', required: true, description: 'The later size.' }),
      },
      resolve: async (_ledger, { from, to }, { services }) => {
        if (from < 1 || from > to) {
          throw new GatewayError('BAD_USER_INPUT', {
            message: `From ${from} to ${to} nothing can be proved: give 1 ≤ from ≤ to.`,
          });
        }
        const hashes = await consistencyProof(services.published, BigInt(from), BigInt(to));
        return hashes === undefined ? null : { from, to, hashes };
      },
    }),
  }),
});

async function visibleEntry(
  { services, viewer }: RequestContext,
  index: number,
): Promise<LedgerEntry | undefined> {
  if (index < 0) return undefined;
  const entry = await findEntry(services.database.gateway, BigInt(index));
  return isVisibleEntry(viewer, entry?.leaf) ? entry : undefined;
}

builder.queryField('ledger', (t) =>
  t.field({
    type: LedgerRef,
    nullable: true,
    description: 'The ledger.',
    resolve: () => ({}),
  }),
);

export const access: Access = {
  Query: { ledger: signedIn },
  Ledger: {
    ...fields(['size', 'checkpoint', 'keys', 'consistencyProof'], signedIn),
    ...fields(['entry', 'inclusionProof'], disclosureReader),
  },
};
