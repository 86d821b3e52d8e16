import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countFault } from '../../bench/history/faults/fault-row.ts';
import { killWriter } from '../../bench/history/faults/killed-writer.ts';
import { reopened, storedRows } from '../../bench/history/faults/stored-rows.ts';
import { readingsOf } from '../../bench/history/faults/written-steps.ts';
import { createRandom, randomInt } from '../../src/models/random.ts';
import type { HistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import { readManifest } from '../../src/telemetry/history/manifest.ts';
import { rounds } from '../sampled.ts';

const steps = { start: Date.UTC(2026, 10, 22), stepHours: 1, rowsPerStep: 600, partRows: 500 };
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-killed-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.parquet(\.part)?$/.test(name));

/** What other readers see at any moment: the manifest, and that every file of it is there and whole. */
async function rowsOfManifest(database: HistoryDatabase): Promise<void> {
  // Before the first hour is closed there are files, and no manifest yet.
  const of = async () => {
    const { samples, rollups } = await readManifest(dir);
    return [...samples, ...rollups].map(({ file }) => file);
  };
  const listed = existsSync(join(dir, 'manifest.json')) ? await of() : [];
  for (const file of listed) expect(existsSync(join(dir, file)), file).toBe(true);
  await database.publish(steps.start);
  expect((await of()).sort()).toEqual(files(dir).sort());
}

it('killed at any moment, a history has each row that was written, once, and its files are those of the manifest', async () => {
  const random = createRandom(11);
  const days = new Set<number>();
  for (let round = 0; round < rounds(4, 50); round++) {
    rmSync(dir, { recursive: true, force: true });
    // Some are killed in their first hours, and some after a day was made one file.
    const moment = { phase: 'sealing', time: 1, afterMs: randomInt(random, 1500) } as const;
    const killed = await killWriter({ ...steps, dir }, moment);
    await reopened(dir, async (database) => {
      const rows = await storedRows(database);
      expect(countFault(readingsOf(steps, killed.steps), rows)).toMatchObject({ twice: 0, lost: 0 });
      // An hour is written whole or not at all, and the last one may be written without its being said.
      expect([killed.steps, killed.steps + 1].map((one) => one * steps.rowsPerStep)).toContain(rows.length);
      days.add(Math.floor(rows.length / steps.rowsPerStep / 24));
      await rowsOfManifest(database);
    });
  }
  // With all rounds some end before and some after the files of a day became one.
  expect(days.size).toBeGreaterThanOrEqual(rounds(1, 2));
});
