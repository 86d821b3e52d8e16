import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { quantile } from '../quantile.ts';
import { type DetectionPart, largest, meanSquare, spreadOf, type TrainingRows } from './detection-part.ts';

/** Times of the day that are told apart: every five minutes. */
const mostBins = 288;

/**
 * Distance from what is usual at this time of day: the median of the training rows there, in deviations of the distance in training.
 * Undefined with less than two days of training: one day is no rhythm.
 */
export function fitDailyRhythm(
  { rows, count, width, dayShares, samplesPerDay }: TrainingRows,
  combine: 'largest' | 'mean-square',
): DetectionPart | undefined {
  if (count < 2 * samplesPerDay) return undefined;
  const bins = Math.max(1, Math.min(mostBins, Math.round(samplesPerDay)));
  const binOf = (dayShare: number) => binAt(dayShare, bins);
  const profile = fitProfile(rows, count, width, Array.from(dayShares.subarray(0, count), binOf), bins);
  const distances = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    const bin = binOf(dayShares[i]!);
    for (let f = 0; f < width; f++) distances[i * width + f] = rows[i * width + f]! - profile[bin * width + f]!;
  }
  return createDailyRhythm({ combine, profile, scale: spreadOf(distances, count, width) });
}

interface DailyRhythm {
  combine: 'largest' | 'mean-square';
  /** Usual value of each metric in each bin of the day, bin by bin. */
  profile: Float64Array;
  scale: Float64Array;
}

type DailyRhythmJson = Pick<DailyRhythm, 'combine'> & { profile: PackedArray; scale: PackedArray };

/** Restores the part from its JSON. */
export function restoreDailyRhythm({ combine, profile, scale }: DailyRhythmJson): DetectionPart {
  return createDailyRhythm({ combine, profile: unpackArray('f64', profile), scale: unpackArray('f64', scale) });
}

const binAt = (dayShare: number, bins: number) => Math.min(bins - 1, Math.floor(dayShare * bins));

function createDailyRhythm({ combine, profile, scale }: DailyRhythm): DetectionPart {
  const width = scale.length;
  const bins = profile.length / width;
  const join = combine === 'largest' ? largest : meanSquare;
  return {
    kind: 'daily-rhythm',
    start() {
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row, dayShare) {
          const at = binAt(dayShare, bins) * width;
          for (let f = 0; f < width; f++) deviations[f] = Math.abs((row[f]! - profile[at + f]!) / scale[f]!);
          return join(deviations);
        },
      };
    },
    toJSON: (): DailyRhythmJson => ({
      combine,
      profile: packArray('f64', profile),
      scale: packArray('f64', scale),
    }),
  };
}

/** Median of each metric in each bin; a bin without rows takes the median of all. */
function fitProfile(rows: Float64Array, count: number, width: number, binOf: number[], bins: number): Float64Array {
  const members = Array.from({ length: bins }, (): number[] => []);
  for (let i = 0; i < count; i++) members[binOf[i]!]!.push(i);
  const profile = new Float64Array(bins * width);
  for (let f = 0; f < width; f++) {
    const overall = quantile(
      Float64Array.from({ length: count }, (_, i) => rows[i * width + f]!),
      0.5,
    );
    for (let bin = 0; bin < bins; bin++) {
      const values = Float64Array.from(members[bin]!, (i) => rows[i * width + f]!);
      profile[bin * width + f] = values.length > 0 ? quantile(values, 0.5) : overall;
    }
  }
  return profile;
}
