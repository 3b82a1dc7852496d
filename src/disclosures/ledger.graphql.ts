import { builder } from '../graphql/kit/builder.ts';
import { type Access, auditor, fields, signedIn } from '../graphql/kit/rules.ts';
import { findEntry, type LedgerEntry, ledgerSize } from '../ledger/entries.ts';

const LedgerEntryRef = builder.objectRef<LedgerEntry>('LedgerEntry').implement({
  description: 'An entry of the ledger: a disclosure, or an event of a grant, app or audit.',
  fields: (t) => ({
    index: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'Where it stands.',
      resolve: (entry) => Number(entry.index),
    }),
    kind: t.string({
      description: 'What it tells of.',
      resolve: (entry) => entry.leaf?.kind ?? null,
    }),
    at: t.field({
      type: 'DateTime',
      description: 'When.',
      resolve: (entry) => (entry.leaf ? new Date(entry.leaf.at) : null),
    }),
    leaf: t.string({
      nullable: false,
      description: 'Its canonical JSON (RFC 8785): what is hashed.',
      resolve: (entry) => entry.bytes.toString('utf8'),
    }),
    leafHash: t.string({
      nullable: false,
      description: 'Its RFC 6962 leaf hash, hex.',
      resolve: (entry) => entry.leafHash.toString('hex'),
    }),
  }),
});

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
    entry: t.field({
      type: LedgerEntryRef,
      description: 'One entry by its index; for auditors, and an entry itself.',
      args: { index: t.arg({ type: 'SafeInt', required: true, description: 'Which one.' }) },
      resolve: async (_ledger, { index }, { services, reader }) => {
        const entry = await findEntry(services.database.gateway, BigInt(index));
        const about = entry?.leaf && 'member' in entry.leaf ? entry.leaf.member : undefined;
        reader.noteOversight('entry', entry ? 1 : 0, about === undefined ? [] : [about]);
        return entry ?? null;
      },
    }),
  }),
});

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
  Ledger: { size: signedIn, entry: auditor },
  LedgerEntry: fields(['index', 'kind', 'at', 'leaf', 'leafHash'], auditor),
};
