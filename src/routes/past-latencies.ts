import { bucketMs, type HistoryAnswer, type HistoryReader, type HistoryRollup } from '../domain/history-reader.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { LatencySlices } from '../models/routing/latency-slices.ts';

/** So far the past is looked at. */
export const pastDays = 3;
/** A decision is about so many minutes: nobody changes a route more often. */
export const sliceMinutes = 5;
export const sliceMs = sliceMinutes * bucketMs.minute;
const withinMs = 20_000;

/** What a way is made of: places whose round trip counts by a share of it. */
export type WeightedPlaces = readonly { place: Place; share: number }[];

/** Why there is no past, in a clause; or the mean latency of every minute, by place. */
export type PastLatencies = { reason: string } | { minutes: ReadonlyMap<string, ReadonlyMap<number, number>> };

/** Reads the latency of every minute of the last days at each place. A place without readings has none. */
export async function readPast(history: HistoryReader, places: readonly Place[], now: number): Promise<PastLatencies> {
  const span = { from: now - pastDays * bucketMs.day, to: now };
  const unique = [...new Map(places.map((place) => [placeKey(place), place])).values()];
  const minutes = new Map<string, ReadonlyMap<number, number>>();
  for (const place of unique) {
    const answer: HistoryAnswer<HistoryRollup> = await history.rollUp(
      { place, metric: 'latency_ms', ...span },
      'minute',
      {
        withinMs,
      },
    );
    if (answer.outcome === 'failed') return { reason: answer.reason };
    const [series] = answer.outcome === 'ok' ? answer.series : [];
    minutes.set(placeKey(place), new Map(series ? Array.from(series.at, (at, i) => [at, series.mean[i]!]) : []));
  }
  return { minutes };
}

/** The mean latency of a way in each slice of five minutes, from the first in which anything was measured; NaN where a part of it was not. */
function sliceWay(
  { minutes }: { minutes: ReadonlyMap<string, ReadonlyMap<number, number>> },
  way: WeightedPlaces,
  { first, count }: { first: number; count: number },
): Float64Array {
  const slices = new Float64Array(count).fill(Number.NaN);
  for (let i = 0; i < count; i++) {
    let [sum, seen] = [0, 0];
    for (let minute = 0; minute < sliceMinutes; minute++) {
      const at = first + i * sliceMs + minute * bucketMs.minute;
      const ms = way.reduce(
        (total, { place, share }) => total + share * (minutes.get(placeKey(place))?.get(at) ?? Number.NaN),
        0,
      );
      if (Number.isNaN(ms)) continue;
      sum += ms;
      seen += 1;
    }
    if (seen > 0) slices[i] = sum / seen;
  }
  return slices;
}

/**
 * The past of a pair's ways in the form that routes are chosen by: node 0 is the one end, 1 the other, and 2 onwards a relay for each other way, half
 * of whose latency lies before the relay and half behind it. `ways[0]` is the way now, and the direct one. Empty where nothing was measured.
 */
export function slicePast(
  past: { minutes: ReadonlyMap<string, ReadonlyMap<number, number>> },
  ways: readonly WeightedPlaces[],
): LatencySlices {
  const nodes = ways.length + 1;
  const times = [...past.minutes.values()].flatMap((of) => [...of.keys()]);
  if (times.length === 0) return { nodes, values: [] };
  const [from, to] = times.reduce(([low, high], at) => [Math.min(low, at), Math.max(high, at)], [times[0]!, times[0]!]);
  const first = Math.floor(from / sliceMs) * sliceMs;
  // The last slice counts once it is over.
  const count = Math.floor((to + bucketMs.minute - first) / sliceMs);
  const latencies = ways.map((way) => sliceWay(past, way, { first, count }));
  const values = Array.from({ length: count }, (_, t) => {
    const slice = new Float32Array(nodes * nodes).fill(Number.NaN);
    const set = (a: number, b: number, ms: number) => {
      slice[a * nodes + b] = ms;
      slice[b * nodes + a] = ms;
    };
    set(0, 1, latencies[0]![t]!);
    for (let way = 1; way < ways.length; way++) {
      const half = latencies[way]![t]! / 2;
      set(0, way + 1, half);
      set(way + 1, 1, half);
    }
    return slice;
  });
  return { nodes, values };
}
