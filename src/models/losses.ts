import type { LossCurve, LossPoint } from '../domain/loss-curve.ts';

/** How the error of a model fell while it learned, a number for each pass over what it learned from. */
export interface Losses {
  /** What a number is, for people: "weighted absolute error of the median". */
  name: string;
  /** On the rows that it learned from. */
  training: readonly number[];
  /** On rows that came later and that it did not learn from, as long as `training`. */
  later: readonly number[];
  /** Which pass was kept, from 0. */
  kept: number;
}

/** More passes than a picture shows apart; they are stored with the result of the training. */
export const mostLossPoints = 60;

/** Figures behind these say nothing of an error, and would be most of what is stored. */
const figures = 6;

/** The losses as they are stored and shown, with at most {@link mostLossPoints} passes; null without a pass. */
export function curveOf({ name, training, later, kept }: Losses): LossCurve | null {
  const passes = Math.max(training.length, later.length);
  if (passes === 0) return null;
  const points = Array.from({ length: passes }, (_, i): LossPoint => {
    return { pass: i + 1, training: shorten(training[i]), later: shorten(later[i]) };
  });
  return thinCurve({ name, passes, kept: kept + 1, points }, mostLossPoints);
}

/** The same curve with at most `most` passes, evenly chosen, 3 or more: the first, the kept and the last one stay. */
export function thinCurve(curve: LossCurve, most: number): LossCurve {
  const { points, kept } = curve;
  if (points.length <= most) return curve;
  const step = (points.length - 1) / (most - 2);
  const chosen = new Set(Array.from({ length: most - 1 }, (_, i) => points[Math.round(i * step)]!));
  return { ...curve, points: points.filter((point) => chosen.has(point) || point.pass === kept) };
}

const shorten = (value = Number.NaN) => (Number.isFinite(value) ? Number(value.toPrecision(figures)) : null);
