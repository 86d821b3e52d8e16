import { describe, expect, it } from 'vitest';
import { judgeEffect, type VerificationInput } from '../../src/changes/verification.ts';
import type { Point } from '../../src/domain/metric-reader.ts';
import { placeKey } from '../../src/domain/place.ts';
import type { ExpectedEffect } from '../../src/domain/plan.ts';

const target = { device: 'Router-A', interface: null };
const control = { device: 'Switch-1', interface: null };
const expected: ExpectedEffect = {
  place: target,
  metric: 'latency_ms',
  direction: 'below',
  threshold: 50,
  withinSeconds: 60,
  samples: 3,
  controls: [control],
  controlMargin: 20,
  baseline: 4,
  before: 160,
};

/** One value a second from three seconds after the change on. */
const series = (values: number[]): Point[] => values.map((value, i) => ({ at: 3000 + i * 1000, value }));

function judge(own: number[], other: number[] = [9, 9, 9], more: Partial<VerificationInput> = {}) {
  const points: Record<string, Point[]> = { [placeKey(target)]: series(own), [placeKey(control)]: series(other) };
  return judgeEffect({
    expected,
    before: { at: 0, values: { [placeKey(target)]: 160, [placeKey(control)]: 9 } },
    metrics: {
      values: (place, _, from, to) => (points[placeKey(place)] ?? []).filter(({ at }) => at >= from && at <= to),
      metricsAt: () => [],
      lastHeard: () => null,
    },
    changedAt: 0,
    now: 20_000,
    deadline: 60_000,
    ...more,
  });
}

const over = { now: 60_000 };

describe('verification', () => {
  it('is better with enough samples in a row, from the first of the row on', () => {
    expect(judge([160, 12, 160, 12, 12, 13])).toEqual({
      end: 'better',
      since: 6000,
      text: 'Latency of Router-A is 13 ms, below 50 ms',
    });
  });

  it.each([
    { first: [12, 12, 12, 12, 12], since: 3000, end: 'better' },
    { first: [160, 12, 12, 12, 12], since: 4000, end: 'better' },
    { first: [12, 160, 12, 12, 12], since: 5000, end: 'better' },
    { first: [12, 12, 12, 12], since: undefined, end: 'wait' },
  ])('counts samples from two seconds after the change on: $first is $end', ({ first, since, end }) => {
    // The change was done at 2.5 s: of what comes at 3, 4, 5, 6 and 7 s the last three count, and a row may have begun before them.
    const judged = judge(first, [9, 9, 9], { changedAt: 2500 });
    expect(judged.end).toBe(end);
    if (judged.end === 'better') expect(judged.since).toBe(since);
  });

  it('waits as long as nothing is certain', () => {
    expect(judge([12, 12])).toEqual({ end: 'wait' });
    expect(judge([12, 12, 160])).toEqual({ end: 'wait' });
    expect(judge([])).toEqual({ end: 'wait' });
  });

  it('does not count a row that was broken since', () => {
    expect(judge([12, 12, 12, 12, 160])).toEqual({ end: 'wait' });
  });

  it('is no change when the window ends without it', () => {
    expect(judge([150, 140, 150], [9, 9, 9], over)).toMatchObject({
      end: 'no-change',
      text: expect.stringMatching(/was not below 50 ms for 3 samples in a row: the last value is 150 ms/),
    });
  });

  it('is no data when the target was silent, however well the others are', () => {
    expect(judge([], [9, 9, 9], over)).toMatchObject({ end: 'no-data' });
    expect(judge([12, 12], [9, 9, 9], over)).toMatchObject({ end: 'no-data' });
  });

  it('is worse when the target gets clearly worse', () => {
    expect(judge([160, 230, 240, 250])).toMatchObject({
      end: 'worse',
      text: expect.stringMatching(/Router-A got worse: 250/),
    });
    expect(judge([180, 185, 190])).toEqual({ end: 'wait' });
  });

  it('is worse when a control gets worse, even if the target is better', () => {
    expect(judge([12, 12, 12], [40, 41, 42])).toMatchObject({
      end: 'worse',
      text: expect.stringMatching(/Switch-1 got worse/),
    });
    expect(judge([12, 12, 12], [9, 41, 42])).toMatchObject({ end: 'better' });
  });

  it('does not blame a control of which nothing was known before', () => {
    expect(judge([12, 12, 12], [40, 41, 42], { before: { at: 0, values: {} } })).toMatchObject({ end: 'better' });
  });

  it('forgets the first moments after the change', () => {
    const early = series([12, 12, 12]).map((point) => ({ ...point, at: point.at - 2500 }));
    const metrics = {
      values: (_: unknown, __: string, from: number) => early.filter(({ at }) => at >= from),
      metricsAt: () => [],
      lastHeard: () => null,
    };
    expect(judge([], [], { metrics })).toEqual({ end: 'wait' });
  });

  it('works upwards, too', () => {
    const upwards: ExpectedEffect = {
      ...expected,
      direction: 'above',
      threshold: 90,
      baseline: 100,
      before: 10,
      controls: [],
    };
    const before = { at: 0, values: { [placeKey(target)]: 10 } };
    expect(judge([95, 96, 97], [], { expected: upwards, before })).toMatchObject({ end: 'better' });
    expect(judge([11, 9, 12], [], { expected: upwards, before, ...over })).toMatchObject({ end: 'no-change' });
    expect(judge([-20, -30, -40], [], { expected: upwards, before })).toMatchObject({ end: 'worse' });
  });
});
