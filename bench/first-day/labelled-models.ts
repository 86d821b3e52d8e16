import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readVersion } from '../../src/app/version.ts';
import { configFileSchema } from '../../src/config.ts';
import type { Topology } from '../../src/domain/device.ts';
import { recordingFiles } from '../../src/domain/recording.ts';
import { fromRecordings, trainInWorker } from '../../src/jobs/training/train-in-worker.ts';
import { causes } from '../../src/learning/kinds/causes.ts';
import { detection } from '../../src/learning/kinds/detection.ts';
import { decodePoints } from '../../src/telemetry/decode-points.ts';
import { createLineReader } from '../../src/telemetry/line-protocol.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import { createRecordingWriter } from '../../src/telemetry/recording.ts';
import { writeLabels } from '../../src/telemetry/recording-labels.ts';
import { labelsOf, planFaults } from './network/faults.ts';
import type { PlannedNetwork } from './network/plan.ts';
import { simulateNetwork } from './network/simulate.ts';

const dayMs = 86_400_000;

/**
 * Trains models of another day of the same network, all of whose faults have labels, into the folder `models` below `folder`: what somebody has who
 * recorded a day and wrote down what happened.
 */
export async function trainLabelled(
  network: PlannedNetwork,
  { folder, seed, everySeconds, startAt }: { folder: string; seed: number; everySeconds: number; startAt: number },
): Promise<void> {
  const recording = join(folder, 'recording');
  mkdirSync(recording, { recursive: true });
  const from = startAt - 7 * dayMs;
  // Faults of their own: those of the days that are played are not known a week before.
  const faults = planFaults(network, { seed: seed + 500_000, startAt: from, firstAt: from, until: from + dayMs });
  const span = { startAt: from, until: from + dayMs };
  const mapping = createMetricMapping({}, network.topology);
  const writer = await createRecordingWriter(recording, { gzip: true });
  for (const { at, lines } of simulateNetwork(network, { seed, day: 1, everySeconds, ...span, faults }))
    for (const samples of decodePoints(createLineReader(lines, { now: at }), { mapping }))
      await writer.samples(samples);
  await writer.close();
  writeFileSync(join(recording, recordingFiles.topology), stringify(asFile(network.topology)));
  await writeLabels(recording, labelsOf(network, faults));
  const { detection: settings, training } = configFileSchema.parse({ state: folder });
  const order = {
    ...{
      kinds: [detection.kind, causes.kind],
      modelsDir: join(folder, 'models'),
      file: join(folder, 'training.parquet'),
    },
    ...{ seed: training.seed, settings: { falseAlarmsPerDeviceDay: settings.falseAlarmsPerDeviceDay } },
    ...{ trainedAt: new Date(startAt).toISOString(), libraries: { nocturne: readVersion() } },
  };
  const runner = { onProgress: () => undefined, signal: new AbortController().signal };
  await trainInWorker(order, fromRecordings({ recordings: [recording] }), runner);
}

const asFile = ({ devices, links }: Topology) => ({
  devices: Object.fromEntries(devices.map(({ name, role, interfaces }) => [name, { role, interfaces }])),
  links: Object.fromEntries(
    links.map(({ name, a, b }) => [name, { a: `${a.device}:${a.interface}`, b: `${b.device}:${b.interface}` }]),
  ),
});
