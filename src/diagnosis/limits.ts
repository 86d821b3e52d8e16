import { type Clock, createSteadyClock } from '../domain/clock.ts';
import type { Accepts, AnomalousMetric, Verdict } from '../domain/incident.ts';
import type { MetricLimits } from '../domain/metric-limits.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import type { Sample } from '../domain/sample.ts';
import { createLatestMap } from '../foundation/latest-map.ts';
import { fitBaseline } from './baseline.ts';
import { createJoinedReadings } from './joined-readings.ts';
import { limitVerdict, type OverLimit } from './limit-verdict.ts';
import { groupSamples } from './reading.ts';
import type { ToldReading } from './told-readings.ts';

/** Readings over a fixed limit are anomalies, whatever is usual. Needs no training, and stands beside the models where there are some. */
export interface Limits {
  /**
   * Takes one delivery, of any device. Answers with the readings that hold a metric with a limit. One that lacks the metric which was over at its
   * place is left out: it does not say that all is well there.
   */
  observe(samples: readonly Sample[]): ToldReading[];
  /**
   * What the metric that is over its limit at one of these places stands for, the surest first; null when none is, or nothing came for a while.
   * With `accepts`, among the causes that it lets through.
   */
  classify(places: readonly Place[], accepts?: Accepts): Verdict | null;
}

interface Watched {
  at: number;
  arrivedAt: number;
  /** Readings in a row that were not newer than the last one. */
  older: number;
  over: Map<string, OverLimit>;
}

/** As many as incidents remember the samples of. */
const mostPlaces = 50_000;
/** So many readings in a row that are older than the last one are no late delivery: the clock of the device was set back. */
const olderReadings = 5;
/** After so long without a reading a place says nothing about now. */
const staleMs = 150_000;
/** A rule knows nothing of how rare a reading is; a model that is surer of it speaks first. */
const score = 0.99;

/** `limits` of the metrics that are looked at, each in its unit; a value has to be above it. */
export function createLimits(deps: { limits: MetricLimits; clock: Clock }): Limits {
  const limits = new Map(Object.entries(deps.limits));
  const places = createLatestMap<Watched>(mostPlaces);
  const joined = createJoinedReadings(mostPlaces);
  const now = createSteadyClock(deps.clock);

  /** False for a reading that came before, or too late. */
  function isNewer(watched: Watched, at: number): boolean {
    watched.older = at > watched.at ? 0 : watched.older + 1;
    return watched.older === 0 || watched.older >= olderReadings;
  }

  function take({ place, at, values }: Reading): ToldReading | undefined {
    const key = placeKey(place);
    const watched = places.get(key) ?? {
      ...{ at: Number.NEGATIVE_INFINITY, arrivedAt: 0, older: 0, over: new Map<string, OverLimit>() },
    };
    places.set(key, watched);
    if (!isNewer(watched, at)) return undefined;
    Object.assign(watched, { at, arrivedAt: now(), older: 0 });
    const found: OverLimit[] = [];
    for (const [metric, value] of values) {
      const limit = limits.get(metric)!;
      watched.over.delete(metric);
      if (value > limit) found.push({ place, metric, value, limit });
    }
    for (const each of found) watched.over.set(each.metric, each);
    if (found.length === 0) return watched.over.size > 0 ? undefined : { place, at, anomaly: null };
    const metrics = found.map(anomalous).sort((a, b) => b.deviation - a.deviation);
    return { place, at, anomaly: { at, place, score, metrics, detector: 'rule: limit' } };
  }

  return {
    observe(samples) {
      const limited = samples.filter(({ metric, value }) => limits.has(metric) && !Number.isNaN(value));
      return groupSamples(limited).flatMap((reading) => {
        const whole = joined.join(reading);
        return (whole && take(whole)) ?? [];
      });
    },
    classify(asked, accepts = () => true) {
      const over = asked.flatMap((place) => {
        const watched = places.get(placeKey(place));
        return watched && now() - watched.arrivedAt <= staleMs ? [...watched.over.values()] : [];
      });
      return limitVerdict(over, accepts);
    },
  };
}

/** What is expected is the limit, and the deviation from it is in units of the least that is worth a person's attention at such a value. */
function anomalous({ metric, value, limit }: OverLimit): AnomalousMetric {
  const { centre, scale } = fitBaseline(metric, [limit])!;
  return { metric, value, expected: limit, deviation: (value - centre) / scale, limit };
}
