import type { CauseId } from '../domain/cause.ts';
import type { Person } from '../domain/person.ts';
import type { Place } from '../domain/place.ts';
import type { Plan } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import { type Advanced, advance, cancel } from './advance.ts';
import { type Answer, type Click, decide } from './approval.ts';
import { type ApprovalLoad, readApprovalLoad } from './approval-load.ts';
import { breakGlass, type Emergency } from './break-glass.ts';
import { type ConfigChanges, readConfigChanges, recordConfigsAfter } from './config-history.ts';
import type { ChangesDeps } from './deps.ts';
import { type Edit, editable, editPlan } from './edit-plan.ts';
import { expire } from './expiry.ts';
import { followUp } from './follow-up.ts';
import { freeze, readFreeze, thaw } from './holds.ts';
import { listOptions, type OptionParameter, type PlaybookOption } from './options.ts';
import type { Proposal } from './plan-content.ts';
import { type Freeze, factKinds, type PlanTimes, readTimes } from './plan-facts.ts';
import { type Mode, modeFor } from './policy.ts';
import { type ProposeOutcome, propose } from './propose.ts';
import { proposeRoute, type RouteWish } from './propose-route.ts';
import { type OwedJob, type OwedPlanJob, owedJobs, reconcile, stopAdvancing } from './recover.ts';
import { type RunningTimer, runningTimers } from './running-timers.ts';
import { needsTicket } from './ticket.ts';
import { decideUnknown, readUnknown, type UnknownClick, type UnknownState } from './unknown.ts';
import { approversOf, type Refusal, refuseEditor, refusePerson, refuseVoter } from './voters.ts';

export type { ChangesDeps } from './deps.ts';

/** Plans, from the proposal to their end. Every method may be called again; none acts twice. */
export interface Changes {
  /** Writes a pending plan, or says why there is none. */
  propose(proposal: Proposal): Promise<ProposeOutcome>;
  /** Writes a pending plan that sends the traffic of a pair another way, or says why there is none. */
  proposeRoute(wish: RouteWish): Promise<ProposeOutcome>;
  /** The playbooks for a cause at a place, with their parameters filled in. */
  options(request: { cause: CauseId; place: Place }): Promise<PlaybookOption[]>;
  /** A click on Approve or Reject. */
  decide(click: Click): Promise<Answer>;
  /**
   * Why this person has no right to decide about a plan or to edit it, or null. It is asked before anything is shown; `decide`,
   * `decideUnknown` and `edit` ask again, because the right may be gone when a form comes back.
   */
  refusal(asked: { buttonId: string; user: Person; to: 'decide' | 'edit' }): Promise<Refusal | null>;
  /** A click on Continue or Roll back. */
  decideUnknown(click: UnknownClick): Promise<Answer>;
  /**
   * The job "advance-plan". Undefined when there is no such plan. When the signal tells that the process stops, lines that are under way are
   * finished, and waiting for telemetry ends with a retryable `process-stopping`.
   */
  advance(planId: string, options?: { signal?: AbortSignal }): Promise<Advanced | undefined>;
  /** The job "follow-up-plan". */
  followUp(planId: string): Promise<void>;
  /** The job "expire-plan". */
  expire(planId: string): Promise<boolean>;
  cancel(planId: string, options: { actor: string; reason: string }): Promise<boolean>;
  /** Once at start-up, before anything else runs. */
  reconcile(): Promise<{ advanced: number; expired: number }>;
  /** The requests for a job that plans wait for, as the database has it; whoever runs jobs asks for those that are missing. */
  owed(job: OwedPlanJob): Promise<OwedJob[]>;
  /** The job "advance-plan" failed for good: the plan comes to a state in which people see why. */
  stopAdvancing(planId: string, reason: string): Promise<void>;
  /** One person runs a plan alone in an emergency, where the policy lets them. */
  breakGlass(emergency: Emergency): Promise<Answer>;
  /** The parameters of a plan that a person may change. */
  editable(plan: Plan): OptionParameter[];
  /** Writes a new plan with other parameters in the place of one that waits. */
  edit(edit: Edit): Promise<Answer>;
  /** The job "record-configs": reads the configurations of a plan's devices, or of all without one, and keeps what differs. */
  recordConfigs(planId: string | null): Promise<void>;
  /** What became of a device's configuration since then; milliseconds since 1970. */
  configChanges(device: string, since: number): Promise<ConfigChanges>;
  /** How the gate was used since then; milliseconds since 1970. */
  approvalLoad(since: number): Promise<ApprovalLoad>;
  /** Whether the card has an Approve button, whom it asks, and whether an approval needs the number of a ticket. */
  approvalOffer(plan: Plan): Promise<ApprovalOffer>;
  /** What is known of an unknown plan; null when it never was one. */
  unknown(plan: Plan): Promise<UnknownState | null>;
  /** The timers on the devices that may still take the change back. */
  timers(plan: Plan): Promise<RunningTimer[]>;
  mode(): Promise<ActingMode>;
  times(planId: string): Promise<PlanTimes>;
  freeze(freeze: Freeze): Promise<void>;
  thaw(options: { by: string }): Promise<void>;
}

/** How freely the product may act, and why it does not at the moment. */
export interface ActingMode {
  mode: Mode;
  /** Set while changes are frozen. */
  frozen: Freeze | null;
}

/** Whether the card of a plan offers Approve, and whom it asks. `reason` says why it does not, and is shown on the card. */
export interface ApprovalOffer {
  offered: boolean;
  reason: string | null;
  users: string[];
  groups: string[];
  /** Whether an approval has to name a ticket. */
  ticketNeeded: boolean;
}

export function createChanges(deps: ChangesDeps): Changes {
  const { policy, topology, store } = deps;
  return {
    propose: (proposal) => propose(deps, proposal),
    proposeRoute: (wish) => proposeRoute(deps, wish),
    options: (request) => listOptions(deps, request),
    decide: (click) => decide(deps, click),
    async refusal({ buttonId, user: person, to }) {
      const plan = await store.plans.byButton(buttonId);
      if (!plan) return refusePerson(person) ?? { code: 'unknown-button', text: 'This button belongs to no plan.' };
      if (to === 'edit') return refuseEditor(deps, { plan, person });
      const authors = (await store.facts.get(factKinds.authors, plan.id)) ?? [];
      return refuseVoter(deps, { plan, person, authors });
    },
    decideUnknown: (click) => decideUnknown(deps, click),
    advance: (planId, { signal } = {}) =>
      advance(signal ? { ...deps, sleep: sleepUntilStopped(signal) } : deps, planId),
    followUp: (planId) => followUp(deps, planId),
    expire: (planId) => expire(deps, planId),
    cancel: (planId, options) => cancel(deps, planId, options),
    reconcile: () => reconcile(deps),
    unknown: (plan) => readUnknown(deps, plan),
    timers: (plan) => runningTimers(deps, plan),
    owed: (job) => owedJobs(deps, job),
    stopAdvancing: (planId, reason) => stopAdvancing(deps, planId, reason),
    times: (planId) => readTimes(store.facts, planId),
    mode: async () => ({ mode: policy.mode, frozen: await readFreeze(deps) }),
    freeze: (wanted) => freeze(deps, wanted),
    thaw: (options) => thaw(deps, options),
    breakGlass: (emergency) => breakGlass(deps, emergency),
    editable: (plan) => editable(deps, plan),
    edit: (wanted) => editPlan(deps, wanted),
    recordConfigs: (planId) => recordConfigsAfter(deps, planId),
    configChanges: (device, since) => readConfigChanges(deps, device, since),
    approvalLoad: (since) => readApprovalLoad(deps, since),
    async approvalOffer(plan) {
      const { users, groups } = approversOf(policy, topology, plan);
      const reason = whyNoApproval(plan, await readFreeze(deps));
      return { offered: reason === null, reason, users, groups, ticketNeeded: needsTicket(policy, plan) };
    },
  };

  function sleepUntilStopped(signal: AbortSignal): ChangesDeps['sleep'] {
    return async (ms) => {
      await deps.sleep(ms);
      if (signal.aborted) throw new NocturneError('process-stopping', 'The next process goes on', { retryable: true });
    };
  }

  function whyNoApproval(plan: Plan, frozen: Freeze | null): string | null {
    const devices = plan.content.steps.map(({ device }) => device);
    if (modeFor(policy, topology, devices) !== 'act') return 'The policy lets plans be proposed here, not run';
    if (policy.approvers.users.length + policy.approvers.groups.length === 0) return 'The policy names no approver';
    return frozen ? `Changes are frozen by ${frozen.by}: ${frozen.reason}` : null;
  }
}
