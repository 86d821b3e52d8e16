import type { Changes } from '../changes/changes.ts';
import type { Charts } from '../charts/charts.ts';
import type { LearningState } from '../domain/learning-state.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { ModelDetail } from '../learning/model-detail.ts';
import type { ModelState } from '../learning/model-states.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import type { AliasChange } from '../models/registry/alias-log.ts';
import type { ModelKey } from '../models/registry/model-card.ts';
import type { Routes } from '../routes/routes.ts';
import type { DeviceClocks } from '../telemetry/device-clocks.ts';
import type { Senders } from '../telemetry/intake/senders.ts';

/**
 * Plans and their approval. Every method looks the plan up by the button's opaque id and answers late, repeated, unknown and forbidden
 * clicks with a text; none throws for them. A repeated call with the same arguments changes nothing.
 */
export type ChangesPort = Pick<
  Changes,
  | 'decide'
  | 'proposeRoute'
  | 'refusal'
  | 'breakGlass'
  | 'editable'
  | 'edit'
  | 'approvalLoad'
  | 'configChanges'
  | 'decideUnknown'
  | 'approvalOffer'
  | 'unknown'
  | 'timers'
  | 'mode'
  | 'freeze'
  | 'thaw'
>;

/** What people may do to an incident from its message, and the readings behind it. */
export type IncidentsPort = Pick<Incidents, 'take' | 'dismiss' | 'anomaliesOf'>;

/** Draws a picture as PNG, with a text for those who can't see it. */
export type ChartsPort = Pick<Charts, 'draw'>;

/** What is known of routes. */
export type RoutesPort = Pick<Routes, 'recommend'>;

/** Who sends telemetry, and who of them the inventory does not have. */
export type SendersPort = Pick<Senders, 'read'>;

/** What names causes now, and what did so before: null for the rules. */
export interface FormerModel {
  inUse: string;
  before: string | null;
}

/** What is in use, and what is to be said of it. */
export interface ModelsPort extends ModelsInUse {
  states(): Promise<ModelState[]>;
  /** What there can be a model of, in the order in which kinds are shown. */
  keys: readonly ModelKey[];
  /** All that is to be said of the models of one of these; null for another. */
  detail(key: ModelKey): Promise<ModelDetail | null>;
  /** Every change of what is in use of one of these, the oldest first. Left out where nothing changes. */
  changes?(key: ModelKey): Promise<AliasChange[]>;
  /** What there is to go back to; null when no model of the kind is in use. Left out where nothing can be changed, such as in a replay. */
  former?(kind: 'causes'): Promise<FormerModel | null>;
  /** Puts what was in use before the model of this id in use again, as long as that one is in use. Answers with a sentence for whoever asked. */
  useFormer?(wanted: { kind: string; id: string; by: string }): Promise<string>;
}

/** How far the product is with learning from its own telemetry. */
export interface LearningPort {
  read(): Promise<LearningState>;
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
