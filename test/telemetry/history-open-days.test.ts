import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyBuckets } from '../../src/domain/history-reader.ts';
import type { Found } from '../../src/telemetry/history/by-series.ts';
import { type HistoryDatabase, openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import { statements } from '../../src/telemetry/history/history-statements.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 22);
const now = start + 9 * dayMs;
const never = new AbortController().signal;

/** The first and the last milliseconds of three days, and the middle of each. */
const times = Array.from({ length: 3 }, (_, day) => start + day * dayMs).flatMap((at) => [
  at,
  at + 1,
  at + dayMs / 2,
  at + dayMs - 1,
]);

/** Where a span begins or ends: at the ends of days, beside them, and far away. */
const edges = [0, ...times.filter((at) => at % dayMs !== dayMs / 2).flatMap((at) => [at - 0.5, at]), 1e14];
const spans = edges.flatMap((from) => edges.filter((to) => to > from).map((to) => ({ from, to })));
const someSpans = spans.filter((_span, i) => i % 5 === 0);

const timesIn = ({ series }: Found) => series.flatMap(({ columns }) => [...columns.ts!]);

/** Which readings are in files; the rest, early or late, are in the open file. */
const states: [string, (at: number) => boolean][] = [
  ['no reading is', () => false],
  ['the first two days are', (at) => at < start + 2 * dayMs],
  ['all but those of the second day are', (at) => at < start + dayMs || at >= start + 2 * dayMs],
  ['all but the first of each day are', (at) => at % dayMs !== 0],
  ['all but the last of each day are', (at) => at % dayMs !== dayMs - 1],
  ['each is', () => true],
];

describe.each(states)('where of all readings in files %s', (_name, isClosed) => {
  let dir: string;
  let database: HistoryDatabase;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'history-open-'));
    database = await openHistoryDatabase({ dir, threads: 1 });
    let number = 0;
    async function insert(at: Float64Array<ArrayBuffer>): Promise<void> {
      number += 1;
      const columns = { at, series: new Int32Array(at.length), value: at.map((time) => times.indexOf(time)) };
      const newSeries: { id: number; name: [string, string, string] }[] = [{ id: 0, name: ['R1', '', 'cpu_pct'] }];
      await database.insert({ number, newSeries: number === 1 ? newSeries : [], ...columns });
    }
    await insert(Float64Array.from(times.filter(isClosed)));
    for (const slice of await database.unsealed(now)) await database.seal(slice);
    for (const order of await database.missingRollups({ now }))
      for (const rollup of await database.rollUp(order)) await database.takeRollup(rollup);
    await insert(Float64Array.from(times.filter((at) => !isClosed(at))));
  });
  afterAll(async () => {
    await database.close();
    rmSync(dir, { recursive: true });
  });

  it('a question sees each reading of its span once, wherever it begins and ends', async () => {
    for (const span of someSpans) {
      const found = await database.read(statements.range(span, 1000), never);
      const expected = times.filter((at) => at >= span.from && at < span.to);
      expect(timesIn(found), `${span.from} to ${span.to}`).toEqual(expected);
    }
  });

  it.each(historyBuckets)('so do sums by %s', async (bucket) => {
    for (const span of spans.filter((_span, i) => i % 25 === 3)) {
      const { series } = await database.read(statements.rollUp(span, bucket, 1000), never);
      const n = series.flatMap(({ columns }) => [...columns.n!]).reduce((sum, one) => sum + one, 0);
      const expected = times.filter((at) => at >= span.from && at < span.to);
      expect(n, `${span.from} to ${span.to}`).toBe(expected.length);
    }
  });
});
