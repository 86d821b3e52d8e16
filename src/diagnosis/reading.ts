import { type Place, placeKey } from '../domain/place.ts';
import type { Sample } from '../domain/sample.ts';

/** All values that one place sent for one moment. */
export interface Reading {
  place: Place;
  at: number;
  values: Map<string, number>;
}

/** Joins the samples of one delivery that share place and time into readings, in the order of their first sample. */
export function groupSamples(samples: readonly Sample[]): Reading[] {
  const readings = new Map<string, Reading>();
  for (const sample of samples) {
    const place = { device: sample.device, interface: sample.interface };
    const key = `${placeKey(place)}\t${sample.at}`;
    const reading = readings.get(key) ?? { place, at: sample.at, values: new Map<string, number>() };
    reading.values.set(sample.metric, sample.value);
    readings.set(key, reading);
  }
  return [...readings.values()];
}

/** The values of every place and metric of a training span, in time order. */
export type SeriesByPlace = Map<string, { place: Place; values: Map<string, number[]> }>;

/** Collects readings into one list of values for each place and metric. */
export function collectSeries(readings: readonly Reading[]): SeriesByPlace {
  const series: SeriesByPlace = new Map();
  for (const reading of readings) {
    const key = placeKey(reading.place);
    const entry = series.get(key) ?? { place: reading.place, values: new Map<string, number[]>() };
    series.set(key, entry);
    for (const [metric, value] of reading.values) {
      const list = entry.values.get(metric);
      if (list) list.push(value);
      else entry.values.set(metric, [value]);
    }
  }
  return series;
}
