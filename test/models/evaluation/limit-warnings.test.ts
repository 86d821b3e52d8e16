import { describe, expect, it } from 'vitest';
import { addWarningScores, findCrossings, scoreWarnings } from '../../../src/models/evaluation/limit-warnings.ts';

/** 1 in these spans, both ends among them. */
const marks = (length: number, ...spans: [number, number][]) =>
  Uint8Array.from({ length }, (_, i) => Number(spans.some(([from, to]) => from <= i && i <= to)));
const minutes = { stepMinutes: 1 };
const score = (over: [number, number][], warned: [number, number][]) =>
  scoreWarnings(marks(1000, ...over), marks(1000, ...warned), minutes);

describe('warnings before a limit', () => {
  it('count once for a crossing, however long it is over the limit or around it', () => {
    expect(findCrossings(marks(1000, [500, 520], [550, 560]), 1)).toEqual([500]);
    expect(findCrossings(marks(1000, [500, 520], [581, 590]), 1)).toEqual([500, 581]);
    expect(findCrossings(marks(100, [50, 52], [57, 58]), 15)).toEqual([50, 57]);
  });

  it.each<[string, [number, number][], [number, number][], number[], number, number]>([
    ['a run until the crossing', [[500, 520]], [[460, 499]], [1, 1, 0], 1, 0],
    [
      'a run with pauses of a quarter of an hour',
      [[500, 520]],
      [
        [440, 450],
        [465, 470],
        [485, 499],
      ],
      [1, 1, 1],
      1,
      0,
    ],
    [
      'two runs, of which the first counts',
      [[500, 520]],
      [
        [440, 450],
        [490, 499],
      ],
      [1, 1, 1],
      2,
      0,
    ],
    ['a run that began too early', [[500, 520]], [[379, 499]], [0, 0, 0], 1, 1],
    ['a run without a crossing', [], [[100, 130]], [0, 0, 0], 1, 1],
    ['a run that begins after the crossing', [[500, 520]], [[530, 540]], [0, 0, 0], 1, 0],
    ['a run in the minute of the crossing', [[500, 520]], [[500, 505]], [0, 0, 0], 1, 0],
    ['silence', [[500, 520]], [], [0, 0, 0], 0, 0],
  ])('of %s', (_what, over, warned, lead, runs, falseRuns) => {
    expect(score(over, warned)).toEqual({ crossings: over.length, warned: lead, runs, falseRuns });
  });

  it('are judged from a step on, with what came before in view', () => {
    const over = marks(200, [50, 55], [150, 155]);
    const warned = marks(200, [20, 49], [95, 149]);
    expect(scoreWarnings(over, warned, { ...minutes, from: 120 })).toMatchObject({
      crossings: 1,
      warned: [1, 1, 1],
      runs: 0,
    });
  });

  it('are the same in steps of five minutes', () => {
    expect(scoreWarnings(marks(100, [50, 55]), marks(100, [44, 49]), { stepMinutes: 5 })).toEqual({
      ...{ crossings: 1, warned: [1, 1, 0], runs: 1, falseRuns: 0 },
    });
  });

  it('add up', () => {
    expect(addWarningScores([score([[500, 520]], [[460, 499]]), score([], [[1, 2]])])).toEqual({
      ...{ crossings: 1, warned: [1, 1, 0], runs: 2, falseRuns: 1 },
    });
    expect(addWarningScores([])).toEqual({ crossings: 0, warned: [0, 0, 0], runs: 0, falseRuns: 0 });
  });
});
