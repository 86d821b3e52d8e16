import type { Verdict } from './incident.ts';
import { samePlace } from './place.ts';

/** Whether two verdicts name the same cause at the same place. */
export function sameVerdict(a: Verdict | null, b: Verdict | null): boolean {
  if (a === null || b === null) return a === b;
  return a.cause === b.cause && samePlace(a.place, b.place);
}
