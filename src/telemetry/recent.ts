import type { Clock } from '../domain/clock.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Sample } from '../domain/sample.ts';
import { createLatestMap } from '../foundation/latest-map.ts';
import { createTimeRing, type TimeRing } from './time-ring.ts';

export interface RecentOptions {
  retainMinutes: number;
  clock: Clock;
  /** Bound of one metric at one place, in points. */
  maxPointsPerSeries?: number;
  /** Bound of the metrics of one place, so that a place with ever new names takes no room from the others. */
  maxSeriesPerPlace?: number;
  /** Bound of all metrics at all places. */
  maxSeries?: number;
}

/** The latest telemetry, in memory. */
export interface Recent extends MetricReader {
  /** Keeps a sample. False when it is not finite, older than the retention, or there is no room for another series. */
  add(sample: Sample): boolean;
  /** Places that sent something within the retention, in the order in which they were first heard. */
  entities(): Place[];
  /** How much is held. `refused` counts the samples for which there was no room, `tooOld` those that were older than the retention. */
  counts(): { series: number; points: number; refused: number; tooOld: number };
}

/** Whose last sign is remembered. */
const mostDevices = 20_000;

interface Entity {
  place: Place;
  series: Map<string, TimeRing>;
}

/**
 * Keeps the last `retainMinutes` by the clock, in typed arrays. Samples may come late, out of order and twice: of two with the same time
 * the later arrival counts. Full series lose their oldest points; when all series are taken, silent ones make room.
 */
export function createRecent(options: RecentOptions): Recent {
  const { clock, maxPointsPerSeries = 8192, maxSeriesPerPlace = 500, maxSeries = 20_000 } = options;
  const retainMs = options.retainMinutes * 60_000;
  const entities = new Map<string, Entity>();
  const heard = createLatestMap<number>(mostDevices);
  let seriesCount = 0;
  let refused = 0;
  let tooOld = 0;
  let lastSweepAt = Number.NEGATIVE_INFINITY;

  /** The newest sample, and what the clock said when it came. */
  let newest: { at: number; clockAt: number } | undefined;

  /**
   * What is older than the retention by the clock and by the samples. When the machine's clock is set ahead, all samples look old by it, and
   * nothing may be forgotten early.
   */
  function oldest(): number {
    const now = clock();
    const sampleNow = newest ? newest.at + Math.max(0, now - newest.clockAt) : now;
    return Math.min(now, sampleNow) - retainMs;
  }

  /** At most once a minute, because a flood of new names would otherwise search everything for each of them. */
  function sweep(now: number): void {
    if (Math.abs(now - lastSweepAt) < 60_000) return;
    lastSweepAt = now;
    const forgotten = oldest();
    for (const [key, entity] of entities) {
      for (const [metric, ring] of entity.series) {
        if (ring.newestAt >= forgotten) continue;
        entity.series.delete(metric);
        seriesCount -= 1;
      }
      if (entity.series.size === 0) entities.delete(key);
    }
  }

  function ringOf(sample: Sample): TimeRing | undefined {
    const key = placeKey(sample);
    const ring = entities.get(key)?.series.get(sample.metric);
    if (ring) return ring;
    const isFull = () => seriesCount >= maxSeries || (entities.get(key)?.series.size ?? 0) >= maxSeriesPerPlace;
    if (isFull()) sweep(clock());
    if (isFull()) return undefined;
    let entity = entities.get(key);
    if (!entity) {
      entity = { place: { device: sample.device, interface: sample.interface }, series: new Map() };
      entities.set(key, entity);
    }
    const created = createTimeRing(maxPointsPerSeries);
    entity.series.set(sample.metric, created);
    seriesCount += 1;
    return created;
  }

  const isLive = (ring: TimeRing) => ring.newestAt >= oldest();

  return {
    add(sample) {
      if (!Number.isFinite(sample.value)) return false;
      if (!newest || sample.at > newest.at) newest = { at: sample.at, clockAt: clock() };
      if (sample.at < oldest()) {
        tooOld += 1;
        return false;
      }
      const ring = ringOf(sample);
      if (!ring) {
        refused += 1;
        return false;
      }
      ring.dropBefore(oldest());
      heard.set(sample.device, Math.max(heard.get(sample.device) ?? sample.at, sample.at));
      return ring.add(sample.at, sample.value);
    },
    values(place, metric, from, to) {
      return entities.get(placeKey(place))?.series.get(metric)?.between(Math.max(from, oldest()), to) ?? [];
    },
    metricsAt(place) {
      const series = entities.get(placeKey(place))?.series ?? new Map<string, TimeRing>();
      return [...series]
        .filter(([, ring]) => isLive(ring))
        .map(([metric]) => metric)
        .sort();
    },
    /** By the time of the samples: a device that only delivers its backlog is not heard from now. */
    lastHeard: (device) => heard.get(device) ?? null,
    entities: () =>
      [...entities.values()].filter((entity) => [...entity.series.values()].some(isLive)).map((e) => e.place),
    counts() {
      let points = 0;
      for (const entity of entities.values()) for (const ring of entity.series.values()) points += ring.size;
      return { series: seriesCount, points, refused, tooOld };
    },
  };
}
