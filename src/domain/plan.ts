import type { Place } from './place.ts';

/** The life of a plan. Moves are made by compare-and-set on the plan row, which is the only truth about it. */
const planMoves = {
  pending: ['approved', 'rejected', 'expired', 'superseded', 'cancelled'],
  approved: ['running', 'expired', 'cancelled', 'failed'],
  running: ['verifying', 'rolled-back', 'failed', 'unknown'],
  verifying: ['verified', 'rolled-back', 'failed', 'unknown'],
  unknown: ['verifying', 'rolled-back', 'failed'],
  verified: [],
  'rolled-back': [],
  failed: [],
  rejected: [],
  expired: [],
  superseded: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type PlanState = keyof typeof planMoves;

export function canMove(from: PlanState, to: PlanState): boolean {
  return (planMoves[from] as readonly string[]).includes(to);
}

export function isFinal(state: PlanState): boolean {
  return planMoves[state].length === 0;
}

/** How a plan ended, as the job that moved it knows. */
export interface PlanOutcome {
  planId: string;
  state: PlanState;
  detail: string | null;
}

export type Risk = 'low' | 'medium' | 'high';

/**
 * A timer on the device that takes the change back unless it is cancelled. `start` is empty when a line of the change itself starts it.
 */
export interface PlanTimer {
  login: string;
  start: string[];
  cancel: string[];
  seconds: number;
  /** What takes the change back while the timer runs, where the step's `undo` does so only afterwards. It ends the timer too. */
  revert?: string[];
}

/** What is sent to one device, in order. `commands` alter it; `undo` takes it back; both are exact renderings of a playbook. */
export interface PlanStep {
  device: string;
  vendor: string;
  login: string;
  commands: string[];
  undo: string[];
  /** Lines that keep the change for good, sent after verification. */
  confirm: string[];
  timer?: PlanTimer;
}

/** A place whose metric counts by a share. */
export interface WeightedPlace {
  place: Place;
  share: number;
}

/** A value that a metric at a place may not exceed, in the metric's unit. */
export interface Ceiling {
  place: Place;
  metric: string;
  most: number;
}

/** What must be true afterwards, fixed before approval. Values are in the metric's unit. */
export interface ExpectedEffect {
  place: Place;
  /** What is judged instead of the metric at the place: the sum over these, each by its share, as the latency of a path is of its links. */
  path?: {
    /** As people read it: `Router-A to Router-B`. */
    name: string;
    parts: WeightedPlace[];
  };
  metric: string;
  direction: 'below' | 'above';
  threshold: number;
  /** The other end of the interval that is promised: beyond it, on the good side, nothing is as it was foreseen. Without it there is none. */
  bound?: number;
  /** None of these may be exceeded. */
  ceilings?: Ceiling[];
  /** Seconds after the last change line within which the threshold must be met. */
  withinSeconds: number;
  /** Samples in a row that must meet it. */
  samples: number;
  /** Places that must not get worse. */
  controls: Place[];
  /** By how much a control may get worse, in the metric's unit. */
  controlMargin?: number;
  /** The usual value at the place, and the value when the plan was written. */
  baseline?: number;
  before?: number;
}

/** Stands for an incident in plans for another route of a pair: they have none, and one of them at a time is enough. */
export const subjectOfRoute = ({ from, to }: { from: string; to: string }): string =>
  `route:${[from, to].sort().join(':')}`;

/** Everything that an approval binds. The plan's hash is over the canonical JSON of exactly this. */
export interface PlanContent {
  playbook: string;
  parameters: Record<string, string | number>;
  /** The incident, or what a plan is about that a person asked for without one: see {@link subjectOfRoute}. */
  incidentId: string;
  target: Place;
  steps: PlanStep[];
  expected: ExpectedEffect;
  /** Facts read from the devices before the plan was written, by device; read again at run time. */
  preconditions: Record<string, Record<string, string | number>>;
  /**
   * OSPF costs at ends of links on which the plan rests beside its own, by device and interface; read again at run time. A cost, or a word for what
   * is none.
   */
  basis?: Record<string, Record<string, string | number>>;
  /** What the change does to the traffic, in words for people; left out where it moves none. */
  traffic?: string;
  irreversible: boolean;
  risk: Risk;
  riskReasons: string[];
  blastRadius: string[];
  /** Distinct approvers that are needed. */
  approvals: number;
}

export interface Plan {
  id: string;
  state: PlanState;
  hash: string;
  content: PlanContent;
  summary: string;
  requestedBy: string;
  createdAt: number;
  /** After this no approval counts. */
  approveBy: number;
  /** After this an approved plan no longer runs. Null until approved. */
  runBy: number | null;
  /** The random opaque id that the buttons carry. */
  buttonId: string;
  decidedAt: number | null;
  outcome: string | null;
}

export interface Vote {
  planId: string;
  planHash: string;
  user: string;
  decision: 'approve' | 'reject';
  reason: string | null;
  at: number;
}
