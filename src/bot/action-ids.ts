/**
 * Ids of buttons and modals. They stand in messages that outlive a release, so they are never renamed. Each has a right in `rights.ts`.
 */
export const actionIds = {
  takeIncident: 'incident_take',
  dismissIncident: 'incident_dismiss',
  silenceIncident: 'incident_silence',
  mentionMe: 'digest_mention',
  mentionMeNot: 'digest_mention_not',
  watchRisk: 'risk_watch',
  snoozeRiskHour: 'risk_snooze_1h',
  snoozeRiskShift: 'risk_snooze_8h',
  stopQuestion: 'question_stop',
  useFormerModel: 'model_use_former',
  proposeRoute: 'route_propose',
  approvePlan: 'plan_approve',
  rejectPlan: 'plan_reject',
  editPlan: 'plan_edit',
  continuePlan: 'plan_continue',
  rollBackPlan: 'plan_roll_back',
  saveSilence: 'silence_save',
  endSilence: 'silence_end',
  /** Slack's own feedback buttons, with which face was pressed in the value; the two below take their place where there are none. */
  causeFeedback: 'feedback_cause',
  rightCause: 'feedback_cause_right',
  wrongCause: 'feedback_cause_wrong',
  useful: 'feedback_useful',
  noise: 'feedback_noise',
} as const;

export const modalIds = {
  rejectPlan: 'plan_reject_reason',
  approveWithTicket: 'plan_approve_ticket',
  editPlan: 'plan_edit_parameters',
  dismissIncident: 'incident_dismiss_reason',
  silenceIncident: 'incident_silence',
  trueCause: 'feedback_true_cause',
} as const;

export type ActionId = (typeof actionIds)[keyof typeof actionIds];
export type ModalId = (typeof modalIds)[keyof typeof modalIds];
