import { z } from 'zod';
import { builder } from '../graphql/kit/builder.ts';
import { idOf } from '../graphql/kit/ids.ts';
import {
  connectionOf,
  defineConnection,
  openCursor,
  pageArguments,
  pageComplexity,
  pageSize,
} from '../graphql/kit/pages.ts';
import { type Access, disclosureReader } from '../graphql/kit/rules.ts';
import { Category, PurposeOfUse, SensitivityLabel } from '../graphql/kit/vocabulary.ts';
import { findEntries } from '../ledger/entries.ts';
import { DisclosureRef } from './disclosure-type.graphql.ts';
import { isDisclosure, narrowed, visibleDisclosures } from './disclosures.ts';

const { type: DisclosureConnection, access: connectionAccess } = defineConnection(
  DisclosureRef,
  'Disclosure',
);

const DisclosureFilter = builder.inputType('DisclosureFilter', {
  description: 'Which disclosures. Everything given must hold.',
  fields: (t) => ({
    memberId: t.field({ type: 'UUID', description: "This member's." }),
    appId: t.globalID({ description: 'To this app.' }),
    partnerId: t.field({ type: 'UUID', description: "To this partner's apps." }),
    category: t.field({ type: Category, description: 'With data of this category.' }),
    label: t.field({ type: SensitivityLabel, description: 'With data of this label.' }),
    purpose: t.field({ type: PurposeOfUse, description: 'For this purpose.' }),
    from: t.field({ type: 'DateTime', description: 'From this moment on.' }),
    to: t.field({ type: 'DateTime', description: 'Before this moment.' }),
    requestId: t.field({ type: 'UUID', description: 'Of this request.' }),
  }),
});

builder.queryField('disclosures', (t) =>
  t.field({
    type: DisclosureConnection,
    description:
      'The history of disclosures to apps, newest first: a member theirs, an app and a partner their own, an auditor all.',
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: DisclosureFilter, description: 'Which.' }) },
    resolve: async (_parent, { first, after, filter }, context) => {
      const take = pageSize(first);
      const asked = {
        memberId: filter?.memberId?.toLowerCase(),
        appId: filter?.appId ? idOf('App', filter.appId, 'filter.appId') : undefined,
        partnerId: filter?.partnerId?.toLowerCase(),
        category: filter?.category ?? undefined,
        label: filter?.label ?? undefined,
        purpose: filter?.purpose ?? undefined,
        release: filter?.requestId?.toLowerCase(),
        from: filter?.from?.getTime(),
        to: filter?.to?.getTime(),
      };
      const list = ['disclosures', JSON.stringify(asked)];
      const before = openCursor(context, list, after, z.string().regex(/^\d{1,19}$/));
      const { services, viewer, reader } = context;
      const visible = visibleDisclosures(viewer);
      const where = visible && narrowed(visible, asked);
      const found = where
        ? await findEntries(
            services.database.gateway,
            where,
            before === undefined ? undefined : BigInt(before),
            take + 1,
          )
        : [];
      const page = found.slice(0, take).filter(isDisclosure);
      reader.noteOversight(
        'disclosures',
        page.length,
        page.map((entry) => entry.leaf.member),
      );
      // By what was found: an entry that cannot be read is left out, and the list goes on after it.
      const end = found.slice(0, take).at(-1)?.index.toString();
      return connectionOf(
        context,
        list,
        page,
        found.length > take,
        (entry) => entry.index.toString(),
        end,
      );
    },
  }),
);

export const access: Access = {
  Query: { disclosures: disclosureReader },
  ...connectionAccess,
};
