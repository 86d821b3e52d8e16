/** What became of a training that was begun by itself. */
export interface LearnedStage {
  /** The telemetry after which it was due, in minutes. */
  stageMinutes: number;
  /** The telemetry that it learned from, in minutes; a time without telemetry is not counted. */
  learnedMinutes: number;
  /** When it ended, milliseconds since 1970. */
  at: number;
  /** `in-use`: its detector is the one in use. `not-better`: the gate kept the one before it, or none. `failed`: it came to no end. */
  outcome: 'in-use' | 'not-better' | 'failed';
  /** What the gate or the error said, as a clause. */
  reason: string;
}

/**
 * How far the product is with learning from its own telemetry. Plain JSON; times are milliseconds since 1970.
 *
 * `off`: it trains nothing by itself. `no-telemetry`: none was ever stored. `stopped`: there was some, and none comes now. `training`: a training is
 * asked for or under way. `held`: a stage is reached, and the detector that people trained has learned from more. `learning`: none of these.
 */
export interface LearningState {
  state: 'off' | 'no-telemetry' | 'stopped' | 'training' | 'held' | 'learning';
  /** Telemetry that was stored until now, in minutes; a time without telemetry is not counted. */
  learnedMinutes: number;
  /** The telemetry after which the training is due that comes next, or that is under way or held; null when nothing trains by itself. */
  wantedMinutes: number | null;
  /** Readings that nine of ten places have, as far as they were counted for the first training. */
  readings: number;
  wantedReadings: number;
  /** When the next training is due if telemetry goes on as until now; null where nobody can say. */
  nextAt: number | null;
  /** When the last telemetry came, to the minute; null for none. */
  telemetryAt: number | null;
  /** Readings that the stage would learn from, and those that the detector in use learned from; null unless it is held. */
  held: { readings: number; wanted: number } | null;
  /** The last training of its own that ended; null for none. */
  last: LearnedStage | null;
  /** Who names causes, how many labels teach that, and the same in words; missing where nobody asked. */
  causes?: { way: string; labels: number; says: string };
}
