import type { Sample } from '../domain/sample.ts';
import type { BadLine, PointReader } from './line-point.ts';
import { addLoss, type Losses } from './mapping/losses.ts';
import type { LocatedPoint, MetricMapping } from './mapping/metric-mapping.ts';
import { type Point, wholeMs } from './point.ts';

export interface DecodeOptions {
  mapping: MetricMapping;
  /** Why the samples of a device with this time of their own can't be used; null when they can. Left out, all can. */
  refuse?(device: string, at: number): string | null;
  /** Told of each point whose place was found, whether or not the inventory has it. */
  onLocated?(point: Point, located: LocatedPoint): void;
  /** At most this many bad lines are told one by one. */
  badLimit?: number;
  /** More of the same stream follows: what waits for a further series of its place goes on waiting. */
  isGoingOn?: boolean;
}

/** What became of what was read so far. `bad` holds the first bad lines only; `badCount` counts all. */
export interface DecodeOutcome {
  lines: number;
  samples: number;
  badCount: number;
  bad: BadLine[];
  /** Values of good lines that gave no sample, by reason. */
  lost: Losses;
}

export const noOutcome = (): DecodeOutcome => ({ lines: 0, samples: 0, badCount: 0, bad: [], lost: {} });

/** Characters between two breaths: about a millisecond of work. */
const sliceLength = 32_768;

/**
 * Turns points into samples, a slice at a time: each step reads about 32 KiB and yields the samples in it, so that the caller can let others
 * run in between. `outcome` counts along, so that it is true at every step. Returns it at the end.
 */
export function* decodePoints(
  reader: PointReader,
  options: DecodeOptions,
  outcome: DecodeOutcome = noOutcome(),
): Generator<Sample[], DecodeOutcome> {
  const tell = (bad: BadLine) => {
    outcome.badCount += 1;
    if (outcome.bad.length < (options.badLimit ?? 100)) outcome.bad.push(bad);
  };
  let samples: Sample[] = [];
  let sliceEnd = sliceLength;
  for (let read = reader.next(sliceLength); read !== null; read = reader.next(sliceLength)) {
    if (read) outcome.lines += 1;
    if (read?.ok === false) tell(read);
    else if (read) {
      for (const part of options.mapping.partsOf(read)) {
        const reason = takePoint(part, samples, options, outcome.lost);
        if (reason !== null) tell({ ok: false, line: read.line, column: null, reason });
      }
    }
    if (reader.offset < sliceEnd) continue;
    outcome.samples += samples.length;
    yield samples;
    samples = [];
    sliceEnd = reader.offset + sliceLength;
  }
  if (!options.isGoingOn) options.mapping.finish({ samples, losses: outcome.lost }, false);
  outcome.samples += samples.length;
  if (samples.length > 0) yield samples;
  return outcome;
}

/** Adds the samples of a point, or answers why there are none. */
function takePoint(
  sent: Point,
  samples: Sample[],
  { mapping, refuse, onLocated }: DecodeOptions,
  lost: Losses,
): string | null {
  const point = Number.isInteger(sent.at) ? sent : { ...sent, at: wholeMs(sent.at) };
  const located = mapping.locate(point);
  if (typeof located === 'string') return located;
  if (located === null) {
    addLoss(lost, 'left-out', point.fields.size);
    return null;
  }
  const { device, known } = located.place;
  const refused = point.hasOwnTime && known && refuse ? refuse(device, point.at) : null;
  if (refused !== null) return refused;
  onLocated?.(point, located);
  mapping.measure(point, located, { samples, losses: lost });
  return null;
}
