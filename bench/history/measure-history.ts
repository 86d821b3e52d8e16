import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duckdb } from './duckdb.ts';
import type { Engine } from './engine.ts';
import { writeHistory } from './generated-history.ts';
import { pandas } from './pandas.ts';
import { queryName } from './query.ts';
import { spark } from './spark.ts';
import { requireSame, type SeriesStatistics } from './statistics.ts';

export interface HistoryRow {
  /** As asked for; `readings` is how many there were. */
  rows: number;
  readings: number;
  series: number;
  engine: string;
  query: string;
  firstSeconds: number;
  firstCpuSeconds: number;
  /** Medians of further questions. */
  seconds: number;
  cpuSeconds: number;
  peakMb: number | null;
}

/** What could not be measured on this machine. */
export interface Skipped {
  engine: string;
  reason: string;
}

export const usualSizes = [10_000, 1_000_000, 10_000_000, 100_000_000];
export const engines: readonly Engine[] = [duckdb, spark, pandas];

const seed = 1;
const longFrom = 50_000_000;

/** How often it is asked after the first time: a large history takes minutes. */
function againOf(rows: number): number {
  if (rows >= longFrom) return 1;
  if (rows > 1_000_000) return 3;
  // A question of some milliseconds is one to a process that has answered others, as a bot has.
  return rows > 100_000 ? 5 : 25;
}

/**
 * Measures the query on histories of some sizes, with every engine that is there and takes so many readings, one after the other. Throws
 * `answers-differ` when two engines do not give the same rows.
 */
export async function measureHistory(
  sizes: readonly number[],
  { among = engines, say = () => undefined }: { among?: readonly Engine[]; say?: (line: string) => void } = {},
): Promise<{ rows: HistoryRow[]; skipped: Skipped[] }> {
  const [there, skipped] = [[] as Engine[], [] as Skipped[]];
  const needed = among.filter(({ mostRows }) => sizes.some((rows) => rows <= mostRows));
  for (const engine of needed) {
    const reason = await engine.missing();
    if (reason === undefined) there.push(engine);
    else skipped.push({ engine: engine.name, reason });
  }
  const rows: HistoryRow[] = [];
  for (const size of sizes)
    rows.push(
      ...(await measureSize(
        size,
        there.filter(({ mostRows }) => size <= mostRows),
        say,
      )),
    );
  return { rows, skipped };
}

async function measureSize(rows: number, among: readonly Engine[], say: (line: string) => void): Promise<HistoryRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'nocturne-history-'));
  try {
    say(`writing ${rows.toLocaleString('en')} readings`);
    const history = await writeHistory(dir, { rows, seed });
    const measured: HistoryRow[] = [];
    let expected: [string, SeriesStatistics[]] | undefined;
    for (const engine of among) {
      say(`asking ${engine.name} about ${rows.toLocaleString('en')} readings`);
      const { answer, first, further, peakMb } = await engine.measure(history, { again: againOf(rows) });
      expected ??= [engine.name, answer];
      requireSame(expected, [engine.name, answer]);
      measured.push({
        ...{ rows, readings: history.rows, series: history.series, engine: engine.name, query: queryName },
        ...{ firstSeconds: first.seconds, firstCpuSeconds: first.cpuSeconds },
        seconds: median(further.map(({ seconds }) => seconds)),
        ...{ cpuSeconds: median(further.map(({ cpuSeconds }) => cpuSeconds)), peakMb },
      });
    }
    return measured;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
