import type { ColumnsOfSeries, Found } from './by-series.ts';

const nameOf = ({ device, interface: port, metric }: ColumnsOfSeries) => `${device}\t${port}\t${metric}`;

/**
 * Two answers with the columns ts and value as one: of each series all times of both, oldest first. Where both have a time the larger value counts, as
 * everywhere; a row that was moved from one to the other between two questions is such a time. It is at least as long as each of them, so one that was cut says so.
 */
export function mergeFound(one: Found, other: Found): Found {
  const merged = new Map<string, { series: ColumnsOfSeries; values: Map<number, number> }>();
  for (const series of [...one.series, ...other.series]) {
    const known = merged.get(nameOf(series)) ?? { series, values: new Map<number, number>() };
    merged.set(nameOf(series), known);
    const { ts, value } = series.columns as { ts: Float64Array; value: Float64Array };
    for (let i = 0; i < ts.length; i += 1)
      known.values.set(ts[i]!, Math.max(value[i]!, known.values.get(ts[i]!) ?? Number.NEGATIVE_INFINITY));
  }
  const names = [...merged.keys()].sort();
  return {
    series: names.map((name) => {
      const { series, values } = merged.get(name)!;
      const rows = [...values].sort(([a], [b]) => a - b);
      const columns = {
        ts: Float64Array.from(rows, ([at]) => at),
        value: Float64Array.from(rows, ([, value]) => value),
      };
      return { ...series, columns };
    }),
    found: one.found + other.found,
  };
}
