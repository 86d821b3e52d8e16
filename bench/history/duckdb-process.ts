import type { HistoryQuestion } from '../../src/domain/history-table.ts';
import { openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import type { Measured, Took } from './engine.ts';
import { peakMbOf } from './process-costs.ts';
import { toStatistics } from './statistics.ts';

/** The question that this process asks, of which history, and how often after the first time. */
export interface DuckdbOrder {
  dir: string;
  threads: number;
  question: HistoryQuestion;
  again: number;
}

/** Answers one order with what was measured, and ends. */
process.once('message', async ({ dir, threads, question, again }: DuckdbOrder) => {
  const database = await openHistoryDatabase({ dir, threads });
  async function ask() {
    const [usage, began] = [process.cpuUsage(), performance.now()];
    const found = await database.readTable(question, new AbortController().signal, () => undefined);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(usage);
    return { found, took: { seconds, cpuSeconds: (user + system) / 1e6 } };
  }
  const first = await ask();
  const further: Took[] = [];
  for (let i = 0; i < again; i++) further.push((await ask()).took);
  const measured: Measured = {
    ...{ first: first.took, further, peakMb: peakMbOf('self') },
    answer: toStatistics(first.found),
  };
  await database.close();
  process.send!(measured, () => process.disconnect());
});
