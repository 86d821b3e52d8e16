/** What comes out of an investigation besides words. "none": the evidence carries no change, or no playbook covers the cause. */
export type Decision =
  | { kind: 'plan'; planId: string; playbook: string; reason: string }
  | { kind: 'escalate'; playbook: string; reason: string }
  | { kind: 'refused'; playbook: string; reason: string }
  | { kind: 'none'; reason: string };

/** Kind of the stored facts that hold a decision; the id is the incident's. */
export const decisionKind = 'incident-decision';
