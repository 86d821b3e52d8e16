import type { LearningState } from '../../src/domain/learning-state.ts';

/** Eighteen minutes of the first thirty, of which nobody knows when they will be over. */
export const learningOf = (change: Partial<LearningState>): LearningState => ({
  ...{ state: 'learning', learnedMinutes: 18, wantedMinutes: 30, readings: 108, wantedReadings: 200 },
  ...{ nextAt: null, telemetryAt: 1_790_000_000_000, held: null, last: null },
  ...change,
});
