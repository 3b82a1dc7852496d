import DataLoader from 'dataloader';
import type { RequestContext } from './context.ts';

/**
 * Reads one thing by its key; what a level of one request asks for is read together, and each key once.
 *
 * @param load the things of some keys, in their order
 */
export function requestLoader<Value>(
  load: (context: RequestContext, keys: readonly string[]) => Promise<Value[]>,
): (context: RequestContext, key: string) => Promise<Value> {
  const loaders = new WeakMap<RequestContext, DataLoader<string, Value>>();
  return (context, key) => {
    const known = loaders.get(context);
    if (known !== undefined) return known.load(key);
    const loader = new DataLoader<string, Value>((keys) => load(context, keys));
    loaders.set(context, loader);
    return loader.load(key);
  };
}
