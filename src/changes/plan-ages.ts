import type { Plan } from '../domain/plan.ts';

/** Milliseconds since any moment, by a clock that nobody sets, such as `performance.now`. */
export type Monotonic = () => number;

/** How long plans have waited in their state, whatever becomes of the time of day. */
export interface PlanAges {
  /** Says that the plan waits in this state from now on. */
  begin(planId: string, state: 'pending' | 'approved'): void;
  /** Milliseconds; undefined for a plan that another process saw begin to wait. */
  of(plan: Pick<Plan, 'id' | 'state'>): number | undefined;
}

/** Enough for every plan that waits at once; the oldest is forgotten beyond. */
const most = 10_000;

export function createPlanAges(monotonic: Monotonic): PlanAges {
  const since = new Map<string, number>();
  return {
    begin(planId, state) {
      since.set(`${planId}/${state}`, monotonic());
      if (since.size > most) since.delete(since.keys().next().value!);
    },
    of({ id, state }) {
      const began = since.get(`${id}/${state}`);
      return began === undefined ? undefined : monotonic() - began;
    },
  };
}
