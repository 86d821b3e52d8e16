import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { NetworkSpec } from '../../network/spec.ts';
import { formatReading } from '../../network/telemetry/line-protocol.ts';
import { renderTopology } from '../../network/topology-file.ts';
import { type LabFault, makeFault } from '../faults/faults.ts';
import { sleep, vtysh } from '../network/run.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';
import { everySecond } from './every-second.ts';
import { type LabSchedule, labelRows, type Ordinary } from './lab-schedule.ts';
import { logIn } from './log-in.ts';

export interface LabRecording {
  spec: NetworkSpec;
  schedule: LabSchedule;
  minutes: number;
  /** Folder to write to; created when missing. */
  out: string;
  tell: (line: string) => void;
  /** Told of the lines of each second. */
  hear?: (lines: readonly string[]) => void;
}

/**
 * Records the lab that is up, with faults by a schedule: samples.lp.gz, topology.yaml, events.jsonl and labels.csv, as `nocturne train --from`
 * takes them. Labels hold when a fault was really made.
 */
export async function recordLab({ spec, schedule, minutes, out, tell, hear }: LabRecording): Promise<void> {
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'topology.yaml'), renderTopology(spec));
  await writeFile(join(out, 'events.jsonl'), '');
  const gzip = createGzip({ level: 4 });
  const file = gzip.pipe(createWriteStream(join(out, 'samples.lp.gz')));
  const telemetry = startTelemetry(spec);
  // Before its first figures are there the agent tells of nothing.
  await sleep(12_000);
  const started = Date.now();
  const stop = everySecond((now) => {
    const lines = telemetry.read(now).flatMap((reading) => formatReading(reading, now));
    if (lines.length > 0) gzip.write(`${lines.join('\n')}\n`);
    hear?.(lines);
  });
  const until = (second: number) => sleep(Math.max(0, started + second * 1000 - Date.now()));
  const made: { fault: LabFault; from: number; to: number }[] = [];
  const ordinary = Promise.allSettled(schedule.ordinary.map((one) => until(one.at).then(() => doOrdinary(one))));
  try {
    for (const { fault, start, end } of schedule.faults) {
      await until(start);
      tell(`${start} s: ${JSON.stringify(fault)}`);
      const from = Date.now();
      const undo = await makeFault(spec, fault);
      try {
        await until(end);
      } finally {
        await undo();
        made.push({ fault, from, to: Date.now() });
        await writeFile(join(out, 'labels.csv'), labelRows(spec, made));
      }
    }
    await until(minutes * 60);
    const failed = (await ordinary).filter(({ status }) => status === 'rejected').length;
    if (failed > 0) tell(`${failed} of ${schedule.ordinary.length} logins and drains did not work`);
  } finally {
    stop();
    telemetry.close();
    gzip.end();
    await finished(file);
  }
}

async function doOrdinary({ kind, device, seconds }: Ordinary): Promise<void> {
  if (kind === 'login') return logIn(device, seconds);
  const drain = (no: string) =>
    vtysh(device, 'configure terminal', 'router ospf', `${no}max-metric router-lsa administrative`);
  await drain('');
  await sleep(seconds * 1000);
  await drain('no ');
}
