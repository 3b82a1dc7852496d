import { builder } from '../graphql/kit/builder.ts';
import { type Access, memberAppOrAuditor, open } from '../graphql/kit/rules.ts';
import type { LedgerEntry } from '../ledger/entries.ts';

export const LedgerEntryRef = builder.objectRef<LedgerEntry>('LedgerEntry').implement({
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
      description: 'Its canonical JSON (RFC 8785): what is hashed. Not for partners.',
      resolve: (entry) => entry.bytes.toString('utf8'),
    }),
    leafHash: t.string({
      nullable: false,
      description: 'Its RFC 6962 leaf hash, hex.',
      resolve: (entry) => entry.leafHash.toString('hex'),
    }),
  }),
});

export const access: Access = {
  LedgerEntry: { index: open, kind: open, at: open, leaf: memberAppOrAuditor, leafHash: open },
};
