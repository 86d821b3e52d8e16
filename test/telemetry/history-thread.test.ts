import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { startThread } from '../../src/foundation/worker-host.ts';
import { createLog } from '../../src/log.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { dealt, sampled } from '../sampled.ts';
import type { Death, DyingPlace } from './dying-history-worker.ts';
import { noDeadline, seriesOf } from './series-of.ts';

const start = Date.UTC(2026, 10, 22, 12);
const everything = { from: 0, to: Number.POSITIVE_INFINITY };
const dayMs = 86_400_000;
let dir: string;
let now: number;
let history: History;
let said: string[];
const stream = new Writable({
  write(line, _, done) {
    said.push(JSON.parse(String(line)).msg);
    done();
  },
});
const log = createLog({ stream });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'history-thread-'));
  said = [];
  now = start;
});
afterEach(async () => {
  await history.close().catch(() => undefined);
  await rm(dir, { recursive: true });
});

const go = () => new Int32Array(new SharedArrayBuffer(4));

/** A history whose threads die. It writes only when it is told to, or every `flushEveryMs`. */
async function open(
  deaths: Death[],
  options: Partial<Parameters<typeof openHistory>[0]> & { go?: DyingPlace['go'] } = {},
): Promise<History> {
  const calls = new Int32Array(new SharedArrayBuffer(4 * deaths.length));
  history = await openHistory({
    ...{ dir, log, clock: () => now, deadline: noDeadline, flushEveryMs: 3_600_000, ...options },
    startWorker: (place) =>
      startThread('dying-history-worker', import.meta.url, {
        ...{ ...place, deaths, calls, go: options.go ?? go() },
      } satisfies DyingPlace),
  });
  return history;
}

/** Each of its own time, and of few series, some of which are new. */
const samples = (from: number, count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ device: `R${Math.floor((from + i) / 700)}`, interface: null },
    ...{ metric: 'cpu_pct', at: start + from + i, value: from + i },
  }));

/** The numbers of a query, by column. */
async function count<Name extends string>(columns: Record<Name, string>, from: string): Promise<Record<Name, number>> {
  const instance = await DuckDBInstance.create(join(dir, 'history.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const names = Object.keys(columns) as Name[];
    const reader = await connection.runAndReadAll(`SELECT ${names.map((name) => columns[name])} FROM ${from}`);
    const row = reader.getRows()[0]!;
    return Object.fromEntries(names.map((name, i) => [name, Number(row[i])])) as Record<Name, number>;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The rows as they lie there: an answer of the history would hide what is double. */
const storedRows = () =>
  count(
    { rows: 'count(*)', times: 'count(DISTINCT "at")', devices: 'count(DISTINCT device)' },
    'hot JOIN series ON series.id = hot.series',
  );
const sealedRows = () =>
  count({ rows: 'count(*)', times: 'count(DISTINCT ts)' }, `read_parquet('${join(dir, 'samples', '*', '*.parquet')}')`);

const ways: [Death['when'], Death['way']][] = [
  ['before', 'exit'],
  ['before', 'error'],
  ['during', 'error'],
  ['after', 'exit'],
  ['after', 'error'],
];

/** One of each moment is enough for what is not numbered. */
const someWays = ways.filter(([when, way]) => (when === 'during') === (way === 'error'));

const died = /exit code 3|made to die/;

describe('a history whose thread dies', () => {
  it.each(sampled(ways, (way) => [way[1]]))(
    'loses and doubles nothing when that is %s the writing, by %s',
    async (when, way) => {
      const kept = await open([{ call: 'insert', every: 3, when, way }]);
      for (let batch = 0; batch < 8; batch++) {
        kept.append(samples(batch * 500, 500));
        await kept.flush();
      }
      // Each was asked again at once: eleven calls for eight batches.
      expect(kept.threadEnds()).toMatchObject({ count: 3, last: expect.stringMatching(died) });
      expect([kept.counts(), kept.failing()]).toEqual([{ appended: 4_000, dropped: 0, waiting: 0 }, null]);
      await kept.close();
      expect(await storedRows()).toEqual({ rows: 4_000, times: 4_000, devices: 6 });
    },
  );

  it.each(dealt(someWays, 0, 3))('answers all the same when that is %s the reading, by %s', async (when, way) => {
    const kept = await open([
      { call: 'read', every: 2, when, way },
      { call: 'insert', every: 5, when, way },
    ]);
    for (let round = 1; round <= 4; round++) {
      kept.append(samples((round - 1) * 100, 100));
      const found = seriesOf(await kept.range(everything));
      expect(found.reduce((rows, { at }) => rows + at.length, 0)).toBe(round * 100);
    }
    expect(kept.threadEnds().count).toBeGreaterThanOrEqual(3);
    await kept.close();
    expect(await storedRows()).toMatchObject({ rows: 400, times: 400 });
  });

  it.each(dealt(someWays, 1, 3))('seals each row once when that is %s the sealing, by %s', async (when, way) => {
    const kept = await open([{ call: 'seal', every: 2, when, way }]);
    for (const day of [0, 1, 2]) {
      now = start + day * dayMs;
      kept.append(samples(day * dayMs, 100));
      await kept.seal();
    }
    now += dayMs;
    await kept.seal();
    const found = seriesOf(await kept.percentiles({ ...everything, metric: 'cpu_pct' }, [0.5]));
    expect(found.reduce((rows, { count }) => rows + count, 0)).toBe(300);
    await kept.close();
    expect(await storedRows()).toMatchObject({ rows: 0 });
    expect(await sealedRows()).toEqual({ rows: 300, times: 300 });
  });

  it('says why a question is not answered that no thread survives', async () => {
    const kept = await open([{ call: 'read', every: 1, when: 'before', way: 'error' }]);
    kept.append(samples(0, 10));
    expect(await kept.range(everything)).toMatchObject({
      ...{ outcome: 'failed', why: 'failed', reason: expect.stringMatching(/thread has ended: made to die/) },
    });
    const order = { span: everything, file: join(dir, 'out.parquet'), beside: {} };
    await kept.exportReadings(order);
    expect([kept.threadEnds().count, kept.failing()]).toEqual([2, null]);
  });

  it('tells that it is down, and keeps what comes', async () => {
    const kept = await open([{ call: 'insert', every: 1, when: 'before', way: 'exit' }]);
    kept.append(samples(0, 10));
    await kept.flush();
    expect(kept.failing()).toMatch(/thread has ended: its thread ended with exit code 3/);
    expect(kept.counts()).toEqual({ appended: 10, dropped: 0, waiting: 10 });
    expect(said).toEqual([
      ...Array(2).fill('the thread of the history has ended; another one takes its place'),
      'the history can not be written',
    ]);
  });

  it('starts another thread though nothing is asked and nothing waits', async () => {
    const kept = await open([{ call: 'exportReadings', every: 1, when: 'before', way: 'error' }], { flushEveryMs: 5 });
    const exported = kept.exportReadings({ span: everything, file: join(dir, 'out.parquet'), beside: {} });
    await expect(exported).rejects.toMatchObject({ code: 'history-thread-ended', retryable: true });
    await expect.poll(() => [kept.threadEnds().count, kept.failing()]).toEqual([2, null]);
  });
});

describe('a history whose thread hangs', () => {
  it('closes all the same, tells it, and counts what comes later as dropped', async () => {
    const [patience, released] = [new AbortController(), go()];
    const deadlines: number[] = [];
    const deadline = (ms: number) => {
      deadlines.push(ms);
      return ms === 10_000 ? patience.signal : noDeadline();
    };
    const deaths: Death[] = [{ call: 'insert', every: 1, when: 'hangs', way: 'exit' }];
    const kept = await open(deaths, { deadline, go: released });
    kept.append(samples(0, 10));
    const closed = kept.close();
    kept.append(samples(10, 5));
    patience.abort();
    await closed;
    expect([deadlines, kept.counts()]).toEqual([[10_000], { appended: 10, dropped: 5, waiting: 10 }]);
    expect(said).toEqual([
      ...['history drops samples', 'the history did not close in time and is left as it is'],
      'the history closes without samples that could not be written',
      'the history can not be written',
    ]);
    await expect(kept.range(everything)).rejects.toMatchObject({ code: 'history-stopped' });
    // The thread goes on, and ends then; what it did not write stays unwritten.
    Atomics.store(released, 0, 1);
    Atomics.notify(released, 0);
    await expect.poll(() => storedRows().catch(({ message }) => message)).toMatchObject({ rows: 0 });
  });

  it('tells after half a minute that it takes nothing, and that it does again', async () => {
    const released = go();
    const kept = await open([{ call: 'insert', every: 2, when: 'hangs', way: 'exit' }], { go: released });
    kept.append(samples(0, 10));
    await kept.flush();
    kept.append(samples(10, 10));
    const written = kept.flush();
    now += 29_999;
    expect(kept.failing()).toBeNull();
    now += 12_001;
    expect(kept.failing()).toBe('the history has not taken its samples for 42 s');
    Atomics.store(released, 0, 1);
    Atomics.notify(released, 0);
    await written;
    expect(kept.failing()).toBeNull();
  });
});

it('a process that is killed in the middle of writing keeps each row that was written, once, and the next one goes on', async () => {
  const child = fork(fileURLToPath(new URL('writes-until-killed.ts', import.meta.url)), [dir, String(start)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let written = 0;
  for (let told = 0; told < 5; told++) written = (await once(child, 'message'))[0];
  child.kill('SIGKILL');
  await once(child, 'exit');
  const kept = await open([]);
  kept.append([{ device: 'next', interface: null, metric: 'cpu_pct', at: start - 1, value: 1 }]);
  await kept.close();
  const { rows, times } = await storedRows();
  expect(times).toBe(rows);
  expect(rows).toBeGreaterThan(written);
});
