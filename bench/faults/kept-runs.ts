import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Fault, rowKey } from './fault.ts';
import type { KeptRun } from './run-faults.ts';

/**
 * The runs that an earlier call left in this file, one JSON object per line. Without `resume` those of the wanted rows are removed from it,
 * and those of other rows stay: trying one row anew must not cost the hours of the others. A line that a kill cut off is left out.
 */
export function openKept(file: string, order: { wanted: readonly Fault[]; resume: boolean }): KeptRun[] {
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const anew = new Set(order.resume ? [] : order.wanted.map(rowKey));
  const kept = lines.flatMap(parseRun).filter(({ row }) => !anew.has(row));
  writeFileSync(file, kept.map((run) => `${JSON.stringify(run)}\n`).join(''));
  return kept;
}

function parseRun(line: string): KeptRun[] {
  try {
    return [JSON.parse(line) as KeptRun];
  } catch {
    return [];
  }
}
