import type { Sample } from '../domain/sample.ts';
import type { BadLine, PointReader } from './line-point.ts';
import type { MetricMapping } from './metric-mapping.ts';
import { type Point, wholeMs } from './point.ts';

export interface DecodeOptions {
  mapping: MetricMapping;
  /** Why the samples of a device with this time of their own can't be used; null when they can. Left out, all can. */
  refuse?(device: string, at: number): string | null;
  /** At most this many bad lines are told one by one. */
  badLimit?: number;
}

/** What became of what was read so far. `bad` holds the first bad lines only; `badCount` counts all. */
export interface DecodeOutcome {
  lines: number;
  samples: number;
  badCount: number;
  bad: BadLine[];
  /** Fields of good lines that gave no sample: words without a number, what a rule leaves out, the first value of a counter. */
  unusedFields: number;
}

/** Characters between two breaths: about a millisecond of work. */
const sliceLength = 32_768;

/**
 * Turns points into samples, a slice at a time: each step reads about 32 KiB and yields the samples in it, so that the caller can let others
 * run in between. `outcome` counts along, so that it is true at every step. Returns it at the end.
 */
export function* decodePoints(
  reader: PointReader,
  options: DecodeOptions,
  outcome: DecodeOutcome = { lines: 0, samples: 0, badCount: 0, bad: [], unusedFields: 0 },
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
      const before = samples.length;
      const reason = takePoint(read, samples, options);
      if (reason === null) outcome.unusedFields += read.fields.size - (samples.length - before);
      else tell({ ok: false, line: read.line, column: null, reason });
    }
    if (reader.offset < sliceEnd) continue;
    outcome.samples += samples.length;
    yield samples;
    samples = [];
    sliceEnd = reader.offset + sliceLength;
  }
  outcome.samples += samples.length;
  if (samples.length > 0) yield samples;
  return outcome;
}

/** Adds the samples of a point, or answers why there are none. */
function takePoint(sent: Point, samples: Sample[], { mapping, refuse }: DecodeOptions): string | null {
  const from = samples.length;
  const point = Number.isInteger(sent.at) ? sent : { ...sent, at: wholeMs(sent.at) };
  const reason = mapping.toSamples(point, samples);
  const first = samples[from];
  const isJudged = reason === null && point.hasOwnTime;
  const refused = isJudged && first && refuse ? refuse(first.device, first.at) : null;
  if (refused !== null) samples.length = from;
  return reason ?? refused;
}
