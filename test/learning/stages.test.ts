import { describe, expect, it } from 'vitest';
import type { LearnedStage, LearningState } from '../../src/domain/learning-state.ts';
import { trainingSchema } from '../../src/learning/settings.ts';
import { describeLearning } from '../../src/learning/stages/learning-words.ts';
import { hourMs, kindsOf, spanOf, stageAfter, stageReached } from '../../src/learning/stages/stages.ts';
import { addMinutes } from '../../src/learning/stages/telemetry-time.ts';
import { learningOf } from './made-learning.ts';

const minute = 60_000;
const day = 24 * hourMs;
const usual = trainingSchema.parse({});

describe('the stages', () => {
  it.each([
    [0, null, 0.5],
    [0.49, null, 0.5],
    [0.5, 0.5, 1],
    [0.99, 0.5, 1],
    [1, 1, 6],
    [23, 6, 24],
    // Those that were missed are not made up for.
    [100, 72, 168],
    // The last one comes again each time that as much has passed.
    [168, 168, 336],
    [335.9, 168, 336],
    [336, 336, 504],
    [700, 672, 840],
  ])('after %d hours of telemetry the last one is of %s hours, and the next of %d', (hours, reached, next) => {
    expect(stageReached(usual, hours * hourMs)).toBe(reached === null ? null : reached * hourMs);
    expect(stageAfter(usual, hours * hourMs)).toBe(next * hourMs);
  });

  it('are none where none is configured', () => {
    expect(stageReached({ stagesHours: [] }, 10 * day)).toBeNull();
    expect(stageAfter({ stagesHours: [] }, 10 * day)).toBeNull();
  });

  it.each([[[1, 1]], [[2, 1]], [[0]], [[-1]], [[10_000]]])('can not be %j', (stagesHours) => {
    expect(() => trainingSchema.parse({ stagesHours })).toThrow();
  });

  it('learn from the first telemetry on, from a week at most, and after a failure from the later half', () => {
    expect(spanOf({ firstAt: day, to: 2 * day }, 1)).toEqual({ from: day, to: 2 * day });
    expect(spanOf({ firstAt: day, to: 20 * day }, 1)).toEqual({ from: 13 * day, to: 20 * day });
    expect(spanOf({ firstAt: day, to: 9 * day }, 2)).toEqual({ from: 5.5 * day, to: 9 * day });
    expect(spanOf({ firstAt: day, to: day + hourMs }, 3)).toEqual({ from: day, to: day + hourMs });
    expect(spanOf({ firstAt: day, to: 9 * day }, 3)).toEqual({ from: 7.25 * day, to: 9 * day });
  });

  it('train the detector alone until hours have come, and causes only where none is in use', () => {
    expect(kindsOf(0.5 * hourMs, { causesInUse: false })).toEqual(['detection']);
    expect(kindsOf(1 * hourMs, { causesInUse: false })).toEqual(['detection']);
    expect(kindsOf(6 * hourMs, { causesInUse: false })).toEqual(['detection', 'causes', 'forecast-short', 'forecast-day', 'trend', 'routing']); // biome-ignore format: a table
    expect(kindsOf(7 * day, { causesInUse: true })).not.toContain('causes');
  });
});

describe('how much telemetry there was', () => {
  const at = (...minutes: number[]) => minutes.map((one) => one * minute);
  it.each([
    ['nothing', [], null],
    ['one minute, of which nobody knows how long it was', [3], 0],
    ['each minute', [0, 1, 2, 3], 3],
    ['every five minutes', [0, 5, 10], 10],
    ['a pause of ten minutes counts', [0, 10], 10],
    ['a longer one does not', [0, 11], 0],
    ['ten minutes, a gap of hours, ten minutes', [0, 5, 10, 300, 305, 310], 20],
  ])('%s', (_, minutes, learned) => {
    expect(addMinutes(null, at(...minutes))?.learnedMs ?? null).toBe(learned === null ? null : learned * minute);
  });

  it('goes on after a restart, and counts nothing twice', () => {
    const before = addMinutes(null, at(0, 5, 10));
    expect(addMinutes(before, at(5, 10, 12))).toEqual({ firstAt: 0, lastAt: 12 * minute, learnedMs: 12 * minute });
    expect(addMinutes(before, at(200))).toMatchObject({ learnedMs: 10 * minute });
  });
});

const now = 1_790_000_000_000;
const inUse: LearnedStage = {
  stageMinutes: 30,
  learnedMinutes: 30,
  at: now - 1,
  outcome: 'in-use',
  reason: 'recall 1',
};
const state = (change: Partial<LearningState>) => learningOf({ nextAt: now + 12 * minute, ...change });

describe('what is said of it', () => {
  const said: [LearningState, string][] = [
    [state({ state: 'no-telemetry', learnedMinutes: 0, readings: 0, nextAt: null }), 'no telemetry yet'],
    [state({ state: 'off', wantedMinutes: null }), 'nothing is trained by itself: `training.stagesHours` is empty'],
    [state({}), 'learning: 18 of 30 minutes, 108 of 200 readings a place (in 12 minutes)'],
    [state({ nextAt: null, readings: 0 }), 'learning: 18 of 30 minutes, 0 of 200 readings a place'],
    [
      state({ learnedMinutes: 95, readings: 95, nextAt: now + 105 * minute }),
      'learning: 30 of 30 minutes, 95 of 200 readings a place (in 1.7 hours)',
    ],
    [state({ nextAt: now, readings: 900 }), 'learning: 18 of 30 minutes, 200 of 200 readings a place (in a moment)'],
    [
      state({ state: 'stopped', telemetryAt: now - 3 * hourMs, nextAt: null }),
      'telemetry stopped 3 hours ago, and nothing is learned until it comes again; 18 of 30 minutes, 108 of 200 readings a place were there',
    ],
    [
      state({ state: 'stopped', telemetryAt: now - 90 * minute, last: inUse, nextAt: null }),
      'telemetry stopped 1.5 hours ago, and nothing is learned until it comes again; learned from 30 minutes',
    ],
    [state({ state: 'training', nextAt: null }), 'a training after 30 minutes is under way'],
    [
      state({ last: inUse, wantedMinutes: 60, nextAt: now + 24 * minute }),
      'learned from 30 minutes; learns again after 1 hour (in 24 minutes)',
    ],
    [
      state({ last: { ...inUse, learnedMinutes: 7 * 24 * 60 }, wantedMinutes: 14 * 24 * 60, nextAt: now + 6.5 * day }),
      'learned from 7 days; learns again after 14 days (in 6.5 days)',
    ],
    [
      state({ last: { ...inUse, learnedMinutes: 60, outcome: 'not-better', reason: 'worse than the model in use on the same rows: recall 0.1 against 0.2' }, wantedMinutes: 360 }), // biome-ignore format: a table
      'the detector trained on 1 hour is not in use: worse than the model in use on the same rows; learns again after 6 hours (in 12 minutes)',
    ],
    [
      state({ last: { ...inUse, outcome: 'failed', reason: 'its thread ended' }, nextAt: now + 9 * minute }),
      'the training after 30 minutes failed: its thread ended; it is tried again (in 9 minutes)',
    ],
    [
      state({ last: { ...inUse, outcome: 'failed', reason: 'its thread ended' }, wantedMinutes: 60 }),
      'the training after 30 minutes failed: its thread ended; learns again after 1 hour (in 12 minutes)',
    ],
    [
      state({ state: 'held', held: { readings: 900, wanted: 5000 }, nextAt: null }),
      '30 minutes of telemetry are there, but the detector that people trained learned from more: 900 of 5000 readings',
    ],
  ];
  it.each(said)('%#', (learning, words) => {
    expect(describeLearning(learning, now)).toBe(words);
  });
});
