import { readExpected } from '../changes/expected-series.ts';
import { silentSeconds } from '../diagnosis/presence.ts';
import type { AnomalousMetric, Anomaly } from '../domain/incident.ts';
import { endedAt, type MetricReader } from '../domain/metric-reader.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { ExpectedEffect } from '../domain/plan.ts';
import { utc } from './text.ts';

/** The newest value of a metric. */
export interface Latest {
  value: number;
  /** When it came, where that is too long ago to be called now; else null. */
  oldAt: number | null;
}

/** What one metric of one place read, what would be usual, and what it reads now; `now` is null when nothing came lately. */
export interface ReadingRow extends AnomalousMetric {
  place: Place;
  now: Latest | null;
}

const freshMs = 5 * 60_000;

/** The furthest reading of every metric at every place of these anomalies, the most unusual first, at most `most`. */
export function readingRows(anomalies: Anomaly[], metrics: MetricReader, at: number, most = 10): ReadingRow[] {
  const furthest = new Map<string, ReadingRow>();
  for (const { place, metrics: values } of anomalies) {
    for (const { metric, value, expected, deviation, limit } of values) {
      const key = `${placeKey(place)}\t${metric}`;
      const known = furthest.get(key);
      if (known && Math.abs(known.deviation) >= Math.abs(deviation)) continue;
      furthest.set(key, { place, metric, value, expected, deviation, limit, now: null });
    }
  }
  return [...furthest.values()]
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation))
    .slice(0, most)
    .map((row) => ({ ...row, now: latest(metrics, row.place, row.metric, at) }));
}

/** The newest value of the last five minutes, or null. Nobody sends how long a device is silent: that is counted. */
export function latest(metrics: MetricReader, place: Place, metric: string, at: number): Latest | null {
  if (metric === silentSeconds) {
    const heardAt = metrics.lastHeard(place.device);
    return heardAt === null ? null : { value: Math.max(0, Math.round((at - heardAt) / 1000)), oldAt: null };
  }
  const points = metrics.values(place, metric, at - freshMs, at);
  const last = points.at(-1);
  return last ? { value: last.value, oldAt: endedAt(points, at) } : null;
}

/** The same of what a plan promises, which may be the sum along a path. */
export function latestExpected(metrics: MetricReader, expected: ExpectedEffect, at: number): Latest | null {
  if (!expected.path) return latest(metrics, expected.place, expected.metric, at);
  const points = readExpected(metrics, expected, at - freshMs, at);
  const last = points.at(-1);
  return last ? { value: last.value, oldAt: endedAt(points, at) } : null;
}

/** A value in words, with the time where it is not from now: `84 ms`, `84 ms, last at 05:01:10 UTC`. */
export function showLatest(found: Latest | null, words: (value: number) => string): string {
  if (!found) return 'no data';
  const value = words(found.value).trim();
  return found.oldAt === null ? value : `${value}, last at ${utc(found.oldAt).slice(11)}`;
}
