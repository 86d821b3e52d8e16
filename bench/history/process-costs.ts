import { readdirSync, readFileSync } from 'node:fs';

const kb = 1024;

/** The most memory that a process held at any time, in MB (resident, VmHWM of Linux); null where the system does not say. */
export function peakMbOf(pid: number | 'self'): number | null {
  const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? Number.NaN);
  return Number.isNaN(peak) ? null : peak / kb;
}

/** The sum of the peaks of a process and of all that it started. */
export function peakMbOfTree(pid: number): number | null {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${name}/status`))?.[1])] as const);
  const tree = [pid];
  for (const one of tree) tree.push(...parents.filter(([, parent]) => parent === one).map(([child]) => child));
  const peaks = tree.map(peakMbOf);
  return peaks[0] === null ? null : peaks.reduce<number>((sum, peak) => sum + (peak ?? 0), 0);
}

/** Empty for a process that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
