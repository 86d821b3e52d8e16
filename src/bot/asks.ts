import { z } from 'zod';
import type { Severity } from '../domain/incident.ts';
import { defineFact, word } from '../store/fact-kind.ts';
import type { FactTable } from '../store/store.ts';

const asked = z.object({
  user: z.string(),
  at: z.number(),
  step: z.number().optional(),
  /** What the incident is now, when it became worse after somebody had taken it. */
  worsened: word<Severity>().optional(),
});

/** Somebody who was asked, and when. `step` names the message: it grows, and not always by one. */
export type Ask = z.output<typeof asked> & { step: number };

/** Who was asked about an incident or a plan, in order; the id is theirs. An earlier release counted the steps by the place in the list. */
export const askFact = defineFact({
  name: 'oncall-ask',
  value: z.array(asked).transform((asks): Ask[] => asks.map((ask, index) => ({ ...ask, step: ask.step ?? index + 1 }))),
  whenDamaged: 'leave-out',
});

/** Who was asked about an incident or a plan, in order. Kept by the bot, so that its messages can be brought up to date. */
export interface Asks {
  of(subject: string): Promise<Ask[]>;
  /** Remembers that this person was asked; the same step again changes nothing. */
  keep(subject: string, ask: Ask): Promise<void>;
}

export function createAsks(facts: FactTable): Asks {
  const of = async (subject: string) => (await facts.get(askFact, subject)) ?? [];
  return {
    of,
    async keep(subject, ask) {
      const others = (await of(subject)).filter(({ step }) => step !== ask.step);
      await facts.put(
        askFact,
        subject,
        [...others, ask].sort((a, b) => a.step - b.step),
      );
    },
  };
}
