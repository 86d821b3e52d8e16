import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Fault, rowKey } from './fault.ts';
import type { KeptRun } from './run-faults.ts';

/**
 * The runs that an earlier call left in this file, one JSON object per line. Without `resume` those of the wanted rows are removed from it,
 * and those of other rows stay: trying one row anew must not cost the hours of the others. With it the runs stay that `isOf` takes for runs
 * of this code and this seed: a table must not mix what two versions did. A line that a kill cut off is left out.
 */
export function openKept(
  file: string,
  order: { wanted: readonly Fault[]; resume: boolean; isOf: (run: KeptRun) => boolean },
): KeptRun[] {
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const wanted = new Set(order.wanted.map(rowKey));
  const kept = lines.flatMap(parseRun).filter((run) => !wanted.has(run.row) || (order.resume && order.isOf(run)));
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
