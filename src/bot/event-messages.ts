import type { DomainEvent, OutboxEntry } from '../domain/event.ts';
import type { Ask } from './asks.ts';
import type { ChallengeMessages } from './challenge-messages.ts';
import type { DigestMessages } from './digest-messages.ts';
import type { Hush } from './hush.ts';
import type { IncidentMessages } from './incident-messages.ts';
import { isResult, type PlanMessages } from './plan-messages.ts';
import type { PostedMessages } from './posted-messages.ts';
import type { QuestionMessages } from './question-messages.ts';
import type { RiskMessages } from './risk-messages.ts';
import { readSlot, slots } from './slots.ts';
import type { TrainingMessages } from './training-messages.ts';

/** Turns stored events into messages. What a message says is read from the store, so that a late or repeated event does no harm. */
export interface EventMessages {
  show(entry: OutboxEntry): Promise<void>;
  /** Brings one message that still has buttons up to date. */
  refresh(slot: string): Promise<void>;
}

export function createEventMessages(deps: {
  incidents: IncidentMessages;
  plans: PlanMessages;
  trainings: TrainingMessages;
  challenges: ChallengeMessages;
  risks: RiskMessages;
  digests: DigestMessages;
  questions: QuestionMessages;
  posted: PostedMessages;
  hush: Hush;
}): EventMessages {
  const { incidents, plans, trainings, challenges, risks, digests, questions, posted } = deps;

  async function tell({ event, at }: OutboxEntry): Promise<void> {
    switch (event.type) {
      case 'incident.opened':
        await incidents.head(event.incidentId);
        return incidents.facts(event.incidentId, { draw: true });
      case 'incident.updated':
      case 'incident.worsened':
        await incidents.head(event.incidentId);
        return incidents.facts(event.incidentId, { draw: false });
      case 'incident.resolved':
        await incidents.head(event.incidentId);
        return incidents.summary(event.incidentId);
      case 'diagnosis.ready':
        return incidents.diagnosis(event.incidentId);
      case 'decision.ready':
        return incidents.decision(event.incidentId);
      case 'plan.proposed':
        return plans.card(event.planId);
      case 'plan.output':
        // Also told when one of several approvals was given, and when the devices of an unknown plan were read again.
        await plans.card(event.planId);
        await plans.unknown(event.planId);
        return plans.output(event.planId);
      case 'plan.moved':
        await plans.card(event.planId);
        await plans.unknown(event.planId);
        return isResult(event.to) ? plans.result(event.planId, at) : undefined;
      case 'plan.break-glass':
        return plans.brokenGlass(event.planId, event);
      case 'oncall.asked':
        if (event.planId) return plans.ask(event.planId, askOf(event, at));
        return incidents.ask(event.incidentId, askOf(event, at));
      case 'training.progress':
        return trainings.progress(event);
      case 'challenge.changed':
        return challenges.changed(event.challengeId);
      case 'risk.changed':
        return risks.changed(event.riskId);
      case 'risk.woke':
        return risks.woke(event.riskId, event.until);
      case 'question.progress':
        return questions.progress(event.questionId);
      case 'digest.ready':
        return digests.ready(event.digestId);
    }
  }

  /** A silence covers the incident: nothing new is posted, but what stands stays true, and a plan that somebody approved is followed. */
  async function edit(entry: OutboxEntry): Promise<void> {
    const { event } = entry;
    if (event.type.startsWith('incident.') && 'incidentId' in event) await incidents.head(event.incidentId);
    if (event.type.startsWith('plan.') && 'planId' in event && event.planId) {
      if (await posted.find(slots.card(event.planId))) await tell(entry);
    }
  }

  async function catchUp(incidentId: string): Promise<void> {
    await incidents.head(incidentId);
    await incidents.facts(incidentId, { draw: true });
    await incidents.diagnosis(incidentId);
    await incidents.decision(incidentId);
    await plans.cards(incidentId);
    await deps.hush.caughtUp(incidentId);
  }

  return {
    async show(entry) {
      // No silence hides it.
      if (entry.event.type === 'plan.break-glass') return tell(entry);
      const say = await deps.hush.rule(entry);
      if (say === 'edits') await edit(entry);
      if (say === 'catch-up' && 'incidentId' in entry.event) await catchUp(entry.event.incidentId);
      if (say === 'catch-up' || say === 'all') await tell(entry);
    },
    async refresh(slot) {
      const target = readSlot(slot);
      if (target?.part === 'card') await plans.card(target.id);
      if (target?.part === 'unknown') await plans.unknown(target.id);
      if (target?.part === 'head') await incidents.head(target.id);
      if (target?.part === 'diagnosis') await incidents.diagnosis(target.id);
    },
  };
}

function askOf({ user, step, worsened }: DomainEvent & { type: 'oncall.asked' }, at: number): Ask {
  return { user, step, at, ...(worsened && { worsened }) };
}

/** Events of one lane are shown in their order; lanes do not wait for each other. */
export function laneOf(event: DomainEvent): string {
  if ('incidentId' in event) return `incident:${event.incidentId}`;
  if ('challengeId' in event) return `challenge:${event.challengeId}`;
  if ('riskId' in event) return `risk:${event.riskId}`;
  if ('questionId' in event) return `question:${event.questionId}`;
  return event.type === 'training.progress' ? `training:${event.runId}` : event.type;
}

/** Of events with the same sign only the last one matters, because it edits the same message. Null for events that all matter. */
export function signOf(event: DomainEvent): string | null {
  if (event.type === 'training.progress') return event.runId;
  if (event.type === 'risk.changed') return event.riskId;
  if (event.type === 'challenge.changed') return event.challengeId;
  if (event.type === 'question.progress') return event.questionId;
  if (event.type === 'plan.output') return `${event.type} ${event.planId}`;
  return event.type === 'incident.updated' ? event.type : null;
}
