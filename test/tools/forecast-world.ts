import type { HistoryReader } from '../../src/domain/history-reader.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import type { MetricReader, Point } from '../../src/domain/metric-reader.ts';
import { type Place, samePlace } from '../../src/domain/place.ts';
import { noModels } from '../../src/learning/models-in-use.ts';
import { topology } from '../diagnosis/simulated.ts';

export const now = Date.UTC(2026, 10, 23, 14, 30);

/** Values that end at `end`, one every minute unless told otherwise; NaN is left out. */
export const pointsOf = (values: ArrayLike<number>, { everyMs = 60_000, end = now } = {}): Point[] =>
  Array.from(values, (value, i) => ({ at: end - (values.length - 1 - i) * everyMs, value })).filter(
    ({ value }) => !Number.isNaN(value),
  );

/** Telemetry by `device interface` and metric; in memory, or in the history with the newest part of each in memory. */
export function forecastWorld(given: [Place, string, Point[]][], { inMemoryMs = Number.POSITIVE_INFINITY } = {}) {
  const of = (place: Place, metric: string) =>
    given.find(([where, name]) => samePlace(where, place) && name === metric)?.[2] ?? [];
  const isKept = ({ at }: Point) => now - at <= inMemoryMs;
  const metrics: MetricReader = {
    values: (place, metric, from, to) =>
      of(place, metric).filter((one) => isKept(one) && one.at >= from && one.at <= to),
    metricsAt: (place) =>
      given.filter(([one, , points]) => samePlace(one, place) && points.some(isKept)).map(([, metric]) => metric),
    lastHeard: () => null,
  };
  const history: HistoryReader = {
    ...noHistory,
    async range({ place, metric, from, to }) {
      const points = of(place!, metric!).filter(({ at }) => at >= from && at < to);
      if (points.length === 0) return { outcome: 'no-data' };
      const columns = {
        at: Float64Array.from(points, ({ at }) => at),
        value: Float64Array.from(points, ({ value }) => value),
      };
      return { outcome: 'ok', series: [{ place: place!, metric: metric!, ...columns }], more: false };
    },
    async rollUp({ place, metric, from, to }) {
      const hours = Map.groupBy(
        of(place!, metric!).filter(({ at }) => at >= from && at < to),
        ({ at }) => Math.floor(at / 3_600_000) * 3_600_000,
      );
      if (hours.size === 0) return { outcome: 'no-data' };
      const means = [...hours.values()].map(
        (points) => points.reduce((sum, { value }) => sum + value, 0) / points.length,
      );
      const none = Float64Array.from(means, () => Number.NaN);
      const columns = {
        ...{ count: none, deviation: none, min: none, median: none, p95: none, max: none },
        ...{ at: Float64Array.from(hours.keys()), mean: Float64Array.from(means) },
      };
      return { outcome: 'ok', series: [{ place: place!, metric: metric!, ...columns }], more: false };
    },
    async last({ device }) {
      const own = given.flatMap(([place, metric]) => (place.device === device ? [{ place, metric }] : []));
      const none = { at: new Float64Array(), value: new Float64Array() };
      return own.length === 0
        ? { outcome: 'no-data' }
        : { outcome: 'ok', series: own.map((one) => ({ ...one, ...none })), more: false };
    },
  };
  return { metrics, history: Number.isFinite(inMemoryMs) ? history : noHistory, models: noModels, topology };
}
