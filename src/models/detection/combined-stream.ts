import { createAlarmGate } from './alarm-budget.ts';
import type { DetectionPart, PartStream } from './detection-part.ts';
import { type RunningParts, startParts } from './recent-rows.ts';
import type { TailCalibration } from './tail-calibration.ts';

/** One of several views, on the common scale. */
export interface CombinedPart {
  /** For people. */
  name: string;
  weight: number;
  part: DetectionPart;
  calibration: TailCalibration;
}

/** All that was fitted. */
export interface Combined {
  width: number;
  /** Rows after which half of a score has faded. */
  halfLife: number;
  /** Of the power mean that joins the parts: 1 is the mean, and the higher it is, the more the largest counts. */
  exponent: number;
  predictability: number;
  /** Stand in for a metric that was never seen. */
  medians: Float64Array;
  parts: CombinedPart[];
  budget: { threshold: number; samplesPerDay: number; falseAlarmsPerDay: number };
}

export interface Detection {
  /** Power mean of −log₁₀ of how rare the row is in the eyes of each part: 0 ordinary, 1 one row in ten, 3 one in a thousand. */
  score: number;
  alarm: boolean;
}

/** The detector of one device while its rows stream by: one pass, bounded memory. */
export interface DetectionStream {
  /**
   * Judges a row in the light of those before it. NaN is a missing metric: its last value stands in, before the first one its training median.
   *
   * @param dayShare part of the day that has passed, 0..1
   */
  push(row: Float64Array, dayShare: number): Detection;
  /** How far each metric of the last row was from usual, in deviations, mean over the parts that can say it: what to name in an alarm. */
  blame(out?: Float64Array): Float64Array;
  /** The part to which the last row was rarest, weights counted. */
  leading(): string;
}

/** The past that a stream goes on from. */
interface Past {
  running: RunningParts;
  last: Float64Array;
  smooth: (value: number) => number;
}

/** Opens a stream with the past that is given, or without any. */
export function openStream(combined: Combined, past?: Past): DetectionStream {
  const { width, parts, budget } = combined;
  const running = past?.running ?? startCombined(parts, width);
  const smooth = past?.smooth ?? createSmoother(combined.halfLife);
  const current = Float64Array.from(past?.last ?? combined.medians);
  const gate = createAlarmGate(budget.threshold, budget.samplesPerDay, budget.falseAlarmsPerDay);
  const values = new Float64Array(parts.length);
  return {
    push(row, dayShare) {
      for (let f = 0; f < width; f++) if (Number.isFinite(row[f]!)) current[f] = row[f]!;
      running.push(current, dayShare, values);
      const score = smooth(joinParts(combined, (k) => values[k]!));
      return { score, alarm: gate.push(score) };
    },
    blame: (out = new Float64Array(width)) => blameMetrics(running.streams, out),
    leading() {
      const share = ({ weight, calibration }: CombinedPart, k: number) => weight * calibration.of(values[k]!);
      let best = 0;
      for (let k = 1; k < parts.length; k++) if (share(parts[k]!, k) > share(parts[best]!, best)) best = k;
      return parts[best]!.name;
    },
  };
}

/** Starts the parts of a detector. */
export const startCombined = (parts: readonly { part: DetectionPart }[], width: number): RunningParts =>
  startParts(
    parts.map(({ part }) => part),
    width,
  );

/** Weighted power mean of what the parts say, on the common scale. */
export function joinParts({ parts, exponent }: Combined, rawOf: (k: number) => number): number {
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < parts.length; k++) {
    const { weight, calibration } = parts[k]!;
    const rarity = calibration.of(rawOf(k));
    sum += weight * (exponent === 1 ? rarity : Math.max(0, rarity) ** exponent);
    weights += weight;
  }
  return exponent === 1 ? sum / weights : (sum / weights) ** (1 / exponent);
}

/** Exponential smoothing; the first value stands for all before it. */
export function createSmoother(halfLife: number): (value: number) => number {
  const share = halfLife < 0.05 ? 1 : 1 - 0.5 ** (1 / halfLife);
  let smoothed = Number.NaN;
  return (value) => {
    smoothed = Number.isNaN(smoothed) ? value : smoothed + share * (value - smoothed);
    return smoothed;
  };
}

function blameMetrics(streams: readonly PartStream[], out: Float64Array): Float64Array {
  out.fill(0);
  let speaking = 0;
  for (const { deviations } of streams) {
    if (!deviations || deviations.length !== out.length) continue;
    speaking++;
    for (let f = 0; f < out.length; f++) out[f]! += Math.min(100, deviations[f]!);
  }
  for (let f = 0; f < out.length; f++) out[f]! /= Math.max(1, speaking);
  return out;
}
