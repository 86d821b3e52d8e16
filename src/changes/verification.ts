import type { MetricReader, Point } from '../domain/metric-reader.ts';
import { formatPlace, type Place, placeKey } from '../domain/place.ts';
import type { ExpectedEffect } from '../domain/plan.ts';
import type { BeforeChange } from './plan-facts.ts';

/** The four ends, or "wait" as long as none of them is certain. */
export type Verification =
  | { end: 'better'; since: number; text: string }
  | { end: 'worse' | 'no-change' | 'no-data'; text: string }
  | { end: 'wait' };

/** Values of the first moments after the change count for nothing: routes settle and half a sample is from before. */
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
  const read = (place: Place) => metrics.values(place, expected.metric, changedAt + settleMs, now);
  const points = read(expected.place);
  const sick = expected.controls.find((control) => isControlWorse(input, control, read(control)));
  if (sick) return { end: 'worse', text: `${expected.metric} of ${formatPlace(sick)} got worse` };
  if (isTargetWorse(input, points)) {
    return {
      end: 'worse',
      text: `${expected.metric} of ${formatPlace(expected.place)} got worse: ${describe(points.at(-1))}`,
    };
  }
  const since = heldSince(points, expected.samples, (value) => isBeyond(value, expected.threshold, expected));
  if (since !== null) {
    return {
      end: 'better',
      since,
      text: `${expected.metric} of ${formatPlace(expected.place)} is ${describe(points.at(-1))}`,
    };
  }
  if (now < deadline) return { end: 'wait' };
  if (points.length < expected.samples) {
    return {
      end: 'no-data',
      text: `No data: ${points.length} of ${expected.samples} samples of ${expected.metric} came`,
    };
  }
  return {
    end: 'no-change',
    text: `${expected.metric} of ${formatPlace(expected.place)} is still ${describe(points.at(-1))}`,
  };
}

const signOf = ({ direction }: ExpectedEffect) => (direction === 'below' ? 1 : -1);

/** Beyond the threshold on the good side. */
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

/** When the row of samples that still holds began, once it is long enough; null otherwise. */
function heldSince(points: Point[], count: number, holds: (value: number) => boolean): number | null {
  let start = points.length;
  while (start > 0 && holds(points[start - 1]!.value)) start--;
  return points.length - start >= count ? points[start]!.at : null;
}

const describe = (point: Point | undefined) => (point ? String(Math.round(point.value * 10) / 10) : 'unknown');
