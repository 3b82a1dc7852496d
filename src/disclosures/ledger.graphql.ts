import { builder } from '../graphql/kit/builder.ts';
import { type Access, auditor, fields, signedIn } from '../graphql/kit/rules.ts';
import { findEntry, type LedgerEntry, ledgerSize } from '../ledger/entries.ts';

const LedgerEntryRef = builder.objectRef<LedgerEntry>('LedgerEntry').implement({
  description: 'An entry of the ledger: a disclosure, or an event of a grant, app or audit.',
  fields: (t) => ({
    index: t.field({
      type: 'BigInt',
      nullable: false,
      description: 'Where it stands.',
      resolve: (entry) => entry.index,
    }),
    kind: t.string({
      nullable: false,
      description: 'What it tells of.',
      resolve: (entry) => entry.leaf.kind,
    }),
    at: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When.',
      resolve: (entry) => new Date(entry.leaf.at),
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
      type: 'BigInt',
      nullable: false,
      description: 'How many entries it has.',
      resolve: (_ledger, _args, { services }) => ledgerSize(services.database.gateway),
    }),
    entry: t.field({
      type: LedgerEntryRef,
      description: 'One entry by its index; for auditors, and an entry itself.',
      args: { index: t.arg({ type: 'BigInt', required: true, description: 'Which one.' }) },
      resolve: async (_ledger, { index }, { services, reader }) => {
        const entry = await findEntry(services.database.gateway, BigInt(index));
        reader.notebook.noteAuditRead('entry', entry === undefined ? 0 : 1);
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
