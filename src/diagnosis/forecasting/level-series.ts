import { placeKey } from '../../domain/place.ts';
import type { ReadingList } from '../../domain/reading.ts';
import { createGrowingFloats, type GrowingArray } from '../../foundation/growing-array.ts';
import { createLevelStream, type LevelStream } from '../../models/forecasting/trend/level-stream.ts';
import { levelMinutes } from '../../models/forecasting/trend/limit-trend.ts';
import type { ForecastData } from './forecast-series.ts';

export const levelMs = levelMinutes * 60_000;

/** Gathers the levels of a metric, medians of five minutes by the clock, of all places. */
export function gatherLevels(readings: ReadingList, metric: string): ForecastData {
  const places = new Map<string, { first: number; stream: LevelStream; levels: GrowingArray<Float64Array> }>();
  for (const { place, at, values } of readings) {
    const value = values.get(metric);
    if (value === undefined) continue;
    const step = Math.floor(at / levelMs);
    const key = placeKey(place);
    const found = places.get(key) ?? { first: step, stream: createLevelStream(), levels: createGrowingFloats() };
    places.set(key, found);
    for (const level of found.stream.push(step, value)) found.levels.push(level);
  }
  const series = [...places].map(([key, { first, stream, levels }]) => {
    levels.push(stream.end() ?? Number.NaN);
    return { key, first, values: levels.values().slice() };
  });
  const steps = series.reduce((sum, { values }) => sum + values.length, 0);
  return { stepMs: levelMs, horizon: 1, series, places: series.length, steps };
}
