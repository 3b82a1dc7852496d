import type { App as AppRow } from '../db/generated/prisma/client.ts';
import { builder } from '../graphql/kit/builder.ts';
import { App } from './apps.graphql.ts';

/** What a mutation of an app answers. */
export function appPayload(name: string) {
  return builder.objectRef<{ app: AppRow }>(name).implement({
    description: 'The app, as it stands now.',
    fields: (t) => ({
      app: t.field({
        type: App,
        nullable: false,
        description: 'The app.',
        resolve: (parent) => parent.app,
      }),
    }),
  });
}
