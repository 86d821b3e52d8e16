import { own, pick } from '../../parsing/facts.ts';
import { revertTimer } from '../../parsing/revert-timer.ts';
import type { Fact } from '../../vendor.ts';

const mostProcesses = 3;

export function parseVersion(text: string): Fact[] {
  return pick(text, [{ name: 'software_version', pattern: /^FRRouting (\S+)/m }]);
}

/** Rows of "pid name processor-% memory-%", busiest first. */
export function parseProcessesCpu(text: string): Fact[] {
  const rows = [...text.matchAll(/^\s*\d+ ([\w.-]+) ([\d.]+) ([\d.]+)\s*$/gm)].sort(
    (a, b) => Number(b[2]) - Number(a[2]),
  );
  return rows
    .slice(0, mostProcesses)
    .flatMap(([, name, share], i) => [own(`busiest_${i + 1}`, name!), own(`busiest_${i + 1}_cpu_pct`, Number(share))]);
}

/** Rows of "pid name resident-kB virtual-kB", largest first. */
export function parseProcessesMemory(text: string): Fact[] {
  const rows = [...text.matchAll(/^\s*\d+ +([\w.-]+) +(\d+) +(\d+)\s*$/gm)].sort((a, b) => Number(b[2]) - Number(a[2]));
  return rows
    .slice(0, mostProcesses)
    .flatMap(([, name, kb], i) => [
      own(`largest_${i + 1}`, name!),
      own(`largest_${i + 1}_resident_mb`, Math.round(Number(kb) / 102.4) / 10),
    ]);
}

/** The operator shell tells how many seconds are left. */
export function parseRevertTimer(text: string): Fact[] {
  return revertTimer(text, { running: /^revert to \S+ in -?\d+ s$/m, none: /^no revert is pending$/m });
}
