import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { cutSpan } from '../../diagnosis/backtest/span-cut.ts';
import { groupSamples } from '../../diagnosis/reading.ts';
import type { Topology } from '../../domain/device.ts';
import type { ReadingList } from '../../domain/reading.ts';
import { type Label, labelsBefore, recordingFiles } from '../../domain/recording.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import { NocturneError } from '../../errors.ts';
import { createRoom, type Room, usableBytes } from '../../foundation/room.ts';
import { readTopology } from '../../network/inventory.ts';
import { createMetricMapping, type MetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
import { createPackedReadings } from '../../telemetry/packed-readings.ts';
import type { Precision } from '../../telemetry/precision.ts';
import { readLabels } from '../../telemetry/recording-labels.ts';
import { type Moment, readMoments, spanOf } from '../replay/moments.ts';
import { warmUpMs } from '../replay/stage.ts';

export interface RecordingBacktest {
  recording: string;
  /** Unit of its times; when left out, what it says itself, or by their size. */
  precision?: Precision | undefined;
  /** Milliseconds since 1970; what came before is learned from. Default: after `trainShare` of the span. */
  from?: number;
  trainShare: number;
  config: Pick<Config, 'detection' | 'mapping' | 'training'>;
  onProgress?: (step: WorkStep) => void;
  /** How much memory the data may take; by what is free when left out. */
  mostBytes?: number;
}

/** A recording that is cut in time. */
export interface RecordingParts {
  from: number;
  topology: Topology;
  /** All of them; null when the recording has no labels.csv. */
  labels: Label[] | null;
  /** In time order, all before `from`. */
  learned: ReadingList;
  /** What of the recording has to be held takes its memory here. */
  room: Room;
  /** The labels that training may see, cut off at `from`. */
  learnedLabels: Label[];
  /** The last half hour before `from`, which only warms up, and the judged part. */
  play(): AsyncGenerator<Moment>;
  span: { first: number; last: number };
}

/** Reads the part to learn from. Throws `recording-incomplete`, `recording-bad-line`, `data-too-large` and `backtest-empty`. */
export async function readRecordingParts(options: RecordingBacktest): Promise<RecordingParts> {
  const { recording, precision, config, trainShare, onProgress } = options;
  onProgress?.({ done: 0, total: 1, note: 'reading the recording' });
  const mapping: MetricMapping = createMetricMapping(config.mapping);
  const topology = await readTopology(join(recording, recordingFiles.topology));
  const labels = await readLabels(recording, precision);
  const span = await spanOf(recording, { mapping, precision });
  if (!span) throw new NocturneError('recording-incomplete', `${recording} holds no sample`);
  const from = cutSpan(recording, span, options.from === undefined ? { trainShare } : { from: options.from });
  const hint = 'judge a shorter recording, or learn from less of it with --from or --train-share';
  // Training needs as much beside what is held.
  const room = createRoom(recording, hint, options.mostBytes ?? usableBytes() / 2);
  const learned = createPackedReadings(room);
  const before = { from: Number.NEGATIVE_INFINITY, to: from, mapping, precision };
  for await (const { at, samples } of readMoments(recording, before)) {
    for (const reading of groupSamples(samples)) learned.push(reading);
    onProgress?.({ done: at - span.first, total: from - span.first, note: 'reading the part to learn from' });
  }
  return {
    ...{ from, topology, labels, learned, room, span },
    learnedLabels: labelsBefore(labels ?? [], from),
    play: () => readMoments(recording, { from: from - warmUpMs, to: Number.POSITIVE_INFINITY, mapping, precision }),
  };
}
