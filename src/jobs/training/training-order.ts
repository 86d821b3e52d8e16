import type { LearningSettings } from '../../learning/kind.ts';
import type { MappingInput } from '../../telemetry/mapping-schema.ts';

/** All that a training needs to know. Plain JSON, so that it can go to a worker on another machine. */
export interface TrainingOrder {
  /** Names of the kinds of models that are trained; every kind when left out. */
  kinds?: string[];
  /** Recording folders, oldest first. */
  recordings: string[];
  /** Where the Parquet file with the training data is put; it is removed when the training has ended. */
  file: string;
  /** Folder of the model registry. */
  modelsDir: string;
  seed: number;
  settings: LearningSettings;
  /** UTC, ISO 8601; a note on the card, not part of the model's id. */
  trainedAt: string;
  libraries: Record<string, string>;
  /** Only what was sent before this moment, milliseconds since 1970; everything when left out. */
  until?: number;
  /** Own rules from the names in the recordings to metrics. */
  mapping?: MappingInput;
}

export type OnTrainingProgress = (done: number, total: number, note: string) => void;
