import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../src/domain/history-table.ts';
import { questionKinds } from '../../src/questions/list.ts';
import type { Found } from '../../src/telemetry/history/by-series.ts';
import { readRemote } from '../../src/telemetry/history/spark/remote.ts';
import { createSparkReader } from '../../src/telemetry/history/spark/spark-reader.ts';
import { openSparkSession, type SparkSession } from '../../src/telemetry/history/spark/spark-session.ts';
import { everyQuestion } from '../questions/question-world.ts';
import { contract, fillHistory } from '../telemetry/history-world.ts';

const remote = process.env.TEST_SPARK;
const never = new AbortController().signal;

/** Sums of the same numbers in another order differ in their last digits. */
const tolerance = 1e-12;

/** Everything of an answer; numbers as they are, and the count of rows. */
const listed = ({ series, found }: Found) => ({
  found,
  series: series.map(({ columns, ...name }) => ({ ...name, columns: Object.keys(columns) })),
});

function expectSame(ours: Found, theirs: Found): void {
  expect(listed(theirs)).toEqual(listed(ours));
  for (const [i, { columns }] of ours.series.entries())
    for (const [name, values] of Object.entries(columns)) {
      const others = theirs.series[i]!.columns[name]!;
      expect(others.length).toBe(values.length);
      const off = values.findIndex((value, at) => !isSame(value, others[at]!));
      expect(off, `${name} of series ${i}: ${values[off]} and ${others[off]}`).toBe(-1);
    }
}

const isSame = (a: number, b: number) =>
  Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));

describe.skipIf(remote === undefined)('a history read by Spark', () => {
  let world: Awaited<ReturnType<typeof fillHistory>>;
  let session: SparkSession;
  let read: ReturnType<typeof createSparkReader>['read'];
  beforeAll(async () => {
    world = await fillHistory();
    session = openSparkSession(readRemote(remote!));
    ({ read } = createSparkReader({ session, folder: world.dir }));
  });
  afterAll(async () => {
    await session?.close();
    await world?.close();
  });

  it.each(contract)('gives the rows that DuckDB gives: %s', async (_name, statement) => {
    expectSame(await world.database.read(statement, never), await read(statement, never));
  });

  it('would not pass with another row, another number or another count', async () => {
    const found = await world.database.read(contract[0]![1], never);
    const [first, ...rest] = found.series;
    const other = Object.fromEntries(
      Object.entries(first!.columns).map(([name, values]) => [name, values.map((value) => value * (1 + 1e-9))]),
    );
    const without = Object.fromEntries(Object.entries(first!.columns).map(([name, values]) => [name, values.slice(1)]));
    for (const changed of [
      { ...found, found: found.found + 1 },
      { ...found, series: rest },
      { ...found, series: [{ ...first!, columns: other }, ...rest] },
      { ...found, series: [{ ...first!, columns: without }, ...rest] },
    ])
      expect(() => expectSame(found, changed)).toThrow();
  });

  it('is called off on the server too, and the next question is answered', async () => {
    const endless = 'SELECT count(*) FROM range(100000000000) a JOIN range(1000) b ON a.id % 7 = b.id';
    const controller = new AbortController();
    const asked = session.query({ sql: endless, parameters: [] }, controller.signal, () => controller.abort());
    await expect(asked).rejects.toMatchObject({ code: 'history-cancelled' });
    expect((await session.query({ sql: 'SELECT 1 AS one', parameters: [] }, never)).length).toBe(1);
  });

  it('is asked in UTC, whatever the server is set to', async () => {
    const [table] = await session.query({ sql: 'SELECT current_timezone() AS zone', parameters: [] }, never);
    expect(table!.getChildAt(0)!.get(0)).toBe('UTC');
  });

  it('says what Spark says of a question that it refuses', async () => {
    const asked = session.query({ sql: 'SELECT nothing FROM nowhere', parameters: [] }, never);
    await expect(asked).rejects.toMatchObject({ code: 'spark-refused', message: expect.stringContaining('nowhere') });
  });

  it('has no rows where nothing was stored', async () => {
    const empty = createSparkReader({ session, folder: join(world.dir, 'not-there') });
    expect(await empty.read(contract[0]![1], never)).toEqual({ series: [], found: 0, closedUntil: null });
  });
});

describe.skipIf(remote === undefined)('questions whose answer is a table, on Spark', () => {
  let world: Awaited<ReturnType<typeof fillHistory>>;
  let questions: Awaited<ReturnType<typeof everyQuestion>>;
  let session: SparkSession;
  beforeAll(async () => {
    world = await fillHistory();
    questions = await everyQuestion();
    session = openSparkSession(readRemote(remote!));
  });
  afterAll(async () => {
    await session?.close();
    await world?.close();
  });

  it.each(questionKinds.map(({ name }) => name))(
    'have the rows that DuckDB gives, of every shape: %s',
    async (kind) => {
      const { readTable } = createSparkReader({ session, folder: world.dir });
      let rows = 0;
      for (const [name, question] of questions.filter(([of]) => of.startsWith(`${kind}:`))) {
        const ours = await world.database.readTable(question, never, () => undefined);
        const { closedUntil: _, ...theirs } = await readTable(question, never);
        expect(theirs.rows.length, name).toBe(ours.rows.length);
        rows += ours.rows.length;
        if (ours.rows.length > 0) expect(theirs.columns, name).toEqual(ours.columns);
        for (const [i, row] of ours.rows.entries())
          expect(
            theirs.rows[i]!.every((cell, at) => isSameCell(row[at]!, cell)),
            `${name}, row ${i}: ${row} and ${theirs.rows[i]}`,
          ).toBe(true);
      }
      expect(rows).toBeGreaterThan(0);
    },
  );

  it('are called off on the server too, and others are answered after it', async () => {
    const stop = new AbortController();
    const { readTable } = createSparkReader({ session, folder: world.dir });
    // Many tasks: one that runs is not cut off in its middle.
    const sql = 'SELECT CAST(count(*) AS DOUBLE) AS n FROM range(0, 20000000000, 1, 200) AS a WHERE id % 7 = 3';
    const shares: number[] = [];
    const asked = readTable({ sql, parameters: [], span: { from: 0, to: 1 }, rows: 1 }, stop.signal, (share) => {
      shares.push(share);
      stop.abort();
    });
    await expect(asked).rejects.toMatchObject({ code: 'history-cancelled' });
    expect(shares.length).toBeGreaterThan(0);
    const [, question] = questions[0]!;
    expect((await readTable(question, never)).rows.length).toBeGreaterThan(0);
  });
});

const isSameCell = (a: Cell, b: Cell) => (typeof a === 'number' && typeof b === 'number' ? isSame(a, b) : a === b);

it('a server that is not there is said to be away, and may be asked again', async () => {
  const session = openSparkSession(readRemote('sc://127.0.0.1:9'));
  const asked = session.query({ sql: 'SELECT 1', parameters: [] }, never);
  await expect(asked).rejects.toMatchObject({ code: 'spark-away', retryable: true });
  await session.close();
});
