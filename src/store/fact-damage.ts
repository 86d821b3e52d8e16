import type { Log } from '../log.ts';

/** The facts that could not be read since the start. */
export interface FactDamage {
  /** Counts a fact, and tells of it the first time. */
  note(kind: string, id: string, why: string): void;
  /** How many facts of each kind could not be read; a fact counts once, however often it was asked for. */
  read(): Record<string, number>;
}

export function createFactDamage(log: Log): FactDamage {
  const byKind = new Map<string, Set<string>>();
  return {
    note(kind, id, why) {
      const ids = byKind.get(kind) ?? new Set();
      if (ids.has(id)) return;
      byKind.set(kind, ids.add(id));
      log.error({ kind, id, why }, 'a stored fact can not be read');
    },
    read: () => Object.fromEntries([...byKind].map(([kind, ids]) => [kind, ids.size])),
  };
}
