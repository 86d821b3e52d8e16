import { NocturneError } from '../../errors.ts';
import { fitAlarmThreshold } from './alarm-budget.ts';
import { chooseParts, pastShare, relationShare } from './choose-parts.ts';
import { type CombinedDetectorJson, packCombined, unpackCombined } from './combined-json.ts';
import {
  type Combined,
  createSmoother,
  type DetectionStream,
  joinParts,
  openStream,
  startCombined,
} from './combined-stream.ts';
import type { TrainingRows } from './detection-part.ts';
import { fillRows, medianOf } from './known-values.ts';
import { findPredictability } from './predictability.ts';
import { findRelatedness } from './relatedness.ts';
import { fitTailCalibration } from './tail-calibration.ts';

export interface CombinedDetectorOptions {
  samplesPerDay: number;
  /** False alarms that people accept per device and day; default 1. */
  falseAlarmsPerDay?: number;
  /** Where rows of another device of the same kind begin, when several are learned from together; the recent past starts anew there. */
  seams?: readonly number[];
  /** Minutes after which half of a score has faded where the recent past tells most; default 10. 0 where the caller waits for what lasts itself. */
  smoothingMinutes?: number;
  seed: number;
}

/**
 * Several detectors, each calibrated on the training rows of a device, joined into one score. No one detector wins everywhere (see
 * docs/backtesting.md), and which of them to trust is read from what the training rows tell, never from how many metrics there are:
 *
 * - Metrics that tell nothing of each other (`findRelatedness`; a single one, copies of it, noise beside it) are each compared with their recent
 *   past: distances from rolling means and medians, a level shift, an isolation forest on window features, and, where rows come fast, a memory of
 *   a day.
 * - Metrics that do are watched for broken correlations. The more of their movement the recent past explains (`predictability`), the more
 *   weight recent past, daily rhythm and window features get, and the less distances from the mean and from the median.
 * - Training rows that are not one steady state teach wrong correlations: there their weight goes to an isolation forest, which sees faults in
 *   training as the few they are.
 *
 * Not good for: devices whose training rows are mostly faults, and slow drifts that every window follows.
 */
export interface CombinedDetector {
  readonly width: number;
  /** Share of the metrics' variance that the mean of the last 10 rows explains, median over metrics, 0..1. */
  readonly predictability: number;
  /** A row alarms above it, while the budget lasts. */
  readonly threshold: number;
  /** Names and weights of the parts. */
  readonly parts: { name: string; weight: number }[];
  /** A stream for a device that has just appeared. */
  start(): DetectionStream;
  toJSON(): CombinedDetectorJson;
}

/** A detector that still knows the end of its training. */
export interface FittedCombinedDetector extends CombinedDetector {
  /** The one stream of the training device itself: it remembers the last training rows. Every call gives the same past, so call it once. */
  continueTraining(): DetectionStream;
}

/** Minutes after which half of a score has faded, where metrics drift or follow the day: their faults last, and their noise does not. */
const usualSmoothing = 10;

/** Rows after which half of a score has faded, for metrics that are judged one by one. */
const usualHalfLife = 0.5;

/**
 * Related metrics that jitter around one level show a fault to few parts, which the mean of all would drown: there the exponent of the mean is up to
 * this much above 1.
 */
const mostStress = 3;

const minutesADay = 1440;

/**
 * Fits on row-major `rows` (`count` × `width`) of one device in time order, taken as normal; `dayShares` is the time of day of each.
 * Throws `too-few-rows` below 20 rows. The same rows and seed give the same detector.
 */
export function fitCombinedDetector(
  rows: Float64Array,
  dayShares: Float64Array,
  count: number,
  width: number,
  options: CombinedDetectorOptions,
): FittedCombinedDetector {
  if (count < 20) {
    throw new NocturneError('too-few-rows', `A detector needs at least 20 rows of a device and got ${count}`, {
      hint: 'wait for more samples',
    });
  }
  const { samplesPerDay, falseAlarmsPerDay = 1, seams = [], smoothingMinutes = usualSmoothing, seed } = options;
  const medians = medianOf(rows, count, width);
  const breaks = new Set(seams);
  const filled = fillRows(rows, count, width, medians, breaks);
  const training: TrainingRows = { rows: filled, count, width, dayShares, samplesPerDay, seed };
  const predictability = findPredictability(filled, count, width);
  const relations = relationShare(findRelatedness(filled, count, width));
  const parts = chooseParts(training, { predictability, relations });
  const past = pastShare(predictability);
  const smoothing = past * Math.max(1, (smoothingMinutes * samplesPerDay) / minutesADay);
  const halfLife = relations * smoothing + (1 - relations) * usualHalfLife;
  const exponent = 1 + mostStress * relations * (1 - past) ** 2;

  let running = startCombined(parts, width);
  const said = new Float64Array(parts.length);
  const raw = parts.map(() => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    if (breaks.has(i)) running = startCombined(parts, width);
    running.push(filled.subarray(i * width, (i + 1) * width), dayShares[i]!, said);
    for (let k = 0; k < parts.length; k++) raw[k]![i] = said[k]!;
  }
  const combined: Combined = {
    width,
    halfLife,
    exponent,
    predictability,
    medians,
    parts: parts.map((part, k) => ({ ...part, calibration: fitTailCalibration(raw[k]!) })),
    budget: { threshold: 0, samplesPerDay, falseAlarmsPerDay },
  };
  let smooth = createSmoother(halfLife);
  const scores = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (breaks.has(i)) smooth = createSmoother(halfLife);
    scores[i] = smooth(joinParts(combined, (k) => raw[k]![i]!));
  }
  combined.budget.threshold = fitAlarmThreshold(scores, samplesPerDay, falseAlarmsPerDay);
  const last = filled.subarray((count - 1) * width, count * width);
  return { ...createDetector(combined), continueTraining: () => openStream(combined, { running, last, smooth }) };
}

/** Restores a detector from its JSON; it judges exactly as before. */
export function combinedDetectorFromJSON(json: CombinedDetectorJson): CombinedDetector {
  return createDetector(unpackCombined(json));
}

function createDetector(combined: Combined): CombinedDetector {
  return {
    width: combined.width,
    predictability: combined.predictability,
    threshold: combined.budget.threshold,
    parts: combined.parts.map(({ name, weight }) => ({ name, weight })),
    start: () => openStream(combined),
    toJSON: () => packCombined(combined),
  };
}
