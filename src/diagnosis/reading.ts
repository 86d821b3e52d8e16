import { type Place, placeKey, samePlace } from '../domain/place.ts';
import type { Reading, ReadingList } from '../domain/reading.ts';
import type { Sample } from '../domain/sample.ts';
import { createGrowingFloats, type GrowingArray } from '../foundation/growing-array.ts';

/** Joins the samples of one delivery that share place and time into readings, in the order of their first sample. */
export function groupSamples(samples: readonly Sample[]): Reading[] {
  const readings = new Map<string, Reading>();
  let latest: Reading | undefined;
  for (const sample of samples) {
    // The values of a place mostly come one behind the other.
    if (!latest || latest.at !== sample.at || !samePlace(latest.place, sample)) latest = readingOf(sample, readings);
    latest.values.set(sample.metric, sample.value);
  }
  return [...readings.values()];
}

function readingOf(sample: Sample, readings: Map<string, Reading>): Reading {
  const { at, device, interface: port } = sample;
  const key = `${placeKey(sample)}\t${at}`;
  const reading = readings.get(key) ?? { place: { device, interface: port }, at, values: new Map<string, number>() };
  readings.set(key, reading);
  return reading;
}

/** The values of every place and metric of a training span, in time order. */
export type SeriesByPlace = Map<string, { place: Place; values: Map<string, Float64Array> }>;

/** Collects readings into one list of values for each place and metric. */
export function collectSeries(readings: ReadingList): SeriesByPlace {
  const series = new Map<string, { place: Place; values: Map<string, GrowingArray<Float64Array>> }>();
  for (const reading of readings) {
    const key = placeKey(reading.place);
    const entry = series.get(key) ?? { place: reading.place, values: new Map() };
    series.set(key, entry);
    for (const [metric, value] of reading.values) {
      const known = entry.values.get(metric);
      const list = known ?? createGrowingFloats();
      if (!known) entry.values.set(metric, list);
      list.push(value);
    }
  }
  const valuesOf = (values: ReadonlyMap<string, GrowingArray<Float64Array>>) =>
    new Map([...values].map(([metric, list]) => [metric, list.values()]));
  return new Map([...series].map(([key, { place, values }]) => [key, { place, values: valuesOf(values) }]));
}
