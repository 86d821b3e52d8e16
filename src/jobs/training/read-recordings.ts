import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { groupSamples } from '../../diagnosis/reading.ts';
import type { Reading } from '../../domain/reading.ts';
import { recordingFiles } from '../../domain/recording.ts';
import { admitLabels, leaveOut } from '../../learning/admit-labels.ts';
import type { TrainingContext } from '../../learning/training-data.ts';
import { readTopology } from '../../network/inventory.ts';
import { writeTrainingFile } from '../../telemetry/history/training-file.ts';
import { createMetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
import { readSamples } from '../../telemetry/recording.ts';
import { readLabels } from '../../telemetry/recording-labels.ts';
import type { OnTrainingProgress, RecordingsOrder } from './training-order.ts';

/**
 * Reads recordings, all in one line of time, into the one Parquet file that training reads: the worker that trains needs nothing else, and may be
 * on another machine. The topology is that of the last recording. Heavy: run it in a worker thread. Throws what reading throws, and
 * `history-cancelled` when the signal aborts.
 */
export async function readRecordings(
  order: RecordingsOrder,
  onProgress: OnTrainingProgress,
  signal?: AbortSignal,
): Promise<void> {
  const { recordings, precision, until = Number.POSITIVE_INFINITY, file } = order;
  const mapping = createMetricMapping(order.mapping);
  const context: TrainingContext = {
    ...{ labels: [], unexplained: [], leftOut: {} },
    topology: { devices: [], links: [] },
  };

  async function* readings(): AsyncGenerator<Reading[]> {
    for (const [index, folder] of recordings.entries()) {
      onProgress(index, recordings.length, 'reading the recordings');
      for await (const samples of readSamples(folder, { mapping, precision })) {
        yield groupSamples(samples.filter(({ at }) => at < until));
      }
      context.topology = await readTopology(join(folder, recordingFiles.topology));
      addLabels(
        context,
        admitLabels((await readLabels(folder, precision)) ?? [], { to: until, topology: context.topology }),
      );
    }
  }

  await mkdir(dirname(file), { recursive: true });
  await writeTrainingFile(file, readings(), () => context, signal);
}

function addLabels(context: TrainingContext, { labels, unexplained, leftOut }: ReturnType<typeof admitLabels>): void {
  context.labels.push(...labels);
  context.unexplained.push(...unexplained);
  for (const [reason, count] of Object.entries(leftOut))
    leaveOut(context.leftOut, reason as keyof typeof leftOut, count);
}
