import { linkAt, neighboursOf, otherEnd, type Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';
import type { MetricLayout } from './metric-layout.ts';
import type { PlaceStates } from './place-states.ts';

/** Deviations are cut here, so that one broken counter does not hide what is wrong elsewhere. */
const largest = 10_000;

/** A metric that is missing, or has no meaning at this kind of place, counts as usual: trees would otherwise learn who measures what. */
const clip = (value: number) => (Number.isNaN(value) ? 0 : Math.max(-largest, Math.min(largest, value)));

/** Keeps the value that is further from usual; NaN is no value. */
const further = (a: number, b: number) => (Number.isNaN(a) || Math.abs(b) > Math.abs(a) ? b : a);

/**
 * Features that describe one place for the cause forest: how far each metric is from usual, there, at the other end of its link, on its
 * device, on the neighbours, and how much further than at the next worst place of the network. All are in deviations from usual, so that
 * a forest learns shapes and not the habits of one device.
 */
export interface CauseFeatures {
  names: string[];
  /** Writes the features of `place` into `out` (length `names.length`). */
  write(place: Place, out: Float64Array): void;
}

/** Names of the features, in their order. */
export function causeFeatureNames(layout: MetricLayout): string[] {
  return [
    'is an interface',
    ...layout.interface.flatMap((metric) => [
      `${metric} here`,
      `${metric} here now`,
      `${metric} at the other end`,
      `${metric} lead`,
      `${metric} elsewhere on the device`,
    ]),
    ...layout.device.flatMap((metric) => [
      `${metric} of the device`,
      `${metric} of the device now`,
      `${metric} of the neighbours`,
      `${metric} of the device, lead`,
    ]),
  ];
}

export function createCauseFeatures(layout: MetricLayout, topology: Topology, states: PlaceStates): CauseFeatures {
  function furthestOnDevice(device: string, metric: string, except: string | null): number {
    let found = Number.NaN;
    for (const state of states.interfacesOf(device)) {
      if (state.place.interface !== except) found = further(found, state.mean(metric));
    }
    return found;
  }

  function furthestElsewhere(place: Place, metric: string): number {
    const link = place.interface === null ? undefined : linkAt(topology, place);
    const peer = link ? otherEnd(topology, place) : undefined;
    let found = Number.NaN;
    for (const state of states.all()) {
      if ((state.place.interface === null) !== (place.interface === null)) continue;
      const same = state.place.device === place.device && state.place.interface === place.interface;
      const other = peer && state.place.device === peer.device && state.place.interface === peer.interface;
      if (!same && !other) found = further(found, state.mean(metric));
    }
    return found;
  }

  const lead = (own: number, rest: number) => clip(Math.abs(own) - (Number.isNaN(rest) ? 0 : Math.abs(rest)));

  return {
    names: causeFeatureNames(layout),
    write(place, out) {
      let at = 0;
      const isInterface = place.interface !== null;
      const own = states.get(place);
      const device = states.get({ device: place.device, interface: null });
      const peerPlace = isInterface ? otherEnd(topology, place) : undefined;
      const peer = peerPlace ? states.get(peerPlace) : undefined;
      const near = peerPlace ? [peerPlace.device] : neighboursOf(topology, place.device);
      out[at++] = isInterface ? 1 : 0;
      for (const metric of layout.interface) {
        const here = isInterface && own ? own.mean(metric) : Number.NaN;
        out[at++] = clip(here);
        out[at++] = clip(isInterface && own ? own.now(metric) : Number.NaN);
        out[at++] = clip(peer ? peer.mean(metric) : Number.NaN);
        out[at++] = isInterface ? lead(here, furthestElsewhere(place, metric)) : 0;
        out[at++] = clip(furthestOnDevice(place.device, metric, place.interface));
      }
      for (const metric of layout.device) {
        const here = device ? device.mean(metric) : Number.NaN;
        let around = Number.NaN;
        for (const name of near)
          around = further(around, states.get({ device: name, interface: null })?.mean(metric) ?? Number.NaN);
        out[at++] = clip(here);
        out[at++] = clip(device ? device.now(metric) : Number.NaN);
        out[at++] = clip(around);
        out[at++] = lead(here, furthestElsewhere({ device: place.device, interface: null }, metric));
      }
    },
  };
}

/** Where each feature stands among given ones; −1 where it does not. */
export function columnsOf(wanted: readonly string[], given: readonly string[]): number[] {
  const at = new Map(given.map((name, f) => [name, f]));
  return wanted.map((name) => at.get(name) ?? -1);
}

/** Writes a row in the order of {@link columnsOf} from `offset` on. What the row does not hold counts as usual, as it does while a forest is asked. */
export function writeColumns(
  row: ArrayLike<number>,
  columns: readonly number[],
  out: Float64Array,
  offset = 0,
): Float64Array {
  for (const [f, column] of columns.entries()) out[offset + f] = column < 0 ? 0 : row[column]!;
  return out;
}
