/**
 * A map that keeps the `limit` keys that were set or touched last, at the same cost however many come and go. A plain `Map` is no such thing: to find its oldest
 * key it passes over all the keys that were deleted before it.
 */
export interface LatestMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** The same, and makes the key the latest. */
  touch(key: string | HeldKey<V>): V | undefined;
  /** Makes the key the latest. Answers with the key that was set or touched longest ago when that one has to make room. */
  set(key: string, value: V): string | undefined;
  delete(key: string): boolean;
  /** The key that was set or touched longest ago, and its value; undefined when the map is empty. */
  oldest(): [key: string, value: V] | undefined;
  /** From the oldest key to the latest. */
  [Symbol.iterator](): IterableIterator<[key: string, value: V]>;
}

/** A key that remembers its entry, for one map only: whoever asks for it again and again spares the map the search. */
export interface HeldKey<V> {
  readonly key: string;
  entry: Entry<V> | undefined;
}

export const holdKey = <V>(key: string): HeldKey<V> => ({ key, entry: undefined });

/** For the map alone. */
interface Entry<V> {
  key: string;
  value: V;
  isIn: boolean;
  older: Entry<V> | undefined;
  newer: Entry<V> | undefined;
}

/** Without a `limit` nothing has to make room. */
export function createLatestMap<V>(limit = Number.POSITIVE_INFINITY): LatestMap<V> {
  const entries = new Map<string, Entry<V>>();
  let first: Entry<V> | undefined;
  let last: Entry<V> | undefined;

  function unlink(entry: Entry<V>): void {
    if (entry.older) entry.older.newer = entry.newer;
    else first = entry.newer;
    if (entry.newer) entry.newer.older = entry.older;
    else last = entry.older;
  }

  function append(entry: Entry<V>): void {
    entry.older = last;
    entry.newer = undefined;
    if (last) last.newer = entry;
    else first = entry;
    last = entry;
  }

  function remove(key: string): boolean {
    const entry = entries.get(key);
    if (entry) {
      unlink(entry);
      entry.isIn = false;
    }
    return entries.delete(key);
  }

  function find(key: string | HeldKey<V>): Entry<V> | undefined {
    if (typeof key === 'string') return entries.get(key);
    if (!key.entry?.isIn) key.entry = entries.get(key.key);
    return key.entry;
  }

  return {
    get size() {
      return entries.size;
    },
    get: (key) => entries.get(key)?.value,
    touch(key) {
      const entry = find(key);
      if (entry && entry !== last) {
        unlink(entry);
        append(entry);
      }
      return entry?.value;
    },
    set(key, value) {
      const known = entries.get(key);
      if (known) unlink(known);
      const entry = known ?? { key, value, isIn: true, older: undefined, newer: undefined };
      entry.value = value;
      append(entry);
      if (!known) entries.set(key, entry);
      if (entries.size <= limit) return undefined;
      const { key: dropped } = first!;
      remove(dropped);
      return dropped;
    },
    delete: remove,
    oldest: () => first && [first.key, first.value],
    *[Symbol.iterator]() {
      for (let entry = first; entry; entry = entry.newer) yield [entry.key, entry.value];
    },
  };
}
