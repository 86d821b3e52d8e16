import type { Topology } from '../../domain/device.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import { NocturneError } from '../../errors.ts';
import type { History } from '../../telemetry/history/history.ts';
import type { Losses } from '../../telemetry/mapping/losses.ts';
import type { MetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
import type { Precision } from '../../telemetry/precision.ts';
import { readSamples } from '../../telemetry/recording.ts';

/** What of recordings is in the history now. Times are milliseconds since 1970. */
export interface Imported {
  samples: number;
  first: number;
  last: number;
  /** Devices that sent, and of these the ones that the inventory does not have. */
  devices: number;
  outsideInventory: string[];
  /** Values that became no sample, by reason. */
  lost: Losses;
}

export interface ImportOrder {
  /** Folders, oldest first. */
  recordings: readonly string[];
  precision?: Precision | undefined;
}

export interface ImportDeps {
  history: Pick<History, 'append' | 'flush' | 'counts' | 'failing'>;
  topology: Topology;
  mapping: MetricMapping;
}

/**
 * Puts the samples of recordings into the history, as if they had been heard. Done twice it changes nothing, because the history has one value of
 * a metric at one place and time. Throws what reading throws, `recording-empty`, and `history-failed` when the disk did not take all of it.
 */
export async function importRecordings(
  { history, topology, mapping }: ImportDeps,
  { recordings, precision }: ImportOrder,
  onProgress: (step: WorkStep) => void = () => undefined,
): Promise<Imported> {
  const before = history.counts();
  const devices = new Set<string>();
  const lost: Losses = {};
  let [samples, first, last] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [done, folder] of recordings.entries()) {
    for await (const batch of readSamples(folder, { mapping, precision, lost })) {
      await history.append(batch);
      for (const { at, device } of batch) {
        devices.add(device);
        first = Math.min(first, at);
        last = Math.max(last, at);
      }
      samples += batch.length;
      onProgress({ done, total: recordings.length, note: `${samples} samples` });
    }
  }
  if (samples === 0)
    throw new NocturneError('recording-empty', `There is no sample in ${recordings.join(', ')}`, {
      hint: 'nocturne sources tells which names of metrics are known',
    });
  await history.flush();
  const dropped = history.counts().dropped - before.dropped;
  const failing = history.failing();
  if (failing !== null || dropped > 0)
    throw new NocturneError(
      'history-failed',
      `The history did not take all of it: ${failing ?? `${dropped} dropped`}`,
      {
        hint: 'do it again when the disk takes it: what is there already stays as it is',
        retryable: true,
      },
    );
  const known = new Set(topology.devices.map(({ name }) => name));
  const outsideInventory = [...devices].filter((name) => !known.has(name)).sort();
  return { samples, first, last, devices: devices.size, outsideInventory, lost };
}
