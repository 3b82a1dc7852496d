import { LRUCache } from 'lru-cache';

/**
 * Remembers what was made of a text, for as much text as may be kept in all: so that nobody fills the
 * memory with texts that are asked once.
 *
 * @param charactersMax of all texts together
 * @param charactersOf the text of an entry
 */
export function textCache<Value extends object | string>(
  charactersMax: number,
  charactersOf: (value: Value, key: string) => number,
): LRUCache<string, Value> {
  return new LRUCache({
    maxSize: charactersMax,
    // Short texts cost as well.
    sizeCalculation: (value, key) => 500 + charactersOf(value, key),
    ttl: 60 * 60 * 1000,
  });
}
