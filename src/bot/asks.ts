import type { Severity } from '../domain/incident.ts';
import type { FactTable } from '../store/store.ts';

const kind = 'oncall-ask';

/** Somebody who was asked, and when. `step` names the message: it grows, and not always by one. */
export interface Ask {
  user: string;
  at: number;
  step: number;
  /** What the incident is now, when it became worse after somebody had taken it. */
  worsened?: Severity;
}

/** Who was asked about an incident or a plan, in order. Kept by the bot, so that its messages can be brought up to date. */
export interface Asks {
  of(subject: string): Promise<Ask[]>;
  /** Remembers that this person was asked; the same step again changes nothing. */
  keep(subject: string, ask: Ask): Promise<void>;
}

export function createAsks(facts: FactTable): Asks {
  async function of(subject: string): Promise<Ask[]> {
    const stored = (await facts.get<(Omit<Ask, 'step'> & { step?: number })[]>(kind, subject)) ?? [];
    // An earlier release counted by the place in the list.
    return stored.map((ask, index) => ({ step: index + 1, ...ask }));
  }
  return {
    of,
    async keep(subject, ask) {
      const others = (await of(subject)).filter(({ step }) => step !== ask.step);
      await facts.put(
        kind,
        subject,
        [...others, ask].sort((a, b) => a.step - b.step),
      );
    },
  };
}
