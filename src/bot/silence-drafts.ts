import { z } from 'zod';
import type { Clock, NewId } from '../domain/clock.ts';
import { type NewSilence, silenceShape } from '../incidents/silences.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { FactTable } from '../store/store.ts';

const keptMs = 24 * 3_600_000;

/** A silence that somebody described and has seen the preview of. `forMs` counts from the moment when it is confirmed, if it begins then. */
const silenceDraft = z.object({
  wanted: silenceShape.omit({ id: true, ended: true, from: true, until: true }),
  /** Null: it begins when it is confirmed. */
  from: z.number().nullable(),
  forMs: z.number(),
  at: z.number(),
});
export type SilenceDraft = z.output<typeof silenceDraft>;

/** One that is damaged is as if it had grown old: the person describes it again. */
export const draftFact = defineFact({ name: 'silence-draft', value: silenceDraft, whenDamaged: 'leave-out' });

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
    const draft = await facts.get(draftFact, id);
    const from = draft?.from ?? clock();
    return draft && { ...draft.wanted, from, until: from + draft.forMs };
  }

  return {
    peek,
    async keep(draft) {
      for (const { id, value } of await facts.list(draftFact)) {
        if (value.at < clock() - keptMs) await facts.remove(draftFact, id);
      }
      const id = deps.newId('draft');
      await facts.put(draftFact, id, { ...draft, at: clock() });
      return id;
    },
    async take(id) {
      const wanted = await peek(id);
      if (wanted) await facts.remove(draftFact, id);
      return wanted;
    },
  };
}
