import type { Point } from '../domain/metric-reader.ts';
import { canonicalMetrics, isCanonicalMetric } from '../domain/sample.ts';
import { median } from '../foundation/median.ts';
import { formatMoment, formatValue, type Span } from './wording.ts';

/** What can be said about one line without seeing it. */
export interface SeriesFacts {
  /** Median before the trouble; null when nothing was measured before it. */
  usual: number | null;
  /** The value furthest from good, and when; of a metric that is bad both ways, the one furthest from usual. */
  worst: Point;
  extreme: 'highest' | 'lowest';
  last: Point;
}

/** Which way the metric gets worse; 0 when both ways, or when nobody knows. */
function worseSign(metric: string): 1 | -1 | 0 {
  const worse = isCanonicalMetric(metric) ? canonicalMetrics[metric].worse : 'either';
  return worse === 'up' ? 1 : worse === 'down' ? -1 : 0;
}

/** `troubleAt` is when the trouble began; null when that is not known. `known` is what is usual, where something else knows it. Undefined when there are no points. */
export function seriesFacts(
  points: readonly Point[],
  metric: string,
  troubleAt: number | null,
  known: number | null = null,
): SeriesFacts | undefined {
  const last = points.at(-1);
  if (!last) return undefined;
  const usual =
    known ?? median(points.filter(({ at }) => troubleAt !== null && at < troubleAt).map(({ value }) => value));
  const centre = usual ?? median(points.map(({ value }) => value))!;
  const sign = worseSign(metric);
  const badness = ({ value }: Point) => (sign === 0 ? Math.abs(value - centre) : value * sign);
  const worst = points.reduce((most, point) => (badness(point) > badness(most) ? point : most));
  const isLow = sign === -1 || (sign === 0 && worst.value < centre);
  return { usual, worst, extreme: isLow ? 'lowest' : 'highest', last };
}

/** The facts in words: what is usual, the extreme, the last. */
export function describeFacts(facts: SeriesFacts, metric: string, span: Span): string[] {
  return [
    ...(facts.usual === null ? [] : [`usually ${formatValue(facts.usual, metric)}`]),
    `${facts.extreme} ${formatValue(facts.worst.value, metric)} at ${formatMoment(facts.worst.at, span)}`,
    `last ${formatValue(facts.last.value, metric)} at ${formatMoment(facts.last.at, span)}`,
  ];
}
