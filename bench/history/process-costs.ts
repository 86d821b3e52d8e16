import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The most memory that a process held at any time, in MB (resident, VmHWM of Linux); null where the system does not say. */
export function peakMbOf(pid: number | 'self'): number | null {
  const peakKb = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return peakKb === undefined ? null : Number(peakKb) / 1024;
}

/** The sum of the peaks of a process and of all that it started. */
export function peakMbOfTree(pid: number): number | null {
  const peaks = treeOf(pid).map(peakMbOf);
  return peaks[0] === null ? null : peaks.reduce<number>((sum, peak) => sum + (peak ?? 0), 0);
}

let ticksPerSecond: number | undefined;

/** The time of processors that a process and all that it started have used so far; NaN where the system does not say. */
export function cpuSecondsOf(pid: number): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  // The name of the program may have anything in it; what follows its last bracket are fields 3 and on of proc_pid_stat(5).
  const fields = (one: number) =>
    read(`/proc/${one}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ');
  const ticks = treeOf(pid).map((one) => Number(fields(one)[11]) + Number(fields(one)[12]));
  return ticks.reduce((sum, some) => sum + some, 0) / ticksPerSecond;
}

function treeOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${name}/status`))?.[1])] as const);
  const tree = [pid];
  for (const one of tree) tree.push(...parents.filter(([, parent]) => parent === one).map(([child]) => child));
  return tree;
}

/** Empty for a process that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
