import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Found } from '../../src/telemetry/history/by-series.ts';
import { readRemote } from '../../src/telemetry/history/spark/remote.ts';
import { createSparkReader } from '../../src/telemetry/history/spark/spark-reader.ts';
import { openSparkSession, type SparkSession } from '../../src/telemetry/history/spark/spark-session.ts';
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
  let read: ReturnType<typeof createSparkReader>;
  beforeAll(async () => {
    world = await fillHistory();
    session = openSparkSession(readRemote(remote!));
    read = createSparkReader({ session, folder: world.dir });
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

  it('says what Spark says of a question that it refuses', async () => {
    const asked = session.query({ sql: 'SELECT nothing FROM nowhere', parameters: [] }, never);
    await expect(asked).rejects.toMatchObject({ code: 'spark-refused', message: expect.stringContaining('nowhere') });
  });

  it('has no rows where nothing was stored', async () => {
    const empty = createSparkReader({ session, folder: join(world.dir, 'not-there') });
    expect(await empty(contract[0]![1], never)).toEqual({ series: [], found: 0, closedUntil: null });
  });
});

it('a server that is not there is said to be away, and may be asked again', async () => {
  const session = openSparkSession(readRemote('sc://127.0.0.1:9'));
  const asked = session.query({ sql: 'SELECT 1', parameters: [] }, never);
  await expect(asked).rejects.toMatchObject({ code: 'spark-away', retryable: true });
  await session.close();
});
