import { z } from 'zod';
import type { CauseId, Symptom } from '../domain/cause.ts';
import type { Severity, Verdict } from '../domain/incident.ts';
import { defineFact, measuredNumber, placeShape, word } from '../store/fact-kind.ts';

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
const decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan'), planId: z.string(), playbook: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('escalate'), playbook: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('refused'), playbook: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('none'), why: word<NoPlanReason>().default('not_given'), reason: z.string() }),
]);
export type Decision = z.output<typeof decision>;

const verdict: z.ZodType<Verdict> = z.object({
  cause: word<CauseId>(),
  symptom: word<Symptom>(),
  place: placeShape,
  confidence: measuredNumber,
  probabilities: z.record(z.string(), measuredNumber),
  drivers: z.array(
    z.object({
      ...{ feature: z.string(), value: measuredNumber, contribution: measuredNumber },
      limit: z.number().optional(),
    }),
  ),
  modelId: z.string(),
});

/** What a round of an investigation was about: the verdict when it began, and how grave the incident was. */
const roundSubject = z.object({ verdict: verdict.nullable(), severity: word<Severity>() });
export type RoundSubject = z.output<typeof roundSubject>;

/** A decision as it is stored: with the round that ended in it, from 1, and what that was about. Earlier releases stored neither. */
const decidedRound = decision.and(z.object({ round: z.number().optional(), about: roundSubject.optional() }));
export type DecidedRound = z.output<typeof decidedRound>;

/** The stored decision; the id is the incident's. An incident whose decision is damaged is looked into again. */
export const decisionKind = defineFact({
  name: 'incident-decision',
  value: decidedRound,
  whenDamaged: 'leave-out',
});

export function isNoPlanReason(id: string): id is NoPlanReason {
  return Object.hasOwn(noPlanReasons, id);
}

export function decideNoPlan(why: NoPlanReason): Extract<Decision, { kind: 'none' }> {
  return { kind: 'none', why, reason: noPlanReasons[why] };
}
