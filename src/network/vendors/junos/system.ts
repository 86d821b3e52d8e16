import { own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

const mostProcesses = 3;

export function parseVersion(text: string): Fact[] {
  return pick(text, [
    { name: 'software_version', pattern: /^Junos: (\S+)/m },
    { name: 'model', pattern: /^Model: (\S+)/m },
  ]);
}

interface Process {
  name: string;
  residentKb: number;
  /** Of all its threads together. */
  share: number;
}

/**
 * The table of BSD's top: pid, user, (threads), priority, nice, size, resident, state, (processor), time, share, command. The threads of a process
 * have rows of their own, with one pid and one memory: they count as one.
 */
function readTop(text: string): Process[] {
  const row = /^ *(\d+) +\S+ +(?:\d+ +)?-?\d+ +\S+ +\d+[KMG]? +(\d+)([KMG]?) .*? [\d:.]+H? +([\d.]+)% +(\S+)/gm;
  const processes = new Map<string, Process>();
  for (const [, pid, size, unit, share, command] of text.matchAll(row)) {
    const residentKb = Number(size) * (unitKb[unit!] ?? 1 / 1024);
    const known = processes.get(pid!) ?? { name: command!.replace(/\{.*$/, ''), residentKb, share: 0 };
    processes.set(pid!, {
      ...known,
      residentKb: Math.max(known.residentKb, residentKb),
      share: known.share + Number(share),
    });
  }
  return [...processes.values()];
}

const unitKb: Record<string, number> = { K: 1, M: 1024, G: 1024 ** 2 };

/** The idle threads are no load. */
export function parseProcessesCpu(text: string): Fact[] {
  const rows = readTop(text).sort((a, b) => b.share - a.share);
  const idle = /^CPU:.*?([\d.]+)% idle/m.exec(text)?.[1];
  return [
    ...(idle === undefined ? [] : [own('cpu_pct', Math.round(1000 - 10 * Number(idle)) / 10)]),
    ...rows
      .filter(({ name }) => !name.startsWith('idle'))
      .slice(0, mostProcesses)
      .flatMap(({ name, share }, i) => [
        own(`busiest_${i + 1}`, name),
        own(`busiest_${i + 1}_cpu_pct`, Math.round(10 * share) / 10),
      ]),
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

/**
 * Every confirmed commit keeps "rollback in 10mins" in the list for good. Only below the newest one, number 0, a line "rollback pending" says that its
 * timer still runs.
 */
export function parseRevertTimer(text: string): Fact[] {
  const lines = text.split('\n');
  const newest = lines.findIndex((line) => /^ *0 +\d{4}-/.test(line));
  if (newest < 0) return [];
  const below = lines.slice(newest + 1);
  const next = below.findIndex((line) => /^ *\d+ +\d{4}-/.test(line));
  const remarks = next < 0 ? below : below.slice(0, next);
  return [own('revert_timer', remarks.some((line) => /^rollback pending$/i.test(line.trim())) ? 'running' : 'none')];
}
