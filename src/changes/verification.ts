import { endedAt, type MetricReader, type Point } from '../domain/metric-reader.ts';
import { formatPlace, type Place, placeKey } from '../domain/place.ts';
import type { ExpectedEffect } from '../domain/plan.ts';
import { describeMetric } from '../domain/sample.ts';
import { count, formatBeside, formatLimit, formatNumber, roundShown } from '../foundation/number-words.ts';
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
 * Judges a change by telemetry alone: the metric at the target, and the controls, which must not get worse. "better" needs the promised
 * number of samples in a row beyond the threshold while no control is worse; "worse" the same number at the target or at a control. At the
 * deadline it is "no-data" when the target was silent, else "no-change".
 */
export function judgeEffect(input: VerificationInput): Verification {
  const { expected, metrics, changedAt, now, deadline } = input;
  const read = (place: Place, from = changedAt + settleMs) => metrics.values(place, expected.metric, from, now);
  const points = read(expected.place);
  const sick = expected.controls.find((control) => isControlWorse(input, control, read(control)));
  if (sick) return { end: 'worse', text: gotWorse(input, sick, read(sick)) };
  if (isTargetWorse(input, points)) return { end: 'worse', text: gotWorse(input, expected.place, points) };
  const isKept = (value: number) => isMet(value, expected);
  const last = points.at(-1);
  if (last && areLast(points, expected.samples, isKept)) {
    const since = heldSince(read(expected.place, changedAt), isKept);
    const promised = `${expected.direction} ${withUnit(formatLimit(expected.threshold), expected)}`;
    return {
      end: 'better',
      since,
      text: `${named(expected, expected.place)} is ${shown(last, expected)}, ${promised}`,
    };
  }
  if (now < deadline) return { end: 'wait' };
  if (points.length < expected.samples || !last) {
    const came = `${points.length} of ${count(expected.samples, 'sample')} came`;
    return { end: 'no-data', text: `No data on ${named(expected, expected.place)}: ${came}` };
  }
  return { end: 'no-change', text: notHeld(expected, last, endedAt(points, now)) };
}

/** The last value alone may be good: what is missing is the row of samples. */
function notHeld(expected: ExpectedEffect, last: Point, oldAt: number | null): string {
  const limit = `${expected.direction} ${withUnit(formatLimit(expected.threshold), expected)}`;
  const row = expected.samples === 1 ? `was not ${limit}` : `was not ${limit} for ${expected.samples} samples in a row`;
  const when = oldAt === null ? '' : `, from ${new Date(oldAt).toISOString().slice(11, 19)} UTC`;
  return `${named(expected, expected.place)} ${row}: the last value is ${shown(last, expected)}${when}`;
}

function gotWorse({ expected, before }: VerificationInput, place: Place, points: Point[]): string {
  const former = before.values[placeKey(place)] ?? expected.before!;
  const last = points.at(-1)!;
  const now = withUnit(formatBeside(last.value, roundShown(former)), expected);
  return `${named(expected, place)} got worse: ${now}, before ${withUnit(formatNumber(former), expected)}`;
}

const named = ({ metric }: ExpectedEffect, place: Place) => `${describeMetric(metric).title} of ${formatPlace(place)}`;
const shown = ({ value }: Point, expected: ExpectedEffect) =>
  withUnit(formatBeside(value, expected.threshold), expected);
const withUnit = (number: string, { metric }: ExpectedEffect) => `${number} ${describeMetric(metric).unit}`.trim();
const signOf = ({ direction }: ExpectedEffect) => (direction === 'below' ? 1 : -1);

/** Whether the promise is kept. The card says "below" or "above", and the threshold itself is neither. */
function isMet(value: number, expected: ExpectedEffect): boolean {
  return signOf(expected) * (expected.threshold - value) > 0;
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
  const former = before.values[placeKey(expected.place)] ?? expected.before;
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
