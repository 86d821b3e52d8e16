import type { ApprovalLoad } from '../changes/approval-load.ts';
import type { OptionParameter } from '../changes/options.ts';
import type { RunningTimer } from '../changes/running-timers.ts';
import type { UnknownState } from '../changes/unknown.ts';
import type { Charts } from '../charts/charts.ts';
import type { Anomaly } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import type { DeviceClocks } from '../telemetry/device-clocks.ts';

/**
 * What became of a click. `accepted` is true when it changed something; `text` says in one or two sentences what happened or why not, and
 * is shown to this person only.
 */
export interface Answer {
  accepted: boolean;
  text: string;
}

/** Why somebody may not do something. `code` is stable and stands in the audit, `text` is for this person alone. */
export interface Refusal {
  code: string;
  text: string;
}

/** Whether the card of a plan offers Approve, and whom it asks. `reason` says why it does not, and is shown on the card. */
export interface ApprovalOffer {
  offered: boolean;
  reason: string | null;
  users: string[];
  groups: string[];
  /** Whether an approval has to name a ticket; left out means no. */
  ticketNeeded?: boolean;
}

/** How freely the product may act, and why it does not at the moment. */
export interface ActingMode {
  mode: 'observe' | 'propose' | 'act';
  /** Set while changes are frozen. */
  frozen: { by: string; reason: string; until: number | null } | null;
}

/**
 * Plans and their approval. Every method looks the plan up by the button's opaque id and answers late, repeated, unknown and forbidden
 * clicks with a text; none throws for them. A repeated call with the same arguments changes nothing.
 */
export interface ChangesPort {
  decide(click: {
    buttonId: string;
    user: Person;
    decision: 'approve' | 'reject';
    reason: string | null;
    ticket?: string | null;
    channel?: string | null;
  }): Promise<Answer>;
  /** Why this person has no right to decide about a plan or to edit it as one of its approvers, or null. */
  refusal(asked: { buttonId: string; user: Person; to: 'decide' | 'edit' }): Promise<Refusal | null>;
  /** One person runs a plan alone in an emergency, where the policy lets them. */
  breakGlass(emergency: { planId: string; user: Person; reason: string }): Promise<Answer>;
  /** The parameters of a plan that a person may change; empty when there are none or the plan no longer waits. */
  editable(plan: Plan): OptionParameter[];
  /** Writes a new plan with other parameters in the place of one that waits. */
  edit(edit: { buttonId: string; user: Person; values: Record<string, string> }): Promise<Answer>;
  approvalLoad(since: number): Promise<ApprovalLoad>;
  /** What became of a device's configuration since then, newest first. */
  configChanges(
    device: string,
    since: number,
  ): Promise<{ lastReadAt: number | null; changes: { at: number; planId: string | null; diff: string }[] }>;
  /** The choice of a person about a plan of which nobody knows how far it went. */
  decideUnknown(click: { buttonId: string; user: Person; choice: 'continue' | 'roll-back' }): Promise<Answer>;
  approvalOffer(plan: Plan): Promise<ApprovalOffer>;
  /** What is known of an unknown plan; null when it never was one. */
  unknown(plan: Plan): Promise<UnknownState | null>;
  /** The timers on the devices that may still take the change back. */
  timers(plan: Plan): Promise<RunningTimer[]>;
  mode(): Promise<ActingMode>;
  /** Lets no plan be approved or begin until it is thawed or the time is over. */
  freeze(freeze: { by: string; reason: string; until: number | null }): Promise<void>;
  thaw(options: { by: string }): Promise<void>;
}

/** What people may do to an incident from its message, and the readings behind it. */
export interface IncidentsPort {
  /** False when the incident is over or unknown, or somebody else has it. */
  take(id: string, user: string): Promise<boolean>;
  /** Closes it as no incident at all; the reason is kept with it. False when it is over or unknown. */
  dismiss(id: string, user: string, reason: string): Promise<boolean>;
  /** The anomalous readings that belong to it, oldest first. */
  anomaliesOf(id: string): Promise<Anomaly[]>;
}

/** Draws a picture as PNG, with a text for those who can't see it. */
export type ChartsPort = Pick<Charts, 'draw'>;

/** One model of the product. `trainedAt` is null as long as there is nothing that it could judge with. */
export interface ModelState {
  name: string;
  trainedAt: number | null;
  note: string;
}

/** What is in use, and what is to be said of it. */
export interface ModelsPort extends ModelsInUse {
  states(): Promise<ModelState[]>;
}

/** What is known of the clocks of devices and of this machine. */
export type ClocksPort = Pick<DeviceClocks, 'wrong' | 'ownOffsetMs'>;

/** Training on demand. `recordings` are those of the configuration. */
export interface TrainingPort {
  recordings: string[];
  /**
   * Asks for a training run, of every kind of model when none is named, and answers with its id. It trains on the recordings, or on the stored
   * telemetry of the last `lastMs`.
   */
  start(order: { kinds?: string[]; lastMs?: number }): Promise<string>;
}
