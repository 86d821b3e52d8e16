import type { Topology } from '../../domain/device.ts';
import { type Place, placeKey } from '../../domain/place.ts';
import type { ReadingList } from '../../domain/reading.ts';
import { loadBand, type PairSteps, type RouteStep, stateName } from '../../models/routing/route-hours.ts';
import { type JoinedPair, joinedPairs } from '../../network/paths/simple-ways.ts';

/** The steps of all pairs of a span. */
export interface RouteData {
  pairs: PairSteps[];
}

const minuteMs = 60_000;
/** Steps of a span under two days, and of a longer one. */
const shortStepMs = minuteMs;
const longStepMs = 10 * minuteMs;
const shortSpanMs = 2 * 86_400_000;
/** As in the environment that was asked for, and as many pairs as a table can hold. */
const limits = { mostWays: 3, mostPairs: 20 };

/** Sums of what was read within one step. */
interface Sums {
  latency: Float64Array;
  latencies: Uint32Array;
  /** The largest throughput of either direction, in Mbit/s; NaN for none. */
  load: Float64Array;
}

/**
 * Round trips and loads of the ways between devices, step by step. The latency of a link is the mean of what its ends read, that of a way the sum over
 * its links; the load of a way is that of its fullest link. A way with a link that was not measured in a step is not known there.
 */
export function gatherRoutes(readings: ReadingList, topology: Topology): RouteData {
  const pairs = joinedPairs(topology, limits);
  const used = new Set(pairs.flatMap(({ ways }) => ways.flat()));
  const links = topology.links.filter(({ name }) => used.has(name));
  const [first, last] = [readings.at(0)?.at, readings.at(-1)?.at];
  if (first === undefined || last === undefined || links.length === 0) return { pairs: [] };
  const stepMs = last - first < shortSpanMs ? shortStepMs : longStepMs;
  const begin = Math.floor(first / stepMs);
  const steps = Math.floor(last / stepMs) - begin + 1;
  const sums = sumUp(readings, links, { steps, stepOf: (at) => Math.floor(at / stepMs) - begin });
  const capacity = new Map(links.map(({ name, capacityMbps }) => [name, capacityMbps]));
  return {
    pairs: pairs.map((pair) => stepsOf(pair, { sums, capacity, steps, endOf: (t) => (begin + t + 1) * stepMs })),
  };
}

function sumUp(
  readings: ReadingList,
  links: Topology['links'],
  { steps, stepOf }: { steps: number; stepOf(at: number): number },
): Map<string, Sums> {
  const sums = new Map(
    links.map(({ name }) => [
      name,
      {
        latency: new Float64Array(steps),
        latencies: new Uint32Array(steps),
        load: new Float64Array(steps).fill(Number.NaN),
      },
    ]),
  );
  const linkAt = new Map<string, string>();
  const key = (end: Place) => placeKey({ device: end.device, interface: end.interface });
  for (const { name, a, b } of links) for (const end of [a, b]) linkAt.set(key(end), name);
  for (const { place, at, values } of readings) {
    const link = linkAt.get(placeKey(place));
    if (link === undefined) continue;
    const of = sums.get(link)!;
    const step = stepOf(at);
    const latency = values.get('latency_ms');
    if (latency !== undefined) {
      of.latency[step]! += latency;
      of.latencies[step]! += 1;
    }
    for (const metric of ['throughput_mbps', 'throughput_out_mbps']) {
      const load = values.get(metric);
      if (load !== undefined) of.load[step] = Number.isNaN(of.load[step]!) ? load : Math.max(of.load[step]!, load);
    }
  }
  return sums;
}

interface Known {
  sums: ReadonlyMap<string, Sums>;
  capacity: ReadonlyMap<string, number | null>;
  steps: number;
  endOf(step: number): number;
}

function stepsOf({ from, to, ways }: JoinedPair, { sums, capacity, steps, endOf }: Known): PairSteps {
  const name = `${from} – ${to}`;
  const latencyOf = (link: string, t: number) => {
    const { latency, latencies } = sums.get(link)!;
    return latencies[t]! > 0 ? latency[t]! / latencies[t]! : Number.NaN;
  };
  const loadOf = (link: string, t: number) => {
    const room = capacity.get(link);
    return t >= 0 && room ? sums.get(link)!.load[t]! / room : Number.NaN;
  };
  const made = Array.from({ length: steps }, (_, t): RouteStep => {
    const bands = ways.map((way) => loadBand(Math.max(...way.map((link) => loadOf(link, t - 1)))));
    return {
      at: endOf(t),
      latencyMs: ways.map((way) => way.reduce((sum, link) => sum + latencyOf(link, t), 0)),
      state: stateName(name, bands, endOf(t) - 1),
    };
  });
  return { name, ways: ways.map((way) => way.join(' and ')), steps: made };
}

/** Steps of all pairs together. */
export const countSteps = ({ pairs }: RouteData): number => pairs.reduce((sum, { steps }) => sum + steps.length, 0);

/** The steps later than `after` and not later than `until`. */
export const routesBetween = ({ pairs }: RouteData, after: number, until: number): RouteData => ({
  pairs: pairs.map((pair) => ({ ...pair, steps: pair.steps.filter(({ at }) => at > after && at <= until) })),
});
