export interface Interner {
  /** The one copy of this text that is kept. */
  intern(text: string): string;
}

/**
 * Keeps one copy of each name. V8 cuts a name out of a request as a view of the whole body; whoever kept it would keep the body alive.
 * Bounded: after `limit` names it starts anew.
 */
export function createInterner(limit = 100_000): Interner {
  const known = new Map<string, string>();
  return {
    intern(text) {
      const kept = known.get(text);
      if (kept !== undefined) return kept;
      if (known.size >= limit) known.clear();
      const copy = Buffer.from(text, 'utf8').toString('utf8');
      known.set(copy, copy);
      return copy;
    },
  };
}
