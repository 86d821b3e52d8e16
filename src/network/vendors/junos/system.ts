import { readTable } from '../../parsing/columns.ts';
import { own, pick } from '../../parsing/facts.ts';
import { parseLinuxTopCpu, parseLinuxTopMemory } from '../../parsing/linux-top.ts';
import { ranking } from '../../parsing/ranking.ts';
import type { Fact } from '../../vendor.ts';
import { partsOfMembers } from './members.ts';

/** Members with different releases have no release in common. Before Junos 15 each package has its own line, with the release in brackets. */
export function parseVersion(text: string): Fact[] {
  const ofMembers = partsOfMembers(text).map((part) => [
    ...pick(part, [{ name: 'model', pattern: /^Model: (\S+)/m }]),
    ...pick(part, [
      { name: 'software_version', pattern: /^(?:Junos: |(?:JUNOS Software Release|JUNOS Base OS boot) \[)([^\s\]]+)/m },
    ]),
  ]);
  return ofMembers[0]!.filter(({ name, value }) =>
    ofMembers.every((facts) => facts.some((fact) => fact.name === name && fact.value === value)),
  );
}

interface Process {
  name: string;
  residentMib: number;
  /** Of all its threads together. */
  share: number;
}

/**
 * The table of BSD's top: pid, user, (threads), priority, nice, size, resident, state, (processor), time, share, command; the heading tells which of
 * them are there. The threads of a process have rows of their own, with one pid and one memory: they count as one. A row that was not understood is
 * null.
 */
function readTop(text: string): (Process | null)[] {
  const table = readTable(text, (words) => words[0] === 'PID' && words.includes('RES'));
  if (!table) return [];
  const residentAt = table.heading.indexOf('RES');
  const processes = new Map<string, Process | null>();
  for (const words of table.rows.filter(([pid]) => /^\d+$/.test(pid ?? ''))) {
    const pid = words[0]!;
    const shareAt = words.findIndex((word, i) => i > residentAt && /^[\d.]+%$/.test(word));
    const residentMib = inMebibytes(words[residentAt] ?? '');
    const name = words
      .slice(shareAt + 1)
      .join(' ')
      .replace(/\{.*$/, '');
    const known = processes.get(pid);
    if (shareAt < 0 || Number.isNaN(residentMib) || name === '' || known === null) processes.set(pid, null);
    else {
      const share = Number(words[shareAt]!.slice(0, -1)) + (known?.share ?? 0);
      processes.set(pid, {
        name: known?.name ?? name,
        residentMib: Math.max(known?.residentMib ?? 0, residentMib),
        share,
      });
    }
  }
  return [...processes.values()];
}

const unitMib: Record<string, number> = {
  '': 1 / 1024 ** 2,
  B: 1 / 1024 ** 2,
  K: 1 / 1024,
  M: 1,
  G: 1024,
  T: 1024 ** 2,
};

function inMebibytes(word: string): number {
  const [, size, unit] = /^([\d.]+)([BKMGT]?)$/.exec(word) ?? [];
  return unit === undefined ? Number.NaN : Number(size) * unitMib[unit]!;
}

/** Junos Evolved runs on Linux and shows its top. */
const isLinuxTop = (text: string) => /^top - /m.test(text);

/** The idle threads are no load. Members each have a load of their own, so that of the device is not told. */
export function parseProcessesCpu(text: string): Fact[] {
  if (isLinuxTop(text)) return parseLinuxTopCpu(text);
  const parts = partsOfMembers(text);
  const idle = /^CPU(?: states)?:.*?([\d.]+)% idle/m.exec(text)?.[1];
  const rows = parts.flatMap(readTop).map((row) => row && { name: row.name, value: row.share });
  return [
    ...(idle === undefined || parts.length > 1 ? [] : [own('cpu_pct', Math.round(1000 - 10 * Number(idle)) / 10)]),
    ...ranking(
      rows.filter((row) => !row?.name.startsWith('idle')),
      { prefix: 'busiest', unit: 'cpu_pct' },
    ),
  ];
}

export function parseProcessesMemory(text: string): Fact[] {
  if (isLinuxTop(text)) return parseLinuxTopMemory(text);
  const rows = partsOfMembers(text).flatMap(readTop);
  return ranking(
    rows.map((row) => row && { name: row.name, value: row.residentMib }),
    { prefix: 'largest', unit: 'resident_mb' },
  );
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
