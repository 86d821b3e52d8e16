/** Ids of buttons and modals. They stand in messages that outlive a release, so they are never renamed. */
export const actionIds = {
  takeIncident: 'incident_take',
  dismissIncident: 'incident_dismiss',
  approvePlan: 'plan_approve',
  rejectPlan: 'plan_reject',
  continuePlan: 'plan_continue',
  rollBackPlan: 'plan_roll_back',
} as const;

export const modalIds = { rejectPlan: 'plan_reject_reason', dismissIncident: 'incident_dismiss_reason' } as const;
