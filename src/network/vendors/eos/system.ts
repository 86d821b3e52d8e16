import { own, pick } from '../../parsing/facts.ts';
import { revertTimer } from '../../parsing/revert-timer.ts';
import type { Fact } from '../../vendor.ts';

const mostProcesses = 3;

export function parseVersion(text: string): Fact[] {
  return pick(text, [
    { name: 'software_version', pattern: /^Software image version: (\S+)/m },
    { name: 'uptime', pattern: /^Uptime: +(.+)$/m },
  ]);
}

interface Row {
  residentKb: number;
  share: number;
  name: string;
}

/** The table of `top`: pid, user, priority, nice, virtual, resident, shared, state, processor-%, memory-%, time, command. */
function readTop(text: string): Row[] {
  const row =
    /^ *\d+ +\S+ +\S+ +-?\d+ +[\d.]+[kmgt]? +([\d.]+)([kmgt]?) +[\d.]+[kmgt]? +\w +([\d.]+) +[\d.]+ +[\d:.]+ +(\S+)/gim;
  return [...text.matchAll(row)].map(([, size, unit, share, name]) => ({
    residentKb: Number(size) * (unitKb[unit!.toLowerCase()] ?? 1),
    share: Number(share),
    name: name!,
  }));
}

const unitKb: Record<string, number> = { m: 1024, g: 1024 ** 2, t: 1024 ** 3 };

export function parseProcessesCpu(text: string): Fact[] {
  const idle = /^%?Cpu\(s\):.*?([\d.]+)[ %]*id/m.exec(text)?.[1];
  const rows = readTop(text).sort((a, b) => b.share - a.share);
  return [
    ...(idle === undefined ? [] : [own('cpu_pct', Math.round(1000 - 10 * Number(idle)) / 10)]),
    ...rows
      .slice(0, mostProcesses)
      .flatMap(({ name, share }, i) => [own(`busiest_${i + 1}`, name), own(`busiest_${i + 1}_cpu_pct`, share)]),
  ];
}

export function parseProcessesMemory(text: string): Fact[] {
  const rows = readTop(text).sort((a, b) => b.residentKb - a.residentKb);
  return rows
    .slice(0, mostProcesses)
    .flatMap(({ name, residentKb }, i) => [
      own(`largest_${i + 1}`, name),
      own(`largest_${i + 1}_resident_mb`, Math.round(residentKb / 102.4) / 10),
    ]);
}

/** While a commit waits to be confirmed, its session is in this state; the heading shows that the table came. */
export function parseRevertTimer(text: string): Fact[] {
  return revertTimer(text, {
    running: /^[* ] \S+ +pendingCommitTimer\b/m,
    none: /^Maximum number of pending sessions: \d+$/m,
  });
}
