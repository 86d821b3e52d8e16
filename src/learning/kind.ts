import type { ReplayWatcher, TrainingSpan } from '../diagnosis/training.ts';
import type { Topology } from '../domain/device.ts';
import type { LearnedValues } from '../domain/learned-values.ts';
import type { MetricLimits } from '../domain/metric-limits.ts';
import type { Losses } from '../models/losses.ts';
import type { ModelCard, ModelMetric } from '../models/registry/model-card.ts';
import type { Tensorflow } from '../models/tensorflow.ts';
import type { Duel, GateDecision } from './gate.ts';

/** What people chose; it decides about models, and so it is part of what they are compared by. */
export interface LearningSettings {
  /** False alarms that people accept per device and day. */
  falseAlarmsPerDeviceDay: number;
  /** Values that metrics must not reach; the usual ones when left out. */
  limits?: MetricLimits;
}

export interface FitOptions {
  seed: number;
  settings: LearningSettings;
  /** There when the kind says that it trains a network on these data, unless the library can't be loaded. */
  tensorflow?: Tensorflow | undefined;
  /**
   * `done` of `total` steps; both count the same thing. `note` says more of the step, and stands beside the share in a terminal and in Slack, such as
   * what `describePass` says of a network.
   */
  progress?: (done: number, total: number, note?: string) => void;
}

/** The model, or why the data teach none: an expected end, such as for a recording without labels. */
export type Fitted<Model> = { model: Model } | { model: null; reason: string };

/** Gathers what a kind learns from, while a span is replayed once for all kinds. */
export interface Gathering<Data> extends ReplayWatcher {
  /** What was gathered, when the replay is over. */
  data(): Data;
}

/** A span that is cut in time: what comes later is judged by what was learned before. */
export interface Trial<Data> {
  earlier: Data;
  later: Data;
}

/** What a kind says of its models; the pipeline adds the rest of the card. */
export type CardPart = Pick<ModelCard, 'method' | 'split' | 'features' | 'classes' | 'trainingRows' | 'notGoodFor'>;

/**
 * One kind of model, as data: everything that training, registry, commands and API need to know of it. To add one, write a file in `kinds/` and a
 * line in its list; `kindContract` in a test holds it to this contract. The same data, seed and settings give the same model, whatever
 * the machine: no clock, no random numbers but those of the seed.
 *
 * @typeParam Model what judges; it is whatever the room that uses it takes
 * @typeParam Data what was gathered of a span; rows with their times
 */
export interface ModelKind<Model, Data> {
  /** Name in commands, results and folders: lower-case letters, digits, hyphens. It is never changed: it is stored. */
  kind: string;
  /** For people, in the middle of a sentence: "anomaly detector". */
  title: string;
  /** What it is for, in one sentence for people. */
  purpose: string;
  /** The folder in which models of this kind were kept before they had subjects; left out by kinds that are younger. */
  formerFolder?: string;
  /** Kinds without which this one is never asked. They are trained along when none of theirs is in use. */
  needs?: readonly string[];
  /** What of a network there is a model for, each a name for a folder: `network` for one model about all of it, or one for each metric or place. */
  subjects(topology: Topology): string[];
  /** Begins to gather what a model about `subject` learns from. It may watch the replay, or take what it needs from the span. */
  dataset(span: TrainingSpan, options: { subject: string; seed: number }): Gathering<Data>;
  /** Whether `fit` would train a network on these data, for which TensorFlow is loaded. Left out by kinds that never do. */
  trainsNetwork?(data: Data): boolean;
  /** Fits a model. Answers with the reason when the data teach none. */
  fit(data: Data, options: FitOptions): Fitted<Model>;
  /** Time of the first and the last of the rows, milliseconds since 1970; null without rows. */
  extent(data: Data): { from: number; to: number } | null;
  /** The rows later than `after` and not later than `until`. */
  between(data: Data, after: number, until: number): Data;
  /**
   * What the model is worth on the later rows, beside baselines on the same rows. The first metric that can be measured decides in the gate; the
   * others inform. Names say by what settings, so that only what is comparable is compared. `model` null: nothing could be learned from the
   * earlier rows, and the values are null. The model may have learned elsewhere: what it does not know must not throw.
   */
  evaluate(model: Model | null, trial: Trial<Data>, settings: LearningSettings): ModelMetric[];
  /** Whether the new model takes the place of the one in use; {@link gateByMetrics} for nearly every kind. */
  gate(metrics: readonly ModelMetric[], duel: Duel | null): GateDecision;
  /** Bytes, or what JSON restores exactly. */
  toArtefact(model: Model): unknown;
  /** Restores what was stored: parsed JSON, or bytes. The model judges exactly as before. */
  fromArtefact(stored: unknown, id: string): Model;
  card(model: Model, data: Data): CardPart;
  /** Whether what it names are the causes that people confirm and correct, so that labels tell how good it is. Left out by kinds that name none. */
  namesCauses?: true;
  /** The model in the format of `format.name`, which others can read. Left out by kinds that no other format can hold. */
  exportAs?: { format: string; write(model: Model): object };
  /** How its error fell while it learned; null for a model without passes. Left out by kinds that never have any. */
  losses?(model: Model): Losses | null;
  /** What was learned of each choice by state; null for a model that met none. Left out by kinds that choose nothing. */
  values?(model: Model): LearnedValues | null;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of kinds holds models of all types; each meets only what it made itself.
export type AnyKind = ModelKind<any, any>;
