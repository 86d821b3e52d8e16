import { missingForSmallDisk } from '../../faults/small-disk.ts';
import { damagedFiles } from './damaged-files.ts';
import type { FaultRow } from './fault-row.ts';
import { fullDisks } from './full-disk.ts';
import { killedWriters } from './kills.ts';

export interface HistoryFaults {
  rows: FaultRow[];
  skipped: { what: string; reason: string }[];
}

/**
 * Kills writers of a history so often, fills its disk and damages its files, and counts what is lost, twice and said. The same seed tries the same; a byte of each file is
 * flipped at so many places, one after the other.
 */
export async function runHistoryFaults(
  { kills, seed, flips = 20 }: { kills: number; seed: number; flips?: number },
  say: (line: string) => void,
): Promise<HistoryFaults> {
  const rows = await killedWriters(kills, seed, say);
  const reason = missingForSmallDisk();
  if (reason === undefined) rows.push(...(await fullDisks(say)));
  rows.push(...(await damagedFiles({ seed, flips }, say)));
  return { rows, skipped: reason === undefined ? [] : [{ what: 'a full disk', reason }] };
}
