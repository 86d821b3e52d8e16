import type { Topology } from '../domain/device.ts';
import { placeKey } from '../domain/place.ts';
import type { ReadingList } from '../domain/reading.ts';
import type { Label, Unexplained } from '../domain/recording.ts';
import type { LeftOut } from './admit-labels.ts';

/** What goes with the readings of a training, whatever they were read from: with them it is a training span. Plain JSON. */
export interface TrainingContext {
  labels: Label[];
  unexplained: Unexplained[];
  topology: Topology;
  leftOut: LeftOut;
}

/** What a training learned from, for people and for programs. Times are milliseconds since 1970. */
export interface TrainingFacts {
  readings: number;
  places: number;
  from: number;
  to: number;
  labels: number;
  /** Readings of devices that the inventory does not have. They are learned from: such devices are watched too. */
  outsideInventory: number;
  leftOut: LeftOut;
}

/** Counts what a training learns from. There is one reading at least. */
export function countTraining(readings: ReadingList, context: TrainingContext): TrainingFacts {
  const known = new Set(context.topology.devices.map(({ name }) => name));
  const places = new Set<string>();
  let outsideInventory = 0;
  for (const { place } of readings) {
    places.add(placeKey(place));
    if (!known.has(place.device)) outsideInventory += 1;
  }
  const { labels, leftOut } = context;
  return {
    ...{ readings: readings.length, places: places.size, from: readings.at(0)!.at, to: readings.at(-1)!.at },
    ...{ labels: labels.length, outsideInventory, leftOut },
  };
}
