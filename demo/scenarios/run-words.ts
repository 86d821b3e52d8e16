import type { StageRun } from '../slack/stage.ts';

/** What is known of a run, as the product and the network tell it. */
export interface RunFacts {
  phase: StageRun['phase'];
  /** Ids of the incidents that are open, and of those of this run that are over. */
  open: string[];
  resolved: string[];
  /** State of the plan that is not at its end, or of the last one; null when there is none. */
  plan: string | null;
  /** What the agents ended in, where that is no plan. */
  decision: 'escalate' | 'none' | null;
  /** Whether the fault is still in the network. */
  faultStands: boolean;
  /** How long the network must be well before the next one, in seconds. */
  restSeconds: number;
}

const inPlan: Record<string, string> = {
  pending: 'Its plan waits for approval: act as an approver, open the thread and press Approve.',
  approved: 'Its plan is approved and about to run.',
  running: 'Its plan runs on the devices.',
  verifying: 'Its plan was carried out, and telemetry shows whether it helped.',
  verified: 'Its plan helped.',
  unknown: 'It is not known how far its plan went: an approver decides in the thread.',
};

const list = (ids: string[]) => ids.join(', ');
const verb = (ids: string[]) => (ids.length === 1 ? 'is' : 'are');

/** One or two sentences about what happens now. */
export function describeRun(facts: RunFacts): string {
  const { phase, open, resolved } = facts;
  if (phase === 'over') {
    const fault = facts.faultStands ? 'The fault itself is still there.' : 'The fault is gone.';
    const further = facts.plan === 'pending' ? ' A further plan waits for approval in the thread.' : '';
    return `${list(resolved)} ${verb(resolved)} resolved. ${fault}${further}`;
  }
  if (phase !== 'running') return describeRest(facts);
  if (open.length === 0) return 'Nothing was noticed yet.';
  return `${list(open)} ${verb(open)} open. ${describePlan(facts)}`.trim();
}

function describeRest({ phase, open, restSeconds }: RunFacts): string {
  const until = open.length > 0 ? `${list(open)} ${verb(open)} over` : `the network has been well for ${restSeconds} s`;
  return phase === 'waiting'
    ? `Begins when ${until}.`
    : `The fault is gone, and the devices have the configuration that they began with. It is over when ${until}.`;
}

function describePlan({ plan, decision }: RunFacts): string {
  if (plan !== null) return inPlan[plan] ?? `Its plan ended as ${plan}: nothing more happens by itself.`;
  if (decision === 'escalate') return 'No plan can repair this, so people are called. End the scenario to repair it.';
  return decision === 'none' ? 'No plan was proposed. End the scenario to repair the network.' : '';
}

/** What the page says before it ends the scenario that runs, and before it starts another one. */
export function describeSwitching(runs: string, restSeconds: number): { ending: string; switching: string } {
  const ending = 'Its fault goes away, and every device gets the configuration back that it began with.';
  return {
    ending,
    switching: `${runs} is ended first. ${ending} The next one begins when the network has been well for ${restSeconds} s.`,
  };
}

/** What comes of a scenario, in the list of them. */
export const describeEnd = (ends: 'verified' | 'escalated') =>
  ends === 'verified' ? 'A plan repairs it.' : 'No plan can repair it, so people are called.';
