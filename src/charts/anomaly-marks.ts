import type { Point } from '../domain/metric-reader.ts';
import { plot } from './style.ts';

export interface AnomalyMarks {
  /** The stretches of the line that are anomalous, with empty points between them. */
  line: { at: number; value: number | null }[];
  /** Points that are marked with a dot: all as long as dots do not run into each other, otherwise those that stand alone. */
  dots: Point[];
}

const dotWidth = 9;

/** How the anomalous points of a line are shown. `times` are the anomalous times, `from` and `to` the ends of the chart. */
export function anomalyMarks(
  points: readonly Point[],
  times: ReadonlySet<number>,
  { from, to }: { from: number; to: number },
): AnomalyMarks {
  const isAnomalous = points.map(({ at }) => times.has(at));
  const spanned = (points.at(-1)?.at ?? to) - (points[0]?.at ?? from);
  const spacing = (spanned / (to - from) / points.length) * plot.width;
  const isAlone = (index: number) => !isAnomalous[index - 1] && !isAnomalous[index + 1];
  return {
    line: points.map(({ at, value }, index) => ({ at, value: isAnomalous[index] ? value : null })),
    dots: points.filter((_, index) => isAnomalous[index] && (spacing >= dotWidth || isAlone(index))),
  };
}
