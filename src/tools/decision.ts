import type { Severity, Verdict } from '../domain/incident.ts';

/**
 * Why an investigation ends without a plan. A model chooses an id at most; the words are ours, because people act on them at three in the
 * morning.
 */
export const noPlanReasons = {
  inconclusive: 'The diagnosis is inconclusive.',
  no_playbook: 'No playbook covers the cause.',
  value_missing: 'The playbook needs a value that nobody could fill in.',
  playbooks_unreadable: 'The playbooks could not be read.',
  does_not_fit: 'The language model judged that no playbook fits what was measured.',
  risk_too_high: 'The language model judged that the change is a greater risk than the fault.',
  verdict_changed: 'The cause or its place changed while the agents looked into the incident.',
  not_given: 'No known reason was given.',
  agents_failed: 'The agents failed, and the log says why. No one else is looking into this incident.',
} as const satisfies Record<string, string>;

export type NoPlanReason = keyof typeof noPlanReasons;

/** What comes out of an investigation besides words. "none": the evidence carries no change, or no playbook covers the cause. */
export type Decision =
  | { kind: 'plan'; planId: string; playbook: string; reason: string }
  | { kind: 'escalate'; playbook: string; reason: string }
  | { kind: 'refused'; playbook: string; reason: string }
  | { kind: 'none'; why: NoPlanReason; reason: string };

/** What a round of an investigation was about: the verdict when it began, and how grave the incident was. */
export interface RoundSubject {
  verdict: Verdict | null;
  severity: Severity;
}

/** A decision as it is stored: with the round that ended in it, from 1, and what that was about. Earlier releases stored neither. */
export type DecidedRound = Decision & { round?: number; about?: RoundSubject };

/** Kind of the stored facts that hold a decision; the id is the incident's. */
export const decisionKind = 'incident-decision';

export function isNoPlanReason(id: string): id is NoPlanReason {
  return Object.hasOwn(noPlanReasons, id);
}

export function decideNoPlan(why: NoPlanReason): Extract<Decision, { kind: 'none' }> {
  return { kind: 'none', why, reason: noPlanReasons[why] };
}
