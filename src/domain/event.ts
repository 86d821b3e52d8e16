import type { Severity } from './incident.ts';

/**
 * What happened, in the words that Slack, the wall view and pagers are projections of. Events are appended to the outbox in the same
 * transaction as the change of state that they tell of. `key` is unique: the same event is never stored twice.
 */
export type DomainEvent =
  | { type: 'incident.opened'; incidentId: string }
  | { type: 'incident.updated'; incidentId: string }
  /** It became worse than it was when somebody took it, so it is nobody's again. */
  | { type: 'incident.worsened'; incidentId: string; severity: Severity }
  | { type: 'incident.resolved'; incidentId: string }
  | { type: 'diagnosis.ready'; incidentId: string }
  /** A round of the agents ended. The stored decision says what it ended in. A plan has an event of its own as well. */
  | { type: 'decision.ready'; incidentId: string }
  | { type: 'plan.proposed'; incidentId: string; planId: string }
  | { type: 'plan.moved'; incidentId: string; planId: string; from: string; to: string }
  | { type: 'plan.output'; incidentId: string; planId: string }
  /** One person ran a plan alone in an emergency; a second channel is told. */
  | { type: 'plan.break-glass'; incidentId: string; planId: string; user: string; reason: string }
  /**
   * Somebody on call was asked, because nobody took the incident or decided about the plan. `step` grows with every question. `worsened` is the
   * severity that an incident has now, when it was taken before it became so grave.
   */
  | {
      type: 'oncall.asked';
      incidentId: string;
      planId: string | null;
      user: string;
      step: number;
      worsened?: Severity;
    }
  /** `note` is the reason of a run that failed. `state` is missing in events of an earlier release: then `done` and `total` tell. */
  | {
      type: 'training.progress';
      runId: string;
      kind: string;
      done: number;
      total: number;
      note: string;
      state?: TrainingState;
    }
  /** The answer to a rise of the error over labels began, got on, or ended. */
  | { type: 'challenge.changed'; challengeId: string }
  /** A risk began, was seen again, was spoken about, or ended. */
  | { type: 'risk.changed'; riskId: string }
  /** A snooze is over, and the risk stands still. */
  | { type: 'risk.woke'; riskId: string; until: number }
  | { type: 'digest.ready'; digestId: string }
  /** A question to the history that takes longer began, got on, or ended. */
  | { type: 'question.progress'; questionId: string };

/** 'running' also while it waits to be taken up again; the other two are ends. */
export type TrainingState = 'running' | 'done' | 'failed';

/** A stored event. `id` grows with the order of commits as far as one process writes. */
export interface OutboxEntry {
  id: string;
  key: string;
  at: number;
  event: DomainEvent;
}
