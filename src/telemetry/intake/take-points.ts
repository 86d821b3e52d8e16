import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import type { Sample } from '../../domain/sample.ts';
import { type DecodeOutcome, decodePoints, noOutcome } from '../decode-points.ts';
import type { DeviceClocks } from '../device-clocks.ts';
import type { PointReader } from '../line-point.ts';
import { addLosses } from '../mapping/losses.ts';
import type { LocatedPoint, MetricMapping } from '../mapping/metric-mapping.ts';
import type { Point } from '../point.ts';
import type { SourceCounts } from './source-counts.ts';

/** Takes samples in the order of their points. What it does in one call blocks the loop: keep it short. */
export type OnSamples = (samples: Sample[]) => void | Promise<void>;

/** Where the points of all sources go. */
export interface PointIntake {
  mapping: MetricMapping;
  onSamples: OnSamples;
  /** Compares the clocks of the devices with `clock`. */
  clocks: DeviceClocks;
  /** Keeps who sends; left out, nobody is told. */
  senders?: { note(point: Point, located: LocatedPoint): void };
  /** Told of each refused point of a device whose clock is ahead: the device is not silent. */
  onAhead?(device: string): void;
  clock: Clock;
}

/**
 * Turns what a source delivers into samples and hands them on, a slice at a time with a turn of the event loop between them. What was read is
 * counted also when an error ends it in the middle. Answers with what became of this delivery.
 */
export async function takePoints(
  reader: PointReader,
  { mapping, onSamples, clocks, senders, onAhead, clock }: PointIntake,
  counts: SourceCounts,
): Promise<DecodeOutcome> {
  const refuse = (device: string, at: number) => {
    const reason = clocks.check(device, at);
    if (reason === null) return null;
    counts.aheadPoints += 1;
    onAhead?.(device);
    return reason;
  };
  const outcome = noOutcome();
  try {
    for (const samples of decodePoints(reader, { mapping, refuse, onLocated: senders?.note }, outcome)) {
      if (samples.length > 0) {
        await onSamples(samples);
        counts.samples += samples.length;
        counts.lastAt = clock();
      }
      await nextTurn();
    }
  } finally {
    counts.points += outcome.lines;
    counts.badPoints += outcome.badCount;
    addLosses(counts.lost, outcome.lost);
  }
  return outcome;
}
