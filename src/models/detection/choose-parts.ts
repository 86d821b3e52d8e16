import { fitBrokenCorrelations } from './broken-correlations.ts';
import { fitDailyRhythm } from './daily-rhythm.ts';
import { type DetectionPart, leastScaleOf, type TrainingRows, windowStretch } from './detection-part.ts';
import { fitIsolation, fitWindowedIsolation } from './isolation-parts.ts';
import { fitLevelShift } from './level-shift.ts';
import { fitLocalDeviation, fitMeanDeviation, fitMedianDeviation } from './recent-deviation.ts';
import { fitSlowDeviation } from './slow-deviation.ts';
import { fitStaticDeviation } from './static-deviation.ts';

/** A view of what is unusual, and how much it counts among the others. */
export interface WeightedPart {
  name: string;
  weight: number;
  part: DetectionPart;
}

/** What training rows say about which parts to trust. */
export interface Trust {
  /** See `findPredictability`. */
  predictability: number;
  /** How far relations between metrics count against their own past, 0..1; see {@link relationShare}. */
  relations: number;
}

/** Share of the weight that is worth computing. */
const leastShare = 0.004;

/** The isolation forest keeps this share of its weight where correlations can be trusted: it needs no relation between metrics. */
const leastForest = 0.25;

/** Training this steady (see `CorrelationParts`) is normal as it is supposed to be: heavy tails, but one state. */
const steadyEnough = 0.5;

/** Metrics that tell no more than the first of each other are judged one by one, and from the second on by their relations. */
const [unrelated, related] = [0.1, 0.5];

/** By how much the metrics tell of each other (`findRelatedness`), how far the parts that need relations count: 0, 1, or between them. */
export const relationShare = (relatedness: number): number =>
  Math.max(0, Math.min(1, (relatedness - unrelated) / (related - unrelated)));

/** How much of the movement the recent past tells, as a deviation: a metric that it explains to a quarter is followed to a half. */
export const pastShare = (predictability: number): number => Math.sqrt(predictability);

/** The parts that are worth their time, with weights that add up to about 1. */
export function chooseParts(training: TrainingRows, trust: Trust): WeightedPart[] {
  const parts: WeightedPart[] = [];
  if (trust.relations > 0) parts.push(...scaleTo(trust.relations, fitTogether(training, trust.predictability)));
  if (trust.relations < 1) parts.push(...scaleTo(1 - trust.relations, fitOneByOne(training)));
  return parts;
}

function scaleTo(share: number, parts: WeightedPart[]): WeightedPart[] {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts
    .map((part) => ({ ...part, weight: (share * part.weight) / total }))
    .filter(({ weight }) => weight >= leastShare);
}

/** Each metric against its own past. */
function fitOneByOne(rows: TrainingRows): WeightedPart[] {
  const training = { ...rows, leastScale: leastScaleOf(rows) };
  const stretch = windowStretch(training.samplesPerDay);
  const [short, long] = [10 * stretch, 30 * stretch];
  return [
    { name: 'recent mean', weight: 1, part: fitMeanDeviation(training, { window: short, combine: 'largest' }) },
    { name: 'recent median', weight: 1, part: fitMedianDeviation(training, short) },
    { name: 'isolation forest with window', weight: 1, part: fitWindowedIsolation(training) },
    { name: 'recent median, local scale', weight: 0.5, part: fitLocalDeviation(training, short) },
    { name: 'longer median', weight: 0.5, part: fitMedianDeviation(training, long) },
    { name: 'longer median, local scale', weight: 0.5, part: fitLocalDeviation(training, long) },
    { name: 'level shift', weight: 0.25, part: fitLevelShift(training, stretch) },
    { name: 'mean of a day', weight: slowWeight(training.samplesPerDay), part: fitSlowDeviation(training) },
  ];
}

/**
 * The faster rows come, the more of them a fault lasts, and the fewer changes of level there are among as many rows: a memory of a day counts as much
 * as two others at one row a minute, and next to nothing at one in several minutes, where it would hold every new level against a device.
 */
const slowWeight = (samplesPerDay: number) => 2.25 * Math.min(1, (samplesPerDay / 1440) ** 2);

/** What metrics do together, and each against its past as far as that tells something. */
function fitTogether(training: TrainingRows, predictability: number): WeightedPart[] {
  const { directions, residuals, steadiness } = fitBrokenCorrelations(training);
  const past = pastShare(predictability);
  const still = 1 - predictability;
  const stretch = windowStretch(training.samplesPerDay);
  const trust = Math.min(1, steadiness / steadyEnough);
  const parts: WeightedPart[] = [
    { name: 'principal components', weight: trust * (1 - past / 2), part: directions },
    { name: 'reconstruction', weight: trust * (1 - still / 2), part: residuals },
  ];
  const add = (name: string, weight: number, make: () => DetectionPart | undefined) => {
    const part = weight >= leastShare ? make() : undefined;
    if (part) parts.push({ name, weight, part });
  };
  const recent = (window: number) => fitMeanDeviation(training, { window, combine: 'mean-square' });
  add('last value', past, () => recent(1));
  add('last five', past, () => recent(5));
  add('recent mean', past, () => recent(10));
  add('longer mean', stretch > 1 ? past : 0, () => recent(10 * stretch));
  add('isolation forest with window', past, () => fitWindowedIsolation(training));
  for (const combine of ['mean-square', 'largest'] as const) {
    add(`daily rhythm, ${combine}`, past, () => fitDailyRhythm(training, combine));
  }
  add('distance from the mean', still, () => fitStaticDeviation(training));
  add('isolation forest', still * Math.max(leastForest, 1 - trust), () => fitIsolation(training));
  add('longer median, local scale', still, () => fitLocalDeviation(training, 30 * stretch));
  return parts;
}
