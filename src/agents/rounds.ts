import type { Incident, Verdict } from '../domain/incident.ts';
import { sameVerdict } from '../domain/same-verdict.ts';
import { worseOf } from '../incidents/severity.ts';
import type { DecidedRound } from '../tools/decision.ts';

/** An incident is looked at so often at most: one whose verdict never rests must not keep the agents busy. */
export const mostRounds = 3;

/**
 * Whether the agents owe an incident another round. One that ended without a plan said so about a cause, a place and a severity; once the
 * incident names another cause or place, or is worse, that says nothing about it any more. A plan is for people to decide about, also when
 * it failed. An unknown cause can only end as it did before.
 */
export function isRoundDue(
  { kind, round, about }: Pick<DecidedRound, 'kind' | 'round' | 'about'>,
  { state, severity, verdict }: Pick<Incident, 'state' | 'severity'> & { verdict: Verdict | null },
): boolean {
  if (kind === 'plan' || !about || (round ?? 1) >= mostRounds || state === 'resolved') return false;
  if (!verdict || verdict.cause === 'unknown') return false;
  return !sameVerdict(about.verdict, verdict) || worseOf(about.severity, severity) !== about.severity;
}
