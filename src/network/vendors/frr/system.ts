import { columnsOf } from '../../parsing/columns.ts';
import { pick } from '../../parsing/facts.ts';
import { type Ranked, ranking } from '../../parsing/ranking.ts';
import { revertTimer } from '../../parsing/revert-timer.ts';
import type { Fact } from '../../vendor.ts';

export function parseVersion(text: string): Fact[] {
  return pick(text, [{ name: 'software_version', pattern: /^FRRouting (\S+)/m }]);
}

/** Rows of "pid name processor-% memory-%". */
export function parseProcessesCpu(text: string): Fact[] {
  return ranking(readRows(text, 1), { prefix: 'busiest', unit: 'cpu_pct' });
}

/** Rows of "pid name resident-kB virtual-kB". */
export function parseProcessesMemory(text: string): Fact[] {
  return ranking(readRows(text, 1024), { prefix: 'largest', unit: 'resident_mb' });
}

/** Two numbers end a row; what stands between them and the pid is the name, which may have blanks. */
function readRows(text: string, divisor: number): (Ranked | null)[] {
  return text
    .split('\n')
    .map(columnsOf)
    .filter(([pid]) => /^\d+$/.test(pid ?? ''))
    .map((words) => {
      const name = words.slice(1, -2).join(' ');
      const numbers = words.slice(-2).every((word) => /^\d+(?:\.\d+)?$/.test(word));
      return name !== '' && numbers ? { name, value: Number(words.at(-2)) / divisor } : null;
    });
}

/** The operator shell tells how many seconds are left. */
export function parseRevertTimer(text: string): Fact[] {
  return revertTimer(text, { running: /^revert to \S+ in -?\d+ s$/m, none: /^no revert is pending$/m });
}
