import type { Sample } from '../../domain/sample.ts';
import type { MetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
import type { Precision } from '../../telemetry/precision.ts';
import { readSamples } from '../../telemetry/recording.ts';

/** How a recording is read. */
export interface RecordingReading {
  mapping: MetricMapping;
  /** Unit of its times; when left out, what it says itself, or by their size. */
  precision?: Precision | undefined;
}

/** All samples of a recording that share a time. */
export interface Moment {
  at: number;
  samples: Sample[];
}

/**
 * Reads a recording moment by moment in the order of its file, from `from` (included) to `to` (not included). A sample that comes after
 * later ones is delivered with them, as it would be by a late sender.
 */
export async function* readMoments(
  recording: string,
  options: RecordingReading & { from: number; to: number },
): AsyncGenerator<Moment> {
  const { mapping, precision } = options;
  let moment: Moment | undefined;
  for await (const batch of readSamples(recording, { mapping, precision })) {
    for (const sample of batch) {
      if (sample.at < options.from || sample.at >= options.to) continue;
      if (moment && sample.at > moment.at) {
        yield moment;
        moment = undefined;
      }
      moment ??= { at: sample.at, samples: [] };
      moment.samples.push(sample);
    }
  }
  if (moment) yield moment;
}

/** Times of the first and the last sample; null for a recording without any. */
export async function spanOf(
  recording: string,
  { mapping, precision }: RecordingReading,
): Promise<{ first: number; last: number } | null> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for await (const batch of readSamples(recording, { mapping, precision })) {
    for (const { at } of batch) {
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
  }
  return first <= last ? { first, last } : null;
}
