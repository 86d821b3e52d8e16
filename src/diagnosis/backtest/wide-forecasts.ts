import { NocturneError } from '../../errors.ts';
import type { Room } from '../../foundation/room.ts';
import { gatherForecastPoints, type SeriesPoint } from '../forecasting/forecast-series.ts';
import type { ForecastSource } from './forecast-source.ts';
import { type GatheredEntity, type GatherOptions, gatherEntities } from './gather-entities.ts';
import { cutSpan } from './span-cut.ts';
import type { TimeSplit } from './wide-detection.ts';

/**
 * Reads a wide CSV for forecasts: each entity is a place, and each column besides time, entity and labels a metric. It is cut at one moment for all
 * entities, after a share of the span of time, because one model learns from all of them. Throws what `gatherEntities` and `cutSpan` do, and
 * `too-few-rows` for a file without rows.
 */
export async function readWideForecasts(
  file: string,
  { split, seed, ...options }: GatherOptions & { split: TimeSplit; seed: number },
): Promise<ForecastSource> {
  const { head, entities, room } = await gatherEntities(file, { ...options, labels: false });
  if (entities.length === 0) throw new NocturneError('too-few-rows', `${file} has no rows`);
  const { metrics } = head;
  return {
    ...{ from: cutSpan(file, spanOf(entities), split), metrics, otherMetrics: [] },
    dataOf(metric) {
      const points = { [Symbol.iterator]: () => pointsOf(entities, metrics.length, metrics.indexOf(metric)) };
      return gatherForecastPoints(points, {
        ...{ seed, most: Number.POSITIVE_INFINITY },
        onSize: (bytes) => needRoom(room, bytes),
      });
    },
    placeOf: (key) => key || 'the only entity',
  };
}

/** Memory that is needed for one metric after the other. */
export function needRoom(room: Room, bytes: number): void {
  room.take(bytes);
  room.give(bytes);
}

function spanOf(entities: readonly GatheredEntity[]): { first: number; last: number } {
  const ends = entities.map(({ timesMs }) => [timesMs[0]!, timesMs.at(-1)!] as const);
  return {
    first: ends.reduce((least, [first]) => Math.min(least, first), Number.POSITIVE_INFINITY),
    last: ends.reduce((most, [, last]) => Math.max(most, last), Number.NEGATIVE_INFINITY),
  };
}

function* pointsOf(
  entities: readonly GatheredEntity[],
  width: number,
  column: number,
): Generator<SeriesPoint, undefined> {
  for (const { name, values, timesMs } of entities)
    for (let row = 0; row < timesMs.length; row++) {
      const value = values[row * width + column]!;
      if (!Number.isNaN(value)) yield { key: name, at: timesMs[row]!, value };
    }
}
