import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkHistory, describeRoom, describeStock } from '../../src/app/doctor/check-history.ts';
import { createHistoryState } from '../../src/app/history-state.ts';
import { configFileSchema, defaultConfig } from '../../src/config.ts';
import { type HistoryStock, measureHistory } from '../../src/telemetry/history/history-stock.ts';

/** Past midnight of the day after the last one below. */
const now = Date.parse('2026-11-20T00:10:00Z');
const { retention } = configFileSchema.parse({});
let state: string;
const file = (name: string, bytes: number) => {
  const path = join(state, 'history', name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes));
};

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'doctor-history-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const { history } = defaultConfig(tmpdir());
const empty = {
  ...{ days: 0, first: null, last: null, finishedBytes: 0, rollupBytes: 0 },
  ...{ openBytes: 0, bytesPerDay: null, otherFiles: 0 },
};
const stock: HistoryStock = {
  ...{ days: 12, first: '2026-11-01', last: '2026-11-12', finishedBytes: 1.1e9, rollupBytes: 0.1e9 },
  ...{ openBytes: 0.1e9, bytesPerDay: 1e8, otherFiles: 0 },
};

describe('the measure of a history', () => {
  it('finds nothing in a folder that is not there, and in one without telemetry', async () => {
    expect(await measureHistory({ dir: join(state, 'history') }, now)).toEqual(empty);
    mkdirSync(join(state, 'history', 'samples'), { recursive: true });
    expect(await measureHistory({ dir: join(state, 'history') }, now)).toEqual(empty);
  });

  it('adds up the files of each day, and tells apart what something else wrote', async () => {
    file('history.duckdb', 1000);
    file('history.duckdb.wal', 50);
    for (let day = 10; day < 20; day++) file(`samples/day=2026-11-${day}/part-0.parquet`, day);
    file('samples/day=2026-11-19/part-1.parquet', 700);
    file('samples/day=2026-11-19/notes.txt', 9);
    file('samples/copy.parquet', 9);
    file('manifest.json', 9);
    file('manifest.json.part', 9);
    file('rollups/bucket=hour/day=2026-11-19/part-0.parquet', 30);
    file('rollups/bucket=day/day=2026-11-19/part-3.parquet.part', 5);
    expect(await measureHistory({ dir: join(state, 'history') }, now)).toEqual({
      ...{
        days: 10,
        first: '2026-11-10',
        last: '2026-11-19',
        finishedBytes: 145 + 700,
        rollupBytes: 35,
        openBytes: 1050,
      },
      ...{ bytesPerDay: Math.round((13 + 14 + 15 + 16 + 17 + 18 + 19 + 700 + 35) / 7), otherFiles: 2 },
    });
    // Of the day that runs the closed hours are stored, and it is not finished.
    expect(await measureHistory({ dir: join(state, 'history') }, now - 20 * 60_000)).toMatchObject({
      ...{ days: 9, last: '2026-11-18', finishedBytes: 145 + 700, bytesPerDay: 15 },
    });
  });
});

describe('the history in doctor', () => {
  const says = (kept: Parameters<typeof describeStock>[1], more: Partial<HistoryStock> = {}) =>
    describeStock({ ...stock, ...more }, kept);

  it('says how much there is, from when, and how long it is kept', () => {
    expect(says(retention)).toEqual([
      expect.objectContaining({
        ...{ subject: 'history', state: 'ok' },
        says: '12 finished days from 2026-11-01 to 2026-11-12, 1.3 GB; 365 days are kept',
      }),
    ]);
    const [first] = says(retention, { ...empty, openBytes: 2048 });
    expect(first!.says).toBe('no finished day yet, 2.05 kB; 365 days are kept');
  });

  it.each([
    ['never', 365, true],
    [400, 365, true],
    [365, 365, false],
    [30, 365, false],
  ] as const)(
    'warns when telemetry is kept for %s days and incidents for %s: %s',
    (historyDays, incidentsDays, warns) => {
      const [kept, warning] = says({ historyDays, incidentsDays });
      expect(kept!.says).toContain(historyDays === 'never' ? 'never removed' : `${historyDays} days are kept`);
      if (!warns) return expect(warning).toBeUndefined();
      expect(warning).toMatchObject({ state: 'note', says: expect.stringContaining(`kept for ${incidentsDays} days`) });
      expect(warning!.todo).toContain('retention.incidentsDays');
    },
  );

  it('names files that are not its own', () => {
    expect(says(retention, { otherFiles: 2 })[1]).toMatchObject({
      state: 'note',
      says: expect.stringMatching(/2 files/),
    });
  });

  it.each([
    ['room for a week', {}, { historyDays: 365 }, 7e8, 'ok'],
    ['not enough for a week', {}, { historyDays: 365 }, 6.9e8, 'problem'],
    ['no end of days', { days: 9999 }, { historyDays: 'never' }, 6.9e8, 'problem'],
    ['a history that soon has all its days', { days: 28 }, { historyDays: 30 }, 2e8, 'ok'],
    ['a history that has all its days', { days: 31 }, { historyDays: 30 }, 1e8, 'ok'],
    ['no room for the next day', { days: 31 }, { historyDays: 30 }, 0.9e8, 'problem'],
  ] as const)('judges the room on the disk: %s', (_what, more, kept, free, expected) => {
    const [finding] = describeRoom({ ...stock, ...more }, { ...retention, ...kept }, free);
    expect(finding).toMatchObject({ subject: 'disk', state: expected });
    expect(finding!.says).toContain('the telemetry of a day takes 100 MB');
    expect(finding!.todo === null).toBe(expected === 'ok');
  });

  it('says nothing of the room before there is a day to judge by', () => {
    expect(describeRoom({ ...stock, bytesPerDay: null }, retention, 0)).toEqual([]);
  });

  it('reads the state folder, changes nothing in it, and does not take an empty one for healthy', async () => {
    expect(await checkHistory({ state, history, retention })).toMatchObject([
      { state: 'note', says: 'holds nothing yet' },
    ]);
    expect(await checkHistory({ state: join(state, 'nowhere'), history, retention })).toMatchObject([
      { state: 'note' },
    ]);
    file('samples/day=2026-11-10/part-0.parquet', 10);
    expect(await checkHistory({ state, history, retention })).toMatchObject([
      { subject: 'history', state: 'ok', says: expect.stringContaining('1 finished day from 2026-11-10') },
      { subject: 'disk', state: 'ok' },
    ]);
    rmSync(join(state, 'history'), { recursive: true });
    writeFileSync(join(state, 'history'), '');
    expect(await checkHistory({ state, history, retention })).toMatchObject([{ subject: 'history', state: 'problem' }]);
  });
});

describe('the history in /health', () => {
  it('is measured once a minute, also after a clock that was set back, and fails in words', async () => {
    let now = 1e9;
    const history = { pruned: () => ({ days: 3, files: 3, bytes: 10, left: 1 }) };
    const { read } = createHistoryState({
      history,
      folders: { dir: join(state, 'history') },
      keepDays: 'never',
      clock: () => now,
    });
    expect(await read()).toMatchObject({ ...empty, keepDays: 'never', pruned: { days: 3, left: 1 } });
    file('history.duckdb', 77);
    now += 59_999;
    expect(await read()).toMatchObject({ openBytes: 0 });
    now += 1;
    expect(await read()).toMatchObject({ openBytes: 77 });
    rmSync(join(state, 'history'), { recursive: true });
    writeFileSync(join(state, 'history'), '');
    now -= 1e8;
    expect(await read()).toEqual({ failing: expect.any(String), keepDays: 'never', pruned: history.pruned() });
  });
});
