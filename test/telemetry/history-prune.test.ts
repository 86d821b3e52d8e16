import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import type { CallContext } from '../../src/foundation/thread-calls.ts';
import { startThread } from '../../src/foundation/worker-host.ts';
import { createLog } from '../../src/log.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import { createHistoryFunctions } from '../../src/telemetry/history/history-functions.ts';
import { type Statement, statements } from '../../src/telemetry/history/history-statements.ts';
import { readTrainingFile } from '../../src/telemetry/history/training-file.ts';
import { sampled } from '../sampled.ts';
import type { Death, DyingPlace } from './dying-history-worker.ts';
import { onDemand, seriesOf } from './series-of.ts';

const dayMs = 86_400_000;
const first = Date.UTC(2026, 0, 1);
const everything = { from: 0, to: Number.POSITIVE_INFINITY };
const dayName = (index: number) => new Date(first + index * dayMs).toISOString().slice(0, 10);
const place = () => ({ dir, threads: 2 });
let dir: string;
let now: number;
let history: History | undefined;
let said: Record<string, unknown>[];
const stream = new Writable({
  write(line, _, done) {
    said.push(JSON.parse(String(line)));
    done();
  },
});
const log = createLog({ stream });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-prune-'));
  said = [];
});
afterEach(async () => {
  await history?.close().catch(() => undefined);
  history = undefined;
  rmSync(dir, { recursive: true });
});

/** Three values a day, from the first day on. */
const samplesOf = (index: number): Sample[] =>
  [1, 2, 3].map((hour) => ({
    ...{ device: 'R1', interface: null, metric: 'cpu_pct' },
    ...{ at: first + index * dayMs + hour * 3_600_000, value: index },
  }));

const open = async (options: Partial<Parameters<typeof openHistory>[0]> = {}): Promise<History> => {
  history = await openHistory({ dir, log, clock: () => now, ...onDemand, ...options });
  return history;
};

/** Stores so many finished days, and is at noon of the day after them, which has telemetry too. */
async function fill(kept: History, days: number): Promise<void> {
  for (let day = 0; day <= days; day++) await kept.append(samplesOf(day));
  now = first + (days + 0.5) * dayMs;
  await kept.seal();
}

const folders = () => readdirSync(join(dir, 'samples')).sort();
const sealedDays = () => folders().filter((name) => name.startsWith('day='));

/** The days of which the history answers with values. */
async function daysHeld(kept: History): Promise<number[]> {
  const [series] = seriesOf(await kept.range(everything));
  return [...new Set(series?.value ?? [])].sort((a, b) => a - b);
}

const from = (index: number, to: number) => Array.from({ length: to - index + 1 }, (_, i) => index + i);

describe('a history that keeps so many days', () => {
  it('removes those that are older, tells it, and answers from the others', async () => {
    const kept = await open({ keepDays: 4 });
    await fill(kept, 9);
    expect(await daysHeld(kept)).toEqual(from(0, 9));
    // The fifth ended less than four days ago.
    expect(await kept.prune()).toEqual({ days: 5, files: 5, bytes: expect.any(Number), left: [] });
    expect(await daysHeld(kept)).toEqual(from(5, 9));
    expect(sealedDays()).toEqual(from(5, 8).map((day) => `day=${dayName(day)}`));
    expect(await kept.prune()).toMatchObject({ days: 0, files: 0 });
    expect(kept.pruned()).toMatchObject({ days: 5, files: 5, left: 0 });
    expect(kept.pruned().bytes).toBeGreaterThan(500);
    const told = said.filter(({ msg }) => msg === 'old days of the history were removed');
    expect(told).toEqual([expect.objectContaining({ days: 5, files: 5, keepDays: 4 })]);
  });

  it('removes nothing without a limit, and never the open day', async () => {
    const kept = await open();
    await fill(kept, 5);
    now += 1000 * dayMs;
    expect(await kept.prune()).toMatchObject({ days: 0 });
    await kept.close();
    const short = await open({ keepDays: 1 });
    expect(await short.prune()).toMatchObject({ days: 4 });
    expect(await daysHeld(short)).toEqual([4, 5]);
  });

  it('keeps what it has when its clock jumps a year ahead, and goes on when it is right again', async () => {
    const kept = await open({ keepDays: 5 });
    await fill(kept, 6);
    const right = now;
    now += 366 * dayMs;
    expect(await kept.prune()).toMatchObject({ days: 1 });
    expect(await daysHeld(kept)).toEqual(from(1, 6));
    // A sender without a clock gets the wrong time, and the open day counts as finished.
    await kept.append([{ ...samplesOf(0)[0]!, at: now, value: 99 }]);
    now += dayMs;
    await kept.seal();
    await kept.prune();
    expect(await daysHeld(kept)).toEqual([...from(3, 6), 99]);
    now = right;
    expect(await kept.prune()).toMatchObject({ days: 0 });
  });

  it('does it by itself once an hour, also when its clock was set back in between', async () => {
    const kept = await open({ keepDays: 2 });
    await fill(kept, 3);
    await kept.close();
    now += 30 * dayMs;
    const ahead = await open({ keepDays: 2, flushEveryMs: 5 });
    await expect.poll(() => ahead.pruned().days).toBe(2);
    now -= 28 * dayMs;
    for (const day of [4, 5]) ahead.append(samplesOf(day));
    now = first + 6.5 * dayMs;
    await expect.poll(() => ahead.pruned().days).toBe(4);
    expect(await daysHeld(ahead)).toEqual([4, 5]);
  });

  it('leaves alone what it did not write, also when it starts', async () => {
    const kept = await open({ keepDays: 1 });
    await fill(kept, 4);
    const strange = ['notes.parquet', 'day=2026-01-01/copy.parquet', 'day=2026-01-02/README', 'day=older/part-0.parquet', 'part-0.parquet']; // biome-ignore format: a list
    mkdirSync(join(dir, 'samples', 'day=older'));
    for (const file of strange) writeFileSync(join(dir, 'samples', file), 'not ours');
    expect(await kept.prune()).toMatchObject({ days: 3, files: 3, left: [] });
    expect(sealedDays()).toEqual(['day=2026-01-01', 'day=2026-01-02', 'day=2026-01-04', 'day=older']);
    expect(await daysHeld(kept)).toEqual([3, 4]);
    await kept.close();
    expect(await daysHeld(await open())).toEqual([3, 4]);
    for (const file of strange) expect(existsSync(join(dir, 'samples', file)), file).toBe(true);
  });

  it('counts and tells files that can not be removed, and goes on without them', async () => {
    const kept = await open({ keepDays: 1 });
    await fill(kept, 4);
    const file = join('day=2026-01-02', 'part-0.parquet');
    rmSync(join(dir, 'samples', file));
    mkdirSync(join(dir, 'samples', file));
    rmSync(join(dir, 'samples', 'day=2026-01-01'), { recursive: true });
    expect(await kept.prune()).toMatchObject({ days: 3, files: 1, left: [{ file, reason: expect.any(String) }] });
    expect(kept.pruned()).toMatchObject({ left: 1 });
    expect(said.map(({ msg }) => msg)).toContain('files of old days of the history can not be removed');
    await kept.close();
    expect(await daysHeld(await open())).toEqual([3, 4]);
  });
});

describe('a history whose file is gone', () => {
  it('deletes no day that a new file does not list, and says what to do', async () => {
    const kept = await open({ keepDays: 2 });
    await fill(kept, 4);
    await kept.close();
    const before = readdirSync(join(dir, 'samples'), { recursive: true }).sort();
    const file = join(dir, 'history.duckdb');
    const aside = join(dir, 'aside');
    renameSync(file, aside);
    // The second time the file is there, and as new as the first time.
    for (let start = 0; start < 2; start++) {
      await expect(openHistory({ dir, log, clock: () => now, ...onDemand })).rejects.toMatchObject({
        code: 'history-replaced',
        message: expect.stringContaining('(4 files)'),
        hint: expect.stringContaining('restore history.duckdb'),
      });
    }
    expect(readdirSync(join(dir, 'samples'), { recursive: true }).sort()).toEqual(before);
    for (const name of readdirSync(dir).filter((each) => each.startsWith('history.duckdb'))) rmSync(join(dir, name));
    renameSync(aside, file);
    expect(await daysHeld(await open())).toEqual(from(0, 4));
  });
});

const context = (signal = new AbortController().signal): CallContext => ({
  ...{ signal, progress: () => undefined, keep: (work) => work() },
});

describe('pruning and those who read', () => {
  /** Never ends by itself. Its text is asked for when the files of its span are before it. */
  const endless = (span: Statement['span'], begun: () => void): Statement => ({
    ...{ parameters: [], span, rows: 1 },
    get sql() {
      begun();
      return 'SELECT count(*) FROM samples, range(100000000000) AS r(n) WHERE n % 7 = epoch_ms(ts) % 5';
    },
  });

  it.each(['read', 'exportReadings'] as const)(
    'waits for who has an old day before it (%s), and neither samples nor later questions wait for that',
    async (asked) => {
      const kept = await open();
      await fill(kept, 6);
      await kept.close();
      const functions = createHistoryFunctions(place());
      const { batch, series } = await functions.open(null, context());
      const reading = new AbortController();
      const begun = Promise.withResolvers<void>();
      const statement = endless({ from: first, to: first + 3 * dayMs }, begun.resolve);
      const asking =
        asked === 'read'
          ? functions.read(statement, context(reading.signal))
          : functions.exportReadings({ statement, file: join(dir, 'out'), beside: '{}' }, context(reading.signal));
      const outcome = asking.then(
        () => 'answered',
        ({ code }) => code,
      );
      await begun.promise;
      let hasEnded = false;
      const pruning = functions.prune({ keepDays: 1, now }, context()).finally(() => {
        hasEnded = true;
      });
      const one = { series: Int32Array.of(0), at: Float64Array.of(now), value: Float64Array.of(77) };
      await functions.insert({ number: batch + 1, newSeries: [], ...one }, context());
      // The lane of its own kind is taken. An export counts by its file.
      const later = async () => {
        if (asked === 'exportReadings')
          return (await functions.read(statements.range(everything, 1000), context())).found;
        const file = join(dir, 'all.parquet');
        await functions.exportReadings({ statement: statements.readings(everything), file, beside: '{}' }, context());
        return (await readTrainingFile(file)).readings.length;
      };
      await expect.poll(later).toBe(3 + 3 + 1);
      for (let turn = 0; turn < 100; turn++) await nextTurn();
      expect([hasEnded, sealedDays().length, series.length]).toEqual([false, 6, 1]);
      reading.abort();
      expect(await outcome).toBe('history-cancelled');
      expect(await pruning).toMatchObject({ days: 5, files: 5 });
      expect(sealedDays()).toEqual([`day=${dayName(5)}`]);
      await functions.close(null, context());
    },
  );

  it('lets an export that begins at the same time have whole days, and all that are kept', async () => {
    const kept = await open({ keepDays: 2 });
    for (let round = 0; round < 6; round++) {
      const from = round * 5;
      for (let day = from; day < from + 5; day++) kept.append(samplesOf(day));
      now = first + (from + 5.5) * dayMs;
      await kept.seal();
      const file = join(dir, `out-${round}.parquet`);
      const exported = kept.exportReadings({ span: everything, file, beside: {} });
      const [pruned] = await Promise.all([kept.prune(), exported]);
      expect(pruned).toMatchObject({ days: round === 0 ? 3 : 5, left: [] });
      const found = [...(await readTrainingFile(file)).readings].map(({ values }) => values.get('cpu_pct')!);
      const days = [...new Set(found)];
      expect(found).toHaveLength(3 * days.length);
      expect(days.slice(-2)).toEqual([from + 3, from + 4]);
    }
  });
});

describe('a thread or process that ends while it prunes', () => {
  it.each(sampled(['before', 'during', 'after'] as const, () => []))(
    'loses no later day when that is %s the work',
    async (when) => {
      const deaths: Death[] = [{ call: 'prune', every: 1, when, way: when === 'during' ? 'error' : 'exit' }];
      const kept = await open();
      await fill(kept, 6);
      await kept.close();
      const dying = await open({
        keepDays: 2,
        startWorker: (where) =>
          startThread('dying-history-worker', import.meta.url, {
            ...{ ...where, deaths, calls: new Int32Array(new SharedArrayBuffer(4)) },
            go: new Int32Array(new SharedArrayBuffer(4)),
          } satisfies DyingPlace),
      });
      await dying.prune().catch(() => undefined);
      expect(dying.threadEnds().count).toBeGreaterThan(0);
      await dying.close();
      const next = await open({ keepDays: 2 });
      await next.prune();
      expect(await daysHeld(next)).toEqual(from(4, 6));
      expect(sealedDays()).toEqual(from(4, 5).map((day) => `day=${dayName(day)}`));
    },
  );

  it('leaves files that the next start removes, when it ends between forgetting and removing', async () => {
    const kept = await open();
    await fill(kept, 4);
    await kept.close();
    const database = await openHistoryDatabase(place());
    expect(await database.forget({ keepDays: 1, now })).toHaveLength(3);
    await database.close();
    expect(sealedDays()).toHaveLength(4);
    expect(await daysHeld(await open())).toEqual([3, 4]);
    expect(sealedDays()).toHaveLength(1);
  });
});
