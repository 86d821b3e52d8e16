import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { batchOf, startOfStep } from '../../bench/history/faults/written-steps.ts';
import type { NocturneError } from '../../src/errors.ts';
import { openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import { statements } from '../../src/telemetry/history/history-statements.ts';

const steps = { start: Date.UTC(2026, 10, 22), stepHours: 6, rowsPerStep: 500 };
const ask = statements.range({ from: 0, to: 1e14 }, 10_000);
const never = new AbortController().signal;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-checksums-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const fileOf = () =>
  readdirSync(join(dir, 'samples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(dir, 'samples', name));

/** A finished day in four files, or in one. */
async function open({ compacted }: { compacted: boolean }) {
  const database = await openHistoryDatabase({ dir, threads: 1, partRows: 500 });
  for (let step = 0; step < 4; step++) await database.insert(batchOf(steps, step));
  const now = startOfStep(steps, 4) + 120_000;
  for (const slice of await database.unsealed(now)) await database.seal(slice);
  for (const compaction of compacted ? await database.crowded(now) : []) {
    await database.compact(compaction);
    await database.remove(await database.swap(compaction));
  }
  return database;
}

it.each([false, true])(
  'a byte that changed in any place of a file is said, now and after a restart (one file of a day: %s)',
  async (compacted) => {
    let database = await open({ compacted });
    const file = fileOf().at(-1)!;
    const bytes = readFileSync(file);
    for (let at = 5; at < bytes.length; at += Math.floor(bytes.length / 9)) {
      const other = Buffer.from(bytes);
      other[at]! ^= 1;
      writeFileSync(file, other);
      await expect(database.read(ask, never), `${at}`).rejects.toMatchObject({ code: 'history-damaged' });
    }
    await database.close();
    database = await openHistoryDatabase({ dir, threads: 1 });
    await expect(database.read(ask, never)).rejects.toMatchObject({ code: 'history-damaged' });
    // Restored from a backup.
    writeFileSync(file, bytes);
    expect((await database.read(ask, never)).found).toBe(2000);
    await database.close();
  },
);

it('an open file that changed is unreadable, not taken by another process', async () => {
  await (await open({ compacted: false })).close();
  const file = join(dir, 'history.duckdb');
  const bytes = readFileSync(file);
  const codes = new Set<string>();
  for (let at = 0; at < bytes.length; at += Math.floor(bytes.length / 40)) {
    const other = Buffer.from(bytes);
    other[at]! ^= 1;
    writeFileSync(file, other);
    const opened = openHistoryDatabase({ dir, threads: 1 }).then((database) => database.close().then(() => 'opened'));
    codes.add(await opened.catch(({ code, name }: NocturneError) => code ?? name));
  }
  codes.delete('opened');
  expect([...codes]).toEqual(['history-unreadable']);
});
