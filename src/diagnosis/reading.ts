import { type Place, placeKey } from '../domain/place.ts';
import type { Sample } from '../domain/sample.ts';

/** All values that one place sent for one moment. */
export interface Reading {
  place: Place;
  at: number;
  values: Map<string, number>;
}

/** Joins samples that follow each other with the same place and time into readings, in their order. */
export function groupSamples(samples: readonly Sample[]): Reading[] {
  const readings: Reading[] = [];
  let open: Reading | undefined;
  for (const sample of samples) {
    if (
      !open ||
      open.at !== sample.at ||
      open.place.device !== sample.device ||
      open.place.interface !== sample.interface
    ) {
      open = { place: { device: sample.device, interface: sample.interface }, at: sample.at, values: new Map() };
      readings.push(open);
    }
    open.values.set(sample.metric, sample.value);
  }
  return readings;
}

/** The values of every place and metric of a training span, in time order. */
export type SeriesByPlace = Map<string, { place: Place; values: Map<string, number[]> }>;

/** Collects readings into one list of values for each place and metric. */
export function collectSeries(readings: readonly Reading[]): SeriesByPlace {
  const series: SeriesByPlace = new Map();
  for (const reading of readings) {
    const key = placeKey(reading.place);
    let entry = series.get(key);
    if (!entry) series.set(key, (entry = { place: reading.place, values: new Map() }));
    for (const [metric, value] of reading.values) {
      const list = entry.values.get(metric);
      if (list) list.push(value);
      else entry.values.set(metric, [value]);
    }
  }
  return series;
}
