import type { CanonicalMetric } from '../domain/sample.ts';
import { median, robustDeviation } from '../foundation/median.ts';
import type { SeriesByPlace } from './reading.ts';

/** What is usual for one metric at one place: the median, and a robust deviation in the metric's unit. */
export interface Baseline {
  centre: number;
  scale: number;
}

/** By place key, then by metric. */
export type Baselines = Map<string, Map<string, Baseline>>;

/**
 * The smallest deviation that is worth a person's attention, so that a series that hardly moves does not call a hair's breadth an anomaly.
 * `share` is relative to the centre, `least` in the metric's unit.
 */
const floors: Record<CanonicalMetric | 'cpu_max_pct' | 'throughput_out_mbps', { share: number; least: number }> = {
  latency_ms: { share: 0.05, least: 0.4 },
  jitter_ms: { share: 0.2, least: 0.2 },
  packet_loss_pct: { share: 0, least: 0.15 },
  error_rate_pct: { share: 0, least: 0.1 },
  cpu_pct: { share: 0.05, least: 2 },
  cpu_max_pct: { share: 0.05, least: 2 },
  memory_pct: { share: 0.02, least: 1 },
  bandwidth_mbps: { share: 0.02, least: 1 },
  throughput_mbps: { share: 0.1, least: 2 },
  throughput_out_mbps: { share: 0.1, least: 2 },
};

/** What a foreign metric means nobody knows, so there is little to go by but its own spread. */
const foreignFloor = { share: 0.001, least: 1e-6 };

/** Of a foreign metric that counts things and rests at one number, such as the prefixes of a peer, every one more or less is news. */
const countFloor = 0.25;

/** Median and floored median absolute deviation of the values; NaN is left out. Undefined when nothing is left. */
export function fitBaseline(metric: string, values: ArrayLike<number>): Baseline | undefined {
  const finite = Float64Array.from(values).filter((value) => Number.isFinite(value));
  const centre = median(finite);
  const deviation = robustDeviation(finite);
  if (centre === null || deviation === null) return undefined;
  const own = Object.hasOwn(floors, metric) ? floors[metric as keyof typeof floors] : undefined;
  if (!own && deviation === 0 && finite.every(Number.isInteger)) return { centre, scale: countFloor };
  const floor = own ?? foreignFloor;
  return { centre, scale: Math.max(deviation, floor.share * Math.abs(centre), floor.least) };
}

/** Fits each metric of one place. */
export function fitUsual(values: ReadonlyMap<string, ArrayLike<number>>): Map<string, Baseline> {
  const usual = new Map<string, Baseline>();
  for (const [metric, list] of values) {
    const baseline = fitBaseline(metric, list);
    if (baseline) usual.set(metric, baseline);
  }
  return usual;
}

/** Fits every place and metric of a training span. Robust: up to half of the span may be faulty. */
export function fitBaselines(series: SeriesByPlace): Baselines {
  return new Map([...series].map(([key, { values }]) => [key, fitUsual(values)]));
}

export type BaselinesJson = Record<string, Record<string, [centre: number, scale: number]>>;

export function baselinesToJSON(baselines: Baselines): BaselinesJson {
  const entries = [...baselines].map(([key, metrics]) => [
    key,
    Object.fromEntries([...metrics].map(([metric, { centre, scale }]) => [metric, [centre, scale]])),
  ]);
  return Object.fromEntries(entries);
}

export function baselinesFromJSON(json: BaselinesJson): Baselines {
  return new Map(
    Object.entries(json).map(([key, metrics]) => [
      key,
      new Map(Object.entries(metrics).map(([metric, [centre, scale]]) => [metric, { centre, scale }])),
    ]),
  );
}
