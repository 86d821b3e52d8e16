import type { Severity } from '../domain/incident.ts';
import type { AuditEntry } from '../store/store.ts';
import type { OncallConfig } from './oncall.ts';
import { severities } from './severity.ts';

/** What waits for somebody: an incident to be taken, or a plan of one to be decided about. */
export interface Waiting {
  incidentId: string;
  planId: string | null;
}

/**
 * A question to somebody on call. `step` 0 asks the person on call, whom the incident's own message asks at first; 1 who comes after; the last
 * step asks the person on call again. An incident that is worse than when it was taken goes round anew, from step 0; `worsened` is what it is now.
 */
export interface OncallAsk extends Waiting {
  step: number;
  worsened?: Severity;
}

const minuteMs = 60_000;
/** More than a rotation has people. */
const roundSteps = 1000;

/** When the next person is asked about what waits since then; both in milliseconds since 1970. */
export function dueAt(
  { takeWithinMinutes, approveWithinMinutes }: OncallConfig,
  { planId }: Waiting,
  since: number,
): number {
  return since + (planId === null ? takeWithinMinutes : approveWithinMinutes) * minuteMs;
}

/** Counts on over all rounds, so that each question is a message of its own. */
export function numberOf({ step, worsened }: OncallAsk): number {
  return (worsened ? severities.indexOf(worsened) * roundSteps : 0) + step;
}

/** What is asked after the latest that the audit knows; the second person at first, because the message itself asks the first one. */
export function nextAsk(waiting: Waiting, last: AuditEntry | undefined): OncallAsk {
  if (!last) return { ...waiting, step: 1 };
  if (last.action === 'oncall.asked') return after(waiting, Number(last.detail.step));
  return { ...waiting, step: 0, worsened: last.detail.severity as Severity };
}

/** What is asked after the question with this number. */
function after(waiting: Waiting, number: number): OncallAsk {
  const worsened = number >= roundSteps ? severities[Math.floor(number / roundSteps)] : undefined;
  return { ...waiting, step: (number % roundSteps) + 1, ...(worsened && { worsened }) };
}
