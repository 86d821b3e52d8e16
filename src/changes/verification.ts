import { endedAt, type MetricReader, type Point } from '../domain/metric-reader.ts';
import { formatPlace, type Place, placeKey } from '../domain/place.ts';
import type { Ceiling, ExpectedEffect } from '../domain/plan.ts';
import { describeMetric } from '../domain/sample.ts';
import { count, formatBeside, formatLimit, formatNumber, roundShown } from '../foundation/number-words.ts';
import { expectedKey, expectedName, readExpected } from './expected-series.ts';
import type { BeforeChange } from './plan-facts.ts';

/** The four ends, or "wait" as long as none of them is certain. */
export type Verification =
  | { end: 'better'; since: number; text: string }
  | { end: 'worse' | 'no-change' | 'no-data'; text: string }
  | { end: 'wait' };

/**
 * Values of the first moments after the change prove nothing: routes settle and half a sample is from before. Where what was promised holds from one
 * of them on, it has held since then.
 */
const settleMs = 2000;

/** A target counts as worse when it is this share of its former excess above where it was. */
const worseShare = 0.25;

export interface VerificationInput {
  expected: ExpectedEffect;
  before: BeforeChange;
  metrics: MetricReader;
  /** When the last change line was done. */
  changedAt: number;
  now: number;
  /** When the waiting is over. */
  deadline: number;
}

/**
 * Judges a change by telemetry alone: the metric at the target or along the path, the controls, which must not get worse, and the ceilings, which
 * must not be exceeded. "better" needs the promised number of samples in a row beyond the threshold, and within the bound where there is one, while
 * no control is worse; "worse" the same number at the target, at a control or above a ceiling. At the deadline it is "no-data" when the target was silent, else "no-change".
 */
export function judgeEffect(input: VerificationInput): Verification {
  const { expected, metrics, changedAt, now, deadline } = input;
  const read = (place: Place, from = changedAt + settleMs) => metrics.values(place, expected.metric, from, now);
  const points = readExpected(metrics, expected, changedAt + settleMs, now);
  const sick = expected.controls.find((control) => isControlWorse(input, control, read(control)));
  if (sick) return { end: 'worse', text: gotWorse(input, sick, read(sick)) };
  const full = expected.ceilings?.find((ceiling) => isExceeded(input, ceiling));
  if (full) return { end: 'worse', text: exceeded(input, full) };
  if (isTargetWorse(input, points)) return { end: 'worse', text: gotWorse(input, null, points) };
  const isKept = (value: number) => isMet(value, expected);
  const last = points.at(-1);
  if (last && areLast(points, expected.samples, isKept)) {
    const since = heldSince(readExpected(metrics, expected, changedAt, now), isKept);
    return { end: 'better', since, text: `${named(expected)} is ${shown(last, expected)}, ${promiseWords(expected)}` };
  }
  if (now < deadline) return { end: 'wait' };
  if (points.length < expected.samples || !last) {
    const came = `${points.length} of ${count(expected.samples, 'sample')} came`;
    return { end: 'no-data', text: `No data on ${named(expected)}: ${came}` };
  }
  return { end: 'no-change', text: notHeld(expected, last, endedAt(points, now)) };
}

/** The last value alone may be good: what is missing is the row of samples. */
function notHeld(expected: ExpectedEffect, last: Point, oldAt: number | null): string {
  const limit = promiseWords(expected);
  const row = expected.samples === 1 ? `was not ${limit}` : `was not ${limit} for ${expected.samples} samples in a row`;
  const when = oldAt === null ? '' : `, from ${new Date(oldAt).toISOString().slice(11, 19)} UTC`;
  return `${named(expected)} ${row}: the last value is ${shown(last, expected)}${when}`;
}

/** `place` is that of a control; null for the target. */
function gotWorse({ expected, before }: VerificationInput, place: Place | null, points: Point[]): string {
  const former = before.values[place ? placeKey(place) : expectedKey(expected)] ?? expected.before!;
  const last = points.at(-1)!;
  const now = withUnit(formatBeside(last.value, roundShown(former)), expected);
  return `${named(expected, place)} got worse: ${now}, before ${withUnit(formatNumber(former), expected)}`;
}

/** What is above a ceiling, and which. */
function exceeded({ metrics, changedAt, now }: VerificationInput, { place, metric, most }: Ceiling): string {
  const { title, unit } = describeMetric(metric);
  const last = metrics.values(place, metric, changedAt, now).at(-1)!;
  return `${title} of ${formatPlace(place)} is ${formatBeside(last.value, most)} ${unit}, and at most ${formatLimit(most)} ${unit} were to be`;
}

function isExceeded(
  { expected, metrics, changedAt, now }: VerificationInput,
  { place, metric, most }: Ceiling,
): boolean {
  const points = metrics.values(place, metric, changedAt + settleMs, now);
  return areLast(points, expected.samples, (value) => value > most);
}

const named = (expected: ExpectedEffect, place: Place | null = null) =>
  `${describeMetric(expected.metric).title} of ${place ? formatPlace(place) : expectedName(expected)}`;
const shown = ({ value }: Point, expected: ExpectedEffect) =>
  withUnit(formatBeside(value, expected.threshold), expected);
const withUnit = (number: string, { metric }: ExpectedEffect) => `${number} ${describeMetric(metric).unit}`.trim();
const signOf = ({ direction }: ExpectedEffect) => (direction === 'below' ? 1 : -1);

/** Whether the promise is kept. The card says "below" or "above", and the threshold itself is neither. */
function isMet(value: number, expected: ExpectedEffect): boolean {
  const sign = signOf(expected);
  return (
    sign * (expected.threshold - value) > 0 && (expected.bound === undefined || sign * (value - expected.bound) > 0)
  );
}

/** `below 8 ms`, or `between 4 and 8 ms`. */
function promiseWords(expected: ExpectedEffect): string {
  const { bound, threshold, direction } = expected;
  if (bound === undefined) return `${direction} ${withUnit(formatLimit(threshold), expected)}`;
  const [low, high] = [bound, threshold].sort((a, b) => a - b);
  return `between ${formatLimit(low!)} and ${withUnit(formatLimit(high!), expected)}`;
}

/** Not beyond the limit on the bad side. */
function isBeyond(value: number, threshold: number, expected: ExpectedEffect): boolean {
  return signOf(expected) * (threshold - value) >= 0;
}

function isControlWorse({ expected, before }: VerificationInput, control: Place, points: Point[]): boolean {
  const former = before.values[placeKey(control)];
  if (former === undefined) return false;
  const limit = former + signOf(expected) * (expected.controlMargin ?? Math.abs(former));
  return areLast(points, expected.samples, (value) => !isBeyond(value, limit, expected));
}

function isTargetWorse({ expected, before }: VerificationInput, points: Point[]): boolean {
  const former = before.values[expectedKey(expected)] ?? expected.before;
  if (former === undefined) return false;
  const excess = Math.abs(former - (expected.baseline ?? expected.threshold));
  const limit = former + signOf(expected) * Math.max(expected.controlMargin ?? 0, worseShare * excess);
  return areLast(points, expected.samples, (value) => !isBeyond(value, limit, expected));
}

function areLast(points: Point[], count: number, holds: (value: number) => boolean): boolean {
  return points.length >= count && points.slice(-count).every(({ value }) => holds(value));
}

/** When the row of samples that still holds began; its last one holds. */
function heldSince(points: Point[], holds: (value: number) => boolean): number {
  let start = points.length - 1;
  while (start > 0 && holds(points[start - 1]!.value)) start--;
  return points[start]!.at;
}
