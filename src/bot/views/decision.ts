import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { Incident } from '../../domain/incident.ts';
import { type Decision, isNoPlanReason, noPlanReasons } from '../../tools/decision.ts';
import { context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { cut, escapeMrkdwn } from '../text.ts';
import { evidenceLine } from './diagnosis.ts';

const evidenceShown = 5;

const heads: Record<Exclude<Decision['kind'], 'plan'>, string> = {
  escalate: ':sos: *This needs people*',
  refused: ':no_entry_sign: *No plan can be proposed*',
  none: ':grey_question: *No plan is proposed*',
};

/** Why there is no plan, with the evidence that people go on from. It has no button: there is nothing to approve. */
export function decisionMessage(story: {
  incident: Incident;
  decision: Exclude<Decision, { kind: 'plan' }>;
  diagnosis: Diagnosis | undefined;
}): OutgoingMessage {
  const { incident, decision, diagnosis } = story;
  const head = heads[decision.kind];
  const reason = escapeMrkdwn(reasonOf(decision), 900);
  const cited = new Set((diagnosis?.sentences ?? []).flatMap((sentence) => sentence.evidence));
  const evidence = (diagnosis?.evidence ?? []).filter(({ id }) => cited.has(id)).slice(0, evidenceShown);
  const source = decision.kind === 'none' ? '' : ` · playbook ${escapeMrkdwn(decision.playbook, 60)}`;
  return {
    text: cut(`${head.replaceAll('*', '')} for ${escapeMrkdwn(incident.id)}: ${reason}`, 1000),
    blocks: [
      section(`${head}\n${reason}`),
      ...(evidence.length > 0 ? [context(cut(evidence.map(evidenceLine).join('\n'), 1950))] : []),
      context(`Without a plan nothing is changed on any device · \`${escapeMrkdwn(incident.id)}\`${source}`),
    ],
  };
}

/** What older releases stored is without an id, and in words that a language model may have chosen. */
function reasonOf(decision: Exclude<Decision, { kind: 'plan' }>): string {
  if (decision.kind !== 'none' || isNoPlanReason(decision.why)) return decision.reason;
  return noPlanReasons.not_given;
}
