import { median } from '../../../foundation/median.ts';

/** Days before an hour of which the same hour is looked at. */
export const daysBack = 7;

/** A way to expect an hour from the same hour of the days before it. It needs no training. */
export interface DayMethod {
  /** It is stored in models, and so it is never changed. */
  id: string;
  /** For people, after "the": "same hour yesterday". */
  name: string;
  /**
   * What it expects, in the unit of the values; NaN where the day that it asks is missing.
   *
   * @param before the same hour one to seven days before, the newest first; NaN is missing, and one at least is there
   */
  expect(before: Float64Array): number;
}

export const medianOfDays: DayMethod = {
  id: 'median-of-days',
  name: 'median of the same hour over seven days',
  expect: (before) => median(before)!,
};

/** For what rests on weekends, such as the traffic of an office. */
export const weekBefore: DayMethod = {
  id: 'week-before',
  name: 'same hour one week before',
  expect: (before) => before[daysBack - 1]!,
};

/** What everybody would guess, and what every forecast of a day is measured against. */
export const dayBefore: DayMethod = {
  id: 'day-before',
  name: 'same hour yesterday',
  expect: (before) => before[0]!,
};

/** Those of which a model takes one: of two that miss as much, the first. */
export const dayCandidates: readonly DayMethod[] = [medianOfDays, weekBefore];

export const dayMethods: readonly DayMethod[] = [...dayCandidates, dayBefore];
