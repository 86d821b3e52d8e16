import { NocturneError } from '../../errors.ts';
import { fitAlarmThreshold } from './alarm-budget.ts';
import { fitBrokenCorrelations } from './broken-correlations.ts';
import { type CombinedDetectorJson, packCombined, unpackCombined } from './combined-json.ts';
import { averagePart, type Combined, createSmoother, type DetectionStream, openStream } from './combined-stream.ts';
import { fitDailyRhythm } from './daily-rhythm.ts';
import type { DetectionPart, TrainingRows } from './detection-part.ts';
import { fitIsolation, fitWindowedIsolation } from './isolation-parts.ts';
import { fillRows, medianOf } from './known-values.ts';
import { fitLevelShift } from './level-shift.ts';
import { findPredictability } from './predictability.ts';
import { fitLocalDeviation, fitMeanDeviation, fitMedianDeviation } from './recent-deviation.ts';
import { fitStaticDeviation } from './static-deviation.ts';
import { fitTailCalibration } from './tail-calibration.ts';

export interface CombinedDetectorOptions {
  samplesPerDay: number;
  /** False alarms that people accept per device and day; default 1. */
  falseAlarmsPerDay?: number;
  /** Where rows of another device of the same kind begin, when several are learned from together; the recent past starts anew there. */
  seams?: readonly number[];
  seed: number;
}

/**
 * Several detectors, each calibrated on the training rows of a device, averaged into one score. No one detector wins everywhere (see
 * docs/backtesting.md), and which of them to trust is read from the training rows alone:
 *
 * - A single metric has no relations to others, so it is compared with its recent past: distances from rolling means and medians, a level
 *   shift, and an isolation forest on window features.
 * - Several metrics are watched for broken correlations. The more of their movement the recent past explains (`predictability`), the more
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

interface WeightedPart {
  name: string;
  weight: number;
  part: DetectionPart;
}

/** Least weight that is worth computing. */
const leastWeight = 0.02;

/** The isolation forest keeps this share of its weight where correlations can be trusted: it needs no relation between metrics. */
const leastForest = 0.25;

/** Training this steady (see `CorrelationParts`) is normal as it is supposed to be: heavy tails, but one state. */
const steadyEnough = 0.5;

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
  const { samplesPerDay, falseAlarmsPerDay = 1, seams = [], seed } = options;
  const medians = medianOf(rows, count, width);
  const breaks = new Set(seams);
  const filled = fillRows(rows, count, width, medians, breaks);
  const training: TrainingRows = { rows: filled, count, width, dayShares, samplesPerDay, seed };
  const predictability = findPredictability(filled, count, width);
  const parts = (width === 1 ? fitForOne(training) : fitForMany(training, predictability)).filter(
    ({ weight }) => weight >= leastWeight,
  );
  const halfLife = width === 1 ? 0.5 : predictability;

  let streams = parts.map(({ part }) => part.start());
  const raw = parts.map(() => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    if (breaks.has(i)) streams = parts.map(({ part }) => part.start());
    const row = filled.subarray(i * width, (i + 1) * width);
    for (const [k, stream] of streams.entries()) raw[k]![i] = stream.push(row, dayShares[i]!);
  }
  const combined: Combined = {
    width,
    halfLife,
    predictability,
    medians,
    parts: parts.map((part, k) => ({ ...part, calibration: fitTailCalibration(raw[k]!) })),
    budget: { threshold: 0, samplesPerDay, falseAlarmsPerDay },
  };
  let smooth = createSmoother(halfLife);
  const scores = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (breaks.has(i)) smooth = createSmoother(halfLife);
    scores[i] = smooth(averagePart(combined.parts, (k) => raw[k]![i]!));
  }
  combined.budget.threshold = fitAlarmThreshold(scores, samplesPerDay, falseAlarmsPerDay);
  const last = filled.subarray((count - 1) * width, count * width);
  return { ...createDetector(combined), continueTraining: () => openStream(combined, { streams, last, smooth }) };
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

function fitForOne(training: TrainingRows): WeightedPart[] {
  return [
    { name: 'last 10', weight: 1, part: fitMeanDeviation(training, { window: 10, combine: 'largest' }) },
    { name: 'last 30', weight: 1, part: fitMeanDeviation(training, { window: 30, combine: 'largest' }) },
    { name: 'median of 30', weight: 1, part: fitMedianDeviation(training) },
    { name: 'median of 30, local scale', weight: 1, part: fitLocalDeviation(training) },
    { name: 'isolation forest with window', weight: 1, part: fitWindowedIsolation(training) },
    { name: 'level shift', weight: 0.5, part: fitLevelShift(training) },
  ];
}

function fitForMany(training: TrainingRows, predictability: number): WeightedPart[] {
  const { directions, residuals, steadiness } = fitBrokenCorrelations(training);
  const still = 1 - predictability;
  const trust = Math.min(1, steadiness / steadyEnough);
  const parts: WeightedPart[] = [
    { name: 'principal components', weight: trust, part: directions },
    { name: 'reconstruction', weight: trust * (1 - still / 2), part: residuals },
  ];
  if (predictability >= leastWeight) {
    const recent = fitMeanDeviation(training, { window: 10, combine: 'mean-square' });
    parts.push({ name: 'last 10', weight: predictability, part: recent });
    parts.push({ name: 'isolation forest with window', weight: predictability, part: fitWindowedIsolation(training) });
    parts.push({ name: 'level shift', weight: predictability / 2, part: fitLevelShift(training) });
    for (const combine of ['mean-square', 'largest'] as const) {
      const part = fitDailyRhythm(training, combine);
      if (part) parts.push({ name: `daily rhythm, ${combine}`, weight: predictability, part });
    }
  }
  if (still >= leastWeight) {
    parts.push({ name: 'distance from the mean', weight: still, part: fitStaticDeviation(training) });
    parts.push({
      name: 'isolation forest',
      weight: still * Math.max(leastForest, 1 - trust),
      part: fitIsolation(training),
    });
    parts.push({ name: 'median of 30, local scale', weight: still, part: fitLocalDeviation(training) });
  }
  return parts;
}
