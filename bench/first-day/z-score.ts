import type { ReplayedIncident } from '../../src/app/replay/compare.ts';
import { causeOfMetric } from '../../src/diagnosis/metric-causes.ts';
import { groupSamples } from '../../src/diagnosis/reading.ts';
import { persistenceFor } from '../../src/domain/persistence.ts';
import type { Sample } from '../../src/domain/sample.ts';

/** An alarm of a device ends when nothing was far from usual for so long. */
const quietMs = 120_000;

interface Series {
  count: number;
  mean: number;
  squares: number;
  /** The last values, true for one that was far. */
  lately: boolean[];
}

interface OpenAlarm {
  incident: ReplayedIncident;
  badAt: number;
  most: number;
}

/** Mean and deviation of each series of a first while, and an alarm of the device for what is `limit` deviations above the mean again and again. */
export interface ZScore {
  take(samples: readonly Sample[]): void;
  incidents(): ReplayedIncident[];
}

/** `learnUntil` is when the first while ends, milliseconds since 1970. Only of metrics that stand for a cause. */
export function createZScore(
  limit: number,
  { learnUntil, everySeconds }: { learnUntil: number; everySeconds: number },
): ZScore {
  const series = new Map<string, Series>();
  const open = new Map<string, OpenAlarm>();
  const all: ReplayedIncident[] = [];
  const { atLeast, of } = persistenceFor(everySeconds * 1000);

  function learn(known: Series, value: number): void {
    known.count += 1;
    const delta = value - known.mean;
    known.mean += delta / known.count;
    known.squares += delta * (value - known.mean);
  }

  function alarm({ device, interface: port, at, metric }: Omit<Sample, 'value'>, z: number): void {
    const cause = causeOfMetric(metric)!;
    const now = open.get(device);
    if (now && at - now.badAt <= quietMs) {
      now.badAt = at;
      // The largest names the cause, as a person would take it from a chart.
      if (z > now.most) Object.assign(now, { most: z }).incident.cause = cause;
      return;
    }
    const incident = { openedAt: at, closedAt: null, device, interface: port, cause, confidence: 1 };
    open.set(device, { incident, badAt: at, most: z });
    all.push(incident);
  }

  return {
    take(samples) {
      for (const { place, at, values } of groupSamples(samples)) {
        for (const [metric, value] of values) {
          if (causeOfMetric(metric) === undefined) continue;
          const key = `${place.device}\t${place.interface ?? ''}\t${metric}`;
          const known = series.get(key) ?? { count: 0, mean: 0, squares: 0, lately: [] };
          series.set(key, known);
          if (at < learnUntil) {
            learn(known, value);
            continue;
          }
          const deviation = Math.sqrt(known.squares / Math.max(1, known.count - 1));
          const z = known.count < 2 ? 0 : (value - known.mean) / Math.max(deviation, 1e-9);
          known.lately = [...known.lately.slice(1 - of), z > limit];
          if (z > limit && known.lately.filter(Boolean).length >= atLeast) alarm({ ...place, at, metric }, z);
        }
      }
    },
    incidents: () => all,
  };
}
