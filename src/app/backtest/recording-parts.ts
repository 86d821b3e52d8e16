import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { groupSamples } from '../../diagnosis/reading.ts';
import type { Topology } from '../../domain/device.ts';
import type { Reading } from '../../domain/reading.ts';
import { type Label, labelsBefore, recordingFiles } from '../../domain/recording.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import { NocturneError } from '../../errors.ts';
import { readTopology } from '../../network/inventory.ts';
import { createMetricMapping, type MetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
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
}

/** A recording that is cut in time. */
export interface RecordingParts {
  from: number;
  topology: Topology;
  /** All of them; null when the recording has no labels.csv. */
  labels: Label[] | null;
  /** In time order, all before `from`. */
  learned: Reading[];
  /** The labels that training may see, cut off at `from`. */
  learnedLabels: Label[];
  /** The last half hour before `from`, which only warms up, and the judged part. */
  play(): AsyncGenerator<Moment>;
  span: { first: number; last: number };
}

/** Reads the part to learn from. Throws `recording-incomplete`, `recording-bad-line` and `backtest-empty`. */
export async function readRecordingParts(options: RecordingBacktest): Promise<RecordingParts> {
  const { recording, precision, config, trainShare, onProgress } = options;
  onProgress?.({ done: 0, total: 1, note: 'reading the recording' });
  const mapping: MetricMapping = createMetricMapping(config.mapping);
  const topology = await readTopology(join(recording, recordingFiles.topology));
  const labels = await readLabels(recording, precision);
  const span = await spanOf(recording, { mapping, precision });
  if (!span) throw new NocturneError('recording-incomplete', `${recording} holds no sample`);
  const from = options.from ?? Math.round(span.first + (span.last - span.first) * trainShare);
  if (from <= span.first || from > span.last) {
    const [first, last] = [span.first, span.last].map((at) => new Date(at).toISOString());
    throw new NocturneError('backtest-empty', `${recording} goes from ${first} to ${last}; --from must lie between`);
  }
  const learned: Reading[] = [];
  const before = { from: Number.NEGATIVE_INFINITY, to: from, mapping, precision };
  for await (const { samples } of readMoments(recording, before)) learned.push(...groupSamples(samples));
  return {
    ...{ from, topology, labels, learned, span },
    learnedLabels: labelsBefore(labels ?? [], from),
    play: () => readMoments(recording, { from: from - warmUpMs, to: Number.POSITIVE_INFINITY, mapping, precision }),
  };
}
