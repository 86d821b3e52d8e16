import type { Topology } from '../../src/domain/device.ts';
import { bucketMs, type HistoryReader, noHistory } from '../../src/domain/history-reader.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import { formatPlace, type Place } from '../../src/domain/place.ts';
import type { CostReading } from '../../src/routes/cost-fact.ts';
import type { KnownCost } from '../../src/routes/known-costs.ts';
import { endsOf } from '../../src/routes/read-costs.ts';
import { labTopology } from '../network/lab.ts';

export const now = Date.UTC(2026, 10, 23, 14, 30);
const minute = bucketMs.minute;

/** By link, what an end measures: the round trip in ms at a time, and what each end sends in Mbit/s. Null for what is not measured. */
export interface MadeLink {
  ms: (at: number) => number | null;
  mbps: number | null;
}

/** The lab with one link left out, or with other costs. L1 joins the routers; L2 and L3 lead over Switch-1, L4 and L5 over Switch-2. */
export interface MadeNetwork {
  topology?: Topology;
  costs?: Record<string, number>;
  /** By end, such as `Router-A eth1`. */
  readings?: Record<string, CostReading>;
  links?: Record<string, Partial<MadeLink>>;
  hours?: number;
}

const usualCosts: Record<string, number> = { L1: 10, L2: 10, L3: 10, L4: 15, L5: 15, L7: 10 };
const usualMs: Record<string, number> = { L1: 4, L2: 6, L3: 6, L4: 10, L5: 10, L7: 2 };

/** A little unrest, the same in every run. */
export const unrest = (at: number) => 0.1 * Math.sin(at / 37_000);

export function makeNetwork({
  topology = labTopology(),
  costs = {},
  readings = {},
  links = {},
  hours = 6,
}: MadeNetwork = {}) {
  const linkOf = (place: Place) =>
    topology.links.find(({ a, b }) => [a, b].some((end) => formatPlace(end) === formatPlace(place)))?.name;
  const msOf = (place: Place, at: number): number | null => {
    const link = linkOf(place);
    if (link === undefined) return null;
    const made = links[link]?.ms;
    return made ? made(at) : usualMs[link]! + unrest(at);
  };
  const mbpsOf = (place: Place): number | null => {
    const link = linkOf(place);
    return link === undefined ? null : links[link]?.mbps === undefined ? 100 : links[link]!.mbps!;
  };
  const metrics: MetricReader = {
    values(place, metric, from, to) {
      const points = [];
      for (let at = Math.max(Math.ceil(from / 1000), Math.ceil((now - 120_000) / 1000)) * 1000; at <= to; at += 1000) {
        const value = metric === 'latency_ms' ? msOf(place, at) : metric === 'throughput_mbps' ? mbpsOf(place) : null;
        if (value !== null) points.push({ at, value });
      }
      return points;
    },
    metricsAt: () => [],
    lastHeard: () => now,
  };
  const known: KnownCost[] = endsOf(topology).map((end) => {
    const link = linkOf(end)!;
    const cost = costs[link] ?? usualCosts[link]!;
    return { end, at: now - 1000, reading: readings[formatPlace(end)] ?? { state: 'carries', cost } };
  });
  return { topology, metrics, history: historyOf(msOf, hours), known };
}

/** One mean a minute, over so many hours until now. */
export function historyOf(msOf: (place: Place, at: number) => number | null, hours: number, end = now): HistoryReader {
  return {
    ...noHistory,
    async rollUp({ place, metric, from, to }) {
      const at: number[] = [];
      const mean: number[] = [];
      for (
        let time = Math.ceil(Math.max(from, end - hours * 60 * minute) / minute) * minute;
        time < Math.min(to, end);
        time += minute
      ) {
        const ms = msOf(place!, time);
        if (ms === null) continue;
        at.push(time);
        mean.push(ms);
      }
      if (at.length === 0) return { outcome: 'no-data' };
      const none = Float64Array.from(at, () => Number.NaN);
      const columns = { count: none, deviation: none, min: none, median: none, p95: none, max: none };
      const series = [
        { place: place!, metric: metric!, at: Float64Array.from(at), mean: Float64Array.from(mean), ...columns },
      ];
      return { outcome: 'ok', series, more: false };
    },
  };
}
