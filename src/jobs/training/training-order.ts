import type { LearningSettings } from '../../learning/kind.ts';
import type { MappingInput } from '../../telemetry/mapping/mapping-schema.ts';
import type { Precision } from '../../telemetry/precision.ts';

/** Where telemetry and labels come from; one of the two is set. */
export type TrainingSource = {
  /** Recording folders, oldest first. */
  recordings?: string[] | undefined;
  /** Unit of the times of all recordings; when left out, what each says itself, or by their size. */
  precision?: Precision | undefined;
  /** A span of what the product itself stored, half-open, milliseconds since 1970. */
  span?: { from: number; to: number } | undefined;
};

/** All that training needs to know besides the data. Plain JSON, so that it can go to a worker on another machine. */
export interface TrainingOrder {
  /** Names of the kinds of models that are trained; every kind when left out. */
  kinds?: string[];
  /** The Parquet file with the training data; it is removed when the training has ended. */
  file: string;
  /** Folder of the model registry. */
  modelsDir: string;
  seed: number;
  settings: LearningSettings;
  /** UTC, ISO 8601; a note on the card, not part of the model's id. */
  trainedAt: string;
  libraries: Record<string, string>;
}

/** What is read into a training file. Plain JSON. */
export interface RecordingsOrder {
  recordings: string[];
  /** Unit of the times of all; when left out, what each says itself, or by their size. */
  precision?: Precision | undefined;
  /** Only what was sent before this moment, milliseconds since 1970; everything when left out. */
  until?: number;
  /** Own rules from the names in the recordings to metrics. */
  mapping?: MappingInput;
  file: string;
}

/** How far a training is. */
export interface TrainingStep {
  done: number;
  total: number;
  note: string;
}

export type OnTrainingProgress = (done: number, total: number, note: string) => void;
