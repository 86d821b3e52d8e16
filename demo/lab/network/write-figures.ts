import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadLabSpec, nominal } from '../lab-spec.ts';
import { filesOf } from '../lab-state.ts';
import { groupUsage, processesOf, type Usage } from './control-groups.ts';
import { procFiles } from './figures.ts';

/** Once a second, for every device, what its processes did. Runs as a process of the lab; `once` is for before the devices start. */
const started = new Map<string, { at: number; cpu: Usage; idle: number }>();

function writeFigures(device: string, now: number): void {
  const cpu = groupUsage(device);
  const begun = started.get(device) ?? { at: now, cpu, idle: 0 };
  const { memoryKb, running, processes } = look(processesOf(device));
  const since = { user: cpu.user - begun.cpu.user, system: cpu.system - begun.cpu.system };
  const use = { cpu: since, seconds: (now - begun.at) / 1000, memoryKb, processes, running };
  const { files, idle } = procFiles(use, nominal, begun.idle);
  started.set(device, { ...begun, idle });
  for (const [name, text] of Object.entries(files)) replace(join(filesOf(device).figures, name), text);
}

function look(pids: readonly number[]) {
  const sum = { memoryKb: 0, running: 0, processes: pids.length };
  for (const pid of pids)
    try {
      sum.memoryKb += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
      if (/\) R /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) sum.running += 1;
    } catch {
      // It has ended meanwhile.
    }
  return sum;
}

/** Keeps the file that is mounted in the device, and leaves no moment in which it is empty. */
function replace(path: string, text: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, text, 0);
  ftruncateSync(file, Buffer.byteLength(text));
  closeSync(file);
}

const devices = Object.keys(loadLabSpec().devices);
const round = () => {
  for (const device of devices)
    try {
      writeFigures(device, performance.now());
    } catch (error) {
      // The lab is being taken down, or a device is not there yet.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
};
round();
setInterval(round, 1000);
