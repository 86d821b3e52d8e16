import type { Clock, NewId } from '../domain/clock.ts';
import type { NewSilence } from '../incidents/silences.ts';
import type { FactTable } from '../store/store.ts';

const kind = 'silence-draft';
const keptMs = 24 * 3_600_000;

/** A silence that somebody described and has seen the preview of. `forMs` counts from the moment when it is confirmed, if it begins then. */
export interface SilenceDraft {
  wanted: Omit<NewSilence, 'from' | 'until'>;
  /** Null: it begins when it is confirmed. */
  from: number | null;
  forMs: number;
  at: number;
}

/** Silences between their description and the click that saves them. */
export interface SilenceDrafts {
  /** Keeps a draft and answers with the opaque id that its button carries. */
  keep(draft: Omit<SilenceDraft, 'at'>): Promise<string>;
  /** The silence that a click now would save; undefined when there is no such draft (any more). */
  peek(id: string): Promise<NewSilence | undefined>;
  /** Takes the draft out, so that a second click finds nothing. */
  take(id: string): Promise<NewSilence | undefined>;
}

export function createSilenceDrafts(deps: { facts: FactTable; newId: NewId; clock: Clock }): SilenceDrafts {
  const { facts, clock } = deps;

  async function peek(id: string): Promise<NewSilence | undefined> {
    const draft = await facts.get<SilenceDraft>(kind, id);
    const from = draft?.from ?? clock();
    return draft && { ...draft.wanted, from, until: from + draft.forMs };
  }

  return {
    peek,
    async keep(draft) {
      for (const { id, value } of await facts.list<SilenceDraft>(kind)) {
        if (value.at < clock() - keptMs) await facts.remove(kind, id);
      }
      const id = deps.newId('draft');
      await facts.put(kind, id, { ...draft, at: clock() });
      return id;
    },
    async take(id) {
      const wanted = await peek(id);
      if (wanted) await facts.remove(kind, id);
      return wanted;
    },
  };
}
