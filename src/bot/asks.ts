import type { FactTable } from '../store/store.ts';

const kind = 'oncall-ask';

/** Somebody who was asked, and when. */
export interface Ask {
  user: string;
  at: number;
}

/** Who was asked about an incident or a plan, in order. Kept by the bot, so that its messages can be brought up to date. */
export interface Asks {
  of(subject: string): Promise<Ask[]>;
  /** Remembers that this person was asked as the `step`th, counted from 1. */
  keep(subject: string, step: number, ask: Ask): Promise<void>;
}

export function createAsks(facts: FactTable): Asks {
  const of = async (subject: string) => (await facts.get<Ask[]>(kind, subject)) ?? [];
  return {
    of,
    async keep(subject, step, ask) {
      const known = await of(subject);
      await facts.put(kind, subject, [...known.slice(0, step - 1), ask, ...known.slice(step)]);
    },
  };
}
