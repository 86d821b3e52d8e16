import type { Fact } from '../vendor.ts';
import { readTable } from './columns.ts';
import { own } from './facts.ts';
import { type Ranked, ranking } from './ranking.ts';

/** Busiest processes and the load of the processor, from one page of Linux' `top`. */
export function parseLinuxTopCpu(text: string): Fact[] {
  const idle = /^%?Cpu\(s\):.*?([\d.]+)[ %]*id/m.exec(text)?.[1];
  return [
    ...(idle === undefined ? [] : [own('cpu_pct', Math.round(1000 - 10 * Number(idle)) / 10)]),
    ...ranking(readTop(text, '%CPU', Number), { prefix: 'busiest', unit: 'cpu_pct' }),
  ];
}

/** Processes by resident memory, from the same page. */
export function parseLinuxTopMemory(text: string): Fact[] {
  return ranking(readTop(text, 'RES', inMebibytes), { prefix: 'largest', unit: 'resident_mb' });
}

/** The columns are found by their heading, because people choose and order them; the command comes last and may have blanks. */
function readTop(text: string, column: string, toValue: (word: string) => number): (Ranked | null)[] {
  const table = readTable(text, (words) => words[0] === 'PID' && words.at(-1) === 'COMMAND');
  if (!table) return [];
  const [at, last] = [table.heading.indexOf(column), table.heading.length - 1];
  return table.rows
    .filter(([pid]) => /^\d+$/.test(pid ?? ''))
    .map((words) => {
      const [value, name] = [toValue(words[at] ?? 'none'), words.slice(last).join(' ')];
      return name === '' || Number.isNaN(value) ? null : { name, value };
    });
}

const unitMib: Record<string, number> = { '': 1 / 1024, k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 };

function inMebibytes(word: string): number {
  const [, size, unit] = /^([\d.]+)([kmgt]?)$/i.exec(word) ?? [];
  return unit === undefined ? Number.NaN : Number(size) * unitMib[unit.toLowerCase()]!;
}
