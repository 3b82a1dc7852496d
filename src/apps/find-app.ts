import DataLoader from 'dataloader';
import type { App, Prisma } from '../db/generated/prisma/client.ts';
import type { RequestContext } from '../graphql/kit/context.ts';

/** What Pothos asks Prisma for, so that nested fields are read along. */
type Query = { readonly include?: Prisma.AppInclude; readonly select?: Prisma.AppSelect };

/** By what is asked for beside the id: the same app may stand in two places of a query. */
type Loaders = Map<string, DataLoader<string, App | null>>;

const loaders = new WeakMap<RequestContext, Loaders>();

/**
 * One app by its id, whoever asks: for those who hold a record that names it. Those of a whole page take
 * one statement, and each app is read once.
 */
export function findApp(context: RequestContext, query: Query, id: string): Promise<App | null> {
  const ofRequest: Loaders = loaders.get(context) ?? new Map();
  loaders.set(context, ofRequest);
  const key = JSON.stringify(query);
  const loader =
    ofRequest.get(key) ??
    new DataLoader<string, App | null>(async (ids) => {
      const where = { id: { in: [...ids] } };
      const found = await context.services.database.prisma.app.findMany({ ...query, where });
      const byId = new Map(found.map((app) => [app.id, app]));
      return ids.map((one) => byId.get(one) ?? null);
    });
  ofRequest.set(key, loader);
  return loader.load(id);
}
