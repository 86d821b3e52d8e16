import { z } from 'zod';
import { defineFact, measuredNumber } from '../store/fact-kind.ts';
import type { FactTable } from '../store/store.ts';

/** Milliseconds since 1970; null for what did not happen (yet). */
const moment = z.number().nullable().default(null);

const planTimes = z.object({
  approvedAt: moment,
  /** When the first change line was about to be sent. */
  startedAt: moment,
  /** When the last change line was done. */
  executedAt: moment,
  /** The first moment of the row of samples that met the expected effect. */
  recoveredAt: moment,
  /** When it was known that the devices are as before the change. */
  rolledBackAt: moment,
});

/** Values of the metric just before the change, by place key; the target's own place included. */
const beforeChange = z.object({ at: z.number(), values: z.record(z.string(), measuredNumber) });

/** Why nobody knows how far a plan went, and what was found on the devices. */
const unknownPlan = z.object({
  /** When the devices were read last. */
  at: z.number(),
  /** When it became unknown for this reason. */
  since: z.number().optional(),
  reason: z.string(),
  /** Null when a device could not be read. */
  difference: z.string().nullable(),
});

/** What a person chose for an unknown plan. `startedAt` is set when the choice began to be carried out. */
const unknownChoice = z.object({
  user: z.string(),
  choice: z.enum(['continue', 'roll-back']),
  at: z.number(),
  startedAt: z.number().nullable(),
});

/** Who ran a plan alone in an emergency, and why. */
const brokenGlass = z.object({ user: z.string(), reason: z.string(), at: z.number() });

const freeze = z.object({ by: z.string(), reason: z.string(), until: z.number().nullable() });

export type PlanTimes = z.output<typeof planTimes>;
export type BeforeChange = z.output<typeof beforeChange>;
export type UnknownPlan = z.output<typeof unknownPlan>;
export type UnknownChoice = z.output<typeof unknownChoice>;
export type BrokenGlass = z.output<typeof brokenGlass>;
export type Freeze = z.output<typeof freeze>;

/** Nothing is run, kept or taken back on the word of a fact that can't be read. */
const whenDamaged = 'refuse';

/** Kinds of facts that this room keeps; the id is the plan's, if not said otherwise. */
export const factKinds = {
  times: defineFact({ name: 'plan-times', value: planTimes, whenDamaged }),
  before: defineFact({ name: 'plan-before', value: beforeChange, whenDamaged }),
  unknown: defineFact({ name: 'plan-unknown', value: unknownPlan, whenDamaged }),
  choice: defineFact({ name: 'plan-choice', value: unknownChoice, whenDamaged }),
  /** People who had a part in writing a plan besides who asked for it. */
  authors: defineFact({ name: 'plan-authors', value: z.array(z.string()), whenDamaged }),
  /** Id: the key of the proposal; value: the plan's id. */
  key: defineFact({ name: 'plan-key', value: z.string(), whenDamaged }),
  brokenGlass: defineFact({ name: 'plan-break-glass', value: brokenGlass, whenDamaged }),
  /** That a plan's follow-up is left to people, and why. */
  leftToPeople: defineFact({ name: 'follow-up-left-to-people', value: z.string(), whenDamaged }),
  freeze: defineFact({ name: 'freeze', id: /^all$/, value: freeze, whenDamaged }),
};

export async function readTimes(facts: FactTable, planId: string): Promise<PlanTimes> {
  return (await facts.get(factKinds.times, planId)) ?? planTimes.parse({});
}

export async function putTimes(facts: FactTable, planId: string, more: Partial<PlanTimes>): Promise<void> {
  await facts.put(factKinds.times, planId, { ...(await readTimes(facts, planId)), ...more });
}
