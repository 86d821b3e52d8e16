import { openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import type { Statement } from '../../src/telemetry/history/history-statements.ts';
import { peakMbOf } from './peak-memory.ts';
import { toStatistics } from './statistics.ts';

/** What the process is told to do. */
export interface DuckdbOrder {
  dir: string;
  threads: number;
  statement: Statement;
  again: number;
}

/** Answers one order with what was measured, and ends. */
process.once('message', async ({ dir, threads, statement, again }: DuckdbOrder) => {
  const database = await openHistoryDatabase({ dir, threads });
  async function ask() {
    const began = performance.now();
    const found = await database.read(statement, new AbortController().signal);
    return { found, seconds: (performance.now() - began) / 1000 };
  }
  const first = await ask();
  const seconds: number[] = [];
  for (let i = 0; i < again; i++) seconds.push((await ask()).seconds);
  await database.close();
  const answer = toStatistics(first.found);
  process.send!({ firstSeconds: first.seconds, seconds, peakMb: peakMbOf('self'), answer }, () => process.disconnect());
});
