import type { FactTable } from '../store/store.ts';

/** Milliseconds since 1970; null for what did not happen (yet). */
export interface PlanTimes {
  approvedAt: number | null;
  /** When the first change line was about to be sent. */
  startedAt: number | null;
  /** When the last change line was done. */
  executedAt: number | null;
  /** The first moment of the row of samples that met the expected effect. */
  recoveredAt: number | null;
  /** When it was known that the devices are as before the change. */
  rolledBackAt: number | null;
}

/** Values of the metric just before the change, by place key; the target's own place included. */
export interface BeforeChange {
  at: number;
  values: Record<string, number>;
}

/** Why nobody knows how far a plan went, and what was found on the devices. */
export interface UnknownPlan {
  /** When the devices were read last. */
  at: number;
  /** When it became unknown for this reason. */
  since?: number;
  reason: string;
  /** Null when a device could not be read. */
  difference: string | null;
}

/** What a person chose for an unknown plan. `startedAt` is set when the choice began to be carried out. */
export interface UnknownChoice {
  user: string;
  choice: 'continue' | 'roll-back';
  at: number;
  startedAt: number | null;
}

/** Who ran a plan alone in an emergency, and why. */
export interface BrokenGlass {
  user: string;
  reason: string;
  at: number;
}

export interface Freeze {
  by: string;
  reason: string;
  until: number | null;
}

/** Kinds of facts that this room keeps; the id is the plan's, if not said otherwise. */
export const factKinds = {
  times: 'plan-times',
  before: 'plan-before',
  unknown: 'plan-unknown',
  choice: 'plan-choice',
  /** People who had a part in writing a plan besides who asked for it. */
  authors: 'plan-authors',
  /** Id: the key of the proposal; value: the plan's id. */
  key: 'plan-key',
  brokenGlass: 'plan-break-glass',
  /** Id: "all". */
  freeze: 'freeze',
} as const;

const never: PlanTimes = { approvedAt: null, startedAt: null, executedAt: null, recoveredAt: null, rolledBackAt: null };

export async function readTimes(facts: FactTable, planId: string): Promise<PlanTimes> {
  return { ...never, ...(await facts.get<Partial<PlanTimes>>(factKinds.times, planId)) };
}

export async function putTimes(facts: FactTable, planId: string, more: Partial<PlanTimes>): Promise<void> {
  await facts.put(factKinds.times, planId, { ...(await readTimes(facts, planId)), ...more });
}
