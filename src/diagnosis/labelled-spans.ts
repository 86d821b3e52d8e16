import { describeCause, isCauseId } from '../domain/cause.ts';
import { otherEnd, type Topology } from '../domain/device.ts';
import { type Place, placeKey, samePlace } from '../domain/place.ts';
import type { Label, Unexplained } from '../domain/recording.ts';

/**
 * Readings so soon after the end of a fault are neither faulty nor ordinary: the feature windows still hold it. Counted in readings where
 * they come seldom; not the whole window, because where faults follow each other closely nothing ordinary would be left.
 */
const leastTailMs = 30_000;
const tailReadings = 2.5;

/** A fault is noticed, and labelled, after it began: readings so soon before a label are not ordinary either. */
const leadMs = 15_000;

/** What the labels of a recording say about a moment. */
export interface LabelledSpans {
  /** Cause ids in the order of their first label. */
  causes: string[];
  /** By place key, the cause that acts there now; a link's cause acts at both ends. */
  causesAt(at: number): Map<string, string>;
  /** No label covers the moment, none has just ended, and none begins in a moment. */
  isOrdinary(at: number): boolean;
  /** The same for one place: of a fault that nobody explained and that lasts, only its places stay out of the ordinary. */
  isOrdinaryAt(place: Place, at: number): boolean;
  /** The index of the label that covers the moment, or −1. */
  labelAt(at: number): number;
}

/** `intervalMs` is the time between two readings of a place. What is `unexplained` has no cause, but is not ordinary. */
export function createLabelledSpans(
  labels: readonly Label[],
  topology: Topology,
  intervalMs: number,
  unexplained: readonly Unexplained[] = [],
): LabelledSpans {
  const tailMs = Math.max(leastTailMs, tailReadings * intervalMs);
  const sorted = [...labels].sort(byStart);
  const places = sorted.map((label) => placesOf(label, topology).map(placeKey));
  const covering = findCovering(sorted);
  const all: Unexplained[] = [...sorted, ...unexplained].sort(byStart);
  const coveringAll = unexplained.length === 0 ? covering : findCovering(all);
  const notOrdinary = (at: number) => coveringAll(at + leadMs, leadMs + tailMs);

  return {
    causes: [...new Set(sorted.map((label) => label.cause))],
    causesAt(at) {
      const found = new Map<string, string>();
      for (const i of covering(at, 0)) for (const key of places[i]!) found.set(key, sorted[i]!.cause);
      return found;
    },
    isOrdinary: (at) => notOrdinary(at).length === 0,
    isOrdinaryAt: (place, at) => notOrdinary(at).every((i) => isElsewhere(all[i]!, place, at)),
    labelAt: (at) => covering(at, 0)[0] ?? -1,
  };
}

/** So long after its start a fault is a state in which the rest of the network has come to rest. */
const settledMs = 3_600_000;

const isElsewhere = ({ start, places }: Unexplained, place: Place, at: number): boolean =>
  places !== undefined && at - start > settledMs && !places.some((one) => samePlace(one, place));

const byStart = (a: Unexplained, b: Unexplained) => a.start - b.start;

/** Finds the spans, which are sorted by start, with start ≤ at ≤ end + tail, in the order of their starts. */
function findCovering(sorted: readonly Unexplained[]): (at: number, tail: number) => number[] {
  // The latest end of this span and all before it: looking back can stop where that lies behind.
  const latestEnds: number[] = [];
  for (const { end } of sorted) latestEnds.push(Math.max(end, latestEnds.at(-1) ?? Number.NEGATIVE_INFINITY));

  return (at, tail) => {
    const found: number[] = [];
    for (let i = countStarted(sorted, at) - 1; i >= 0 && latestEnds[i]! + tail >= at; i--) {
      if (sorted[i]!.end + tail >= at) found.push(i);
    }
    return found.reverse();
  };
}

/** How many of the spans, sorted by start, have begun by then. */
function countStarted(sorted: readonly Unexplained[], at: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.start <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a labelled cause acts: the device, or the interface and, for a link, its other end. A foreign cause acts where its label says. */
export function placesOf(label: Pick<Label, 'device' | 'interface' | 'cause'>, topology: Topology): Place[] {
  const place = { device: label.device, interface: label.interface };
  if (!isCauseId(label.cause)) return [place];
  const kind = describeCause(label.cause).place;
  if (kind === 'device' || label.interface === null) return [{ device: label.device, interface: null }];
  const peer = kind === 'link' ? otherEnd(topology, place) : undefined;
  return peer ? [place, { device: peer.device, interface: peer.interface }] : [place];
}
