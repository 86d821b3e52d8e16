import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { groupSamples } from '../../diagnosis/reading.ts';
import { isCauseId } from '../../domain/cause.ts';
import type { Topology } from '../../domain/device.ts';
import type { Reading } from '../../domain/reading.ts';
import { type Label, labelsBefore, recordingFiles } from '../../domain/recording.ts';
import { readTopology } from '../../network/inventory.ts';
import { writeTrainingFile } from '../../telemetry/history/training-file.ts';
import { createMetricMapping } from '../../telemetry/metric-mapping.ts';
import { readSamples } from '../../telemetry/recording.ts';
import { readLabels } from '../../telemetry/recording-labels.ts';
import type { OnTrainingProgress, TrainingOrder } from './training-order.ts';

/** What goes with the readings in a training file. */
export interface TrainingContext {
  labels: Label[];
  /** Of the last recording. */
  topology: Topology;
}

/**
 * Reads recordings, all in one line of time, into the one Parquet file that training reads: the worker that trains needs nothing else, and may be
 * on another machine. Heavy: run it in a worker thread.
 */
export async function prepareTraining(order: TrainingOrder, onProgress: OnTrainingProgress): Promise<void> {
  const { recordings, until = Number.POSITIVE_INFINITY, file } = order;
  const mapping = createMetricMapping(order.mapping);
  const context: TrainingContext = { labels: [], topology: { devices: [], links: [] } };

  async function* readings(): AsyncGenerator<Reading[]> {
    for (const [index, folder] of recordings.entries()) {
      onProgress(index, recordings.length, 'reading the recordings');
      for await (const samples of readSamples(folder, { mapping })) {
        yield groupSamples(samples.filter(({ at }) => at < until));
      }
      const labels = ((await readLabels(folder)) ?? []).filter(({ cause }) => isCauseId(cause));
      context.labels.push(...labelsBefore(labels, until));
      context.topology = await readTopology(join(folder, recordingFiles.topology));
    }
  }

  await mkdir(dirname(file), { recursive: true });
  await writeTrainingFile(file, readings(), () => context);
}
