import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../src/foundation/thread-calls.ts';
import { createHistoryFunctions, type HistoryFunctions } from '../../src/telemetry/history/history-functions.ts';
import { statements } from '../../src/telemetry/history/history-statements.ts';

const dayMs = 86_400_000;
const day = Date.UTC(2026, 10, 22);
const names = ['eth2', 'eth0', 'eth1', '', 'eth9'];
const context: CallContext = {
  ...{ signal: new AbortController().signal, progress: () => undefined, keep: (work) => work() },
};
let dir: string;
let functions: HistoryFunctions;
let batch = 0;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-parts-'));
  batch = 0;
});
afterEach(async () => {
  await functions.close(null, context);
  rmSync(dir, { recursive: true });
});

/** Adds a value to each series, at each of the times. */
async function insert(times: readonly number[], series = names.map((_, id) => id)): Promise<void> {
  const rows = times.flatMap((at) => series.map((id) => ({ id, at })));
  batch += 1;
  const newSeries = batch > 1 ? [] : names.map((port, id) => ({ id, name: ['R1', port, 'cpu_pct'] as [string, string, string] })); // biome-ignore format: one line
  await functions.insert(
    {
      ...{ number: batch, newSeries, series: Int32Array.from(rows, ({ id }) => id) },
      ...{ at: Float64Array.from(rows, ({ at }) => at), value: Float64Array.from(rows, ({ at, id }) => at - day + id) },
    },
    context,
  );
}

const minutes = (count: number, from = day) => Array.from({ length: count }, (_, i) => from + i * 60_000);
const files = () =>
  readdirSync(join(dir, 'samples'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'));
const rowsOf = async () => {
  const selection = { from: 0, to: Number.POSITIVE_INFINITY };
  const { series } = await functions.read(statements.range(selection, 100_000), context);
  return series.map(({ interface: port, columns }) => ({ port, at: [...columns.ts!], value: [...columns.value!] }));
};

describe('a day that is sealed in slices', () => {
  it.each([
    [1, 20],
    [5, 20],
    [14, 10],
    [15, 7],
    [50, 2],
    [100, 1],
  ])('has each row once, whatever the size of a slice: %s rows, %s files', async (partRows, wanted) => {
    functions = createHistoryFunctions({ dir, threads: 1, partRows });
    await insert(minutes(20));
    await insert(minutes(3, day + dayMs));
    const before = await rowsOf();
    expect((await functions.seal({ now: day + dayMs }, context)).files).toBe(wanted);
    expect(files()).toHaveLength(wanted);
    expect(await rowsOf()).toEqual(before);
    expect((await functions.seal({ now: day + dayMs }, context)).files).toBe(0);
  });

  it('lets samples through between two slices', async () => {
    functions = createHistoryFunctions({ dir, threads: 1, partRows: 1 });
    await insert(minutes(20));
    const ended: string[] = [];
    const sealing = functions.seal({ now: day + dayMs }, context).then(() => ended.push('sealed'));
    await insert(minutes(1, day + dayMs)).then(() => ended.push('inserted'));
    await sealing;
    expect(ended).toEqual(['inserted', 'sealed']);
    expect((await rowsOf()).flatMap(({ at }) => at)).toHaveLength(21 * names.length);
  });

  it('is sealed to an end also when a sender adds to it all the time, and loses nothing of that', async () => {
    functions = createHistoryFunctions({ dir, threads: 1, partRows: 20 });
    await insert(minutes(20));
    let isSealed = false;
    const sealing = functions.seal({ now: day + dayMs }, context).then((parts) => {
      isSealed = true;
      return parts;
    });
    let late = 0;
    for (; !isSealed; late++) await insert([day + 600_001 + late]);
    // Those that came before it was cut into slices, and no others.
    expect((await sealing).files).toBeLessThanOrEqual(7);
    expect((await rowsOf()).flatMap(({ at }) => at)).toHaveLength((20 + late) * names.length);
    await functions.seal({ now: day + dayMs }, context);
    expect((await rowsOf()).flatMap(({ at }) => at)).toHaveLength((20 + late) * names.length);
  });

  it('is left as it is when the history closes in the middle', async () => {
    functions = createHistoryFunctions({ dir, threads: 1, partRows: 1 });
    await insert(minutes(20));
    const sealing = functions.seal({ now: day + dayMs }, context);
    const closed = functions.close(null, context);
    expect((await sealing).files).toBeLessThan(20);
    await closed;
    functions = createHistoryFunctions({ dir, threads: 1 });
    expect((await rowsOf()).flatMap(({ at }) => at)).toHaveLength(20 * names.length);
  });
});

it('says of a question that needs more memory than the database has what to do, in its own words', async () => {
  functions = createHistoryFunctions({ dir, threads: 1 });
  await insert(minutes(1));
  const sql =
    'SELECT device, interface, metric, list(r.n) AS value FROM samples, range(200000000) AS r(n) GROUP BY ALL';
  const statement = { sql, parameters: [], span: { from: day, to: day + 2 * dayMs }, rows: 1 };
  await expect(functions.read(statement, context)).rejects.toMatchObject({
    code: 'history-too-large',
    message: 'There is more telemetry from 2026-11-22 to 2026-11-23 than fits into memory',
    hint: 'name a shorter span',
  });
  expect(await rowsOf()).toHaveLength(names.length);
});
