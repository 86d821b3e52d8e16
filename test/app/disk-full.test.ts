import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createWriteCheck } from '../../src/app/write-check.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { cacheDir, silentLog } from '../store/open-test-store.ts';
import { seriesOf } from '../telemetry/series-of.ts';

const root = mkdtempSync(join(tmpdir(), 'disk-full-'));
const disk = join(root, 'disk');
mkdirSync(disk);
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
  rmSync(root, { recursive: true, force: true });
});

/** Takes all the room that is left. */
function fill(): void {
  const file = openSync(join(disk, 'ballast'), 'w');
  try {
    for (const block of [1024 * 1024, 4096, 1]) {
      const bytes = Buffer.alloc(block);
      try {
        for (;;) writeSync(file, bytes);
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
      }
    }
  } finally {
    closeSync(file);
  }
}

test.skipIf(!isMounted)(
  'a full disk is told, costs no sample that fits into memory, and is got over (needs the rights to mount a tmpfs)',
  async () => {
    let now = Date.UTC(2026, 10, 28);
    const clock = () => now;
    const store = await openStore({ dataDir: join(disk, 'database'), cacheDir, log: silentLog, clock });
    const history = await openHistory({ dir: join(disk, 'history'), log: silentLog, clock, flushEveryMs: 3_600_000 });
    const check = createWriteCheck({ store, folder: disk, clock });
    const samples = (from: number) =>
      Array.from({ length: 20_000 }, (_, i) => ({
        ...{ device: `R${i % 50}`, interface: null, metric: 'cpu_pct', at: now + from + i, value: from + i },
      }));
    const room = { database: null, stateFolder: null };
    expect(await check.read()).toEqual(room);

    fill();
    now += 10_000;
    expect((await check.read()).stateFolder).toContain('ENOSPC');
    history.append(samples(0));
    await history.flush();
    history.append(samples(20_000));
    await history.flush();
    expect(history.failing()).toMatch(/space/i);
    expect(history.counts()).toMatchObject({ appended: 40_000, dropped: 0, waiting: 40_000 });

    rmSync(join(disk, 'ballast'));
    now += 10_000;
    expect(await check.read()).toEqual(room);
    await history.flush();
    expect(history.failing()).toBeNull();
    expect(history.counts()).toMatchObject({ dropped: 0, waiting: 0 });
    const found = seriesOf(await history.range({ from: 0, to: Number.POSITIVE_INFINITY }));
    expect(found.reduce((total, { at }) => total + at.length, 0)).toBe(40_000);
    await history.close();
    await store.close();
  },
);

test('says why the database does not take anything, and that it does again, at most five seconds later', async () => {
  let now = 0;
  let asked = 0;
  let failure: Error | null = new Error('the disk is full');
  const put = async () => {
    asked += 1;
    if (failure) throw failure;
  };
  const check = createWriteCheck({ store: { facts: { put } } as never, folder: root, clock: () => now });
  for (let i = 0; i < 100; i++) expect(await check.read()).toEqual({ database: 'the disk is full', stateFolder: null });
  expect(asked).toBe(1);
  failure = null;
  now = 5_000;
  expect(await check.read()).toEqual({ database: null, stateFolder: null });
  failure = new Error('again');
  now = -86_400_000;
  expect((await check.read()).database).toBe('again');
});
