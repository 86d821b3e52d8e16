import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRandom, randomInt } from '../../src/models/random.ts';
import { openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import { statements } from '../../src/telemetry/history/history-statements.ts';
import { readManifest } from '../../src/telemetry/history/manifest.ts';
import { rounds } from '../sampled.ts';

const start = Date.UTC(2026, 10, 22);
const rowsPerHour = 600;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-killed-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.parquet(\.part)?$/.test(name));

/** What other readers see at any moment: the manifest, and that every file of it is there and whole. */
async function rowsOfManifest(database: Awaited<ReturnType<typeof openHistoryDatabase>>): Promise<void> {
  const listed = async () => {
    const { samples, rollups } = await readManifest(dir);
    return [...samples, ...rollups].map(({ file }) => file);
  };
  for (const file of await listed()) expect(existsSync(join(dir, file)), file).toBe(true);
  await database.publish(start);
  expect((await listed()).sort()).toEqual(files(dir).sort());
}

it('killed at any moment, a history has each row that was written, once, and its files are those of the manifest', async () => {
  const random = createRandom(11);
  const days = new Set<number>();
  for (let round = 0; round < rounds(4, 50); round++) {
    rmSync(dir, { recursive: true, force: true });
    const child = fork(
      fileURLToPath(new URL('history-until-killed.ts', import.meta.url)),
      [dir, String(start), String(rowsPerHour)],
      { execArgv: ['--disable-warning=ExperimentalWarning'] },
    );
    let written = 0;
    child.on('message', (message: { written: number }) => {
      written = message.written;
    });
    await once(child, 'message');
    // Some are killed in their first hours, and some after a day was made one file.
    await sleep(randomInt(random, 1500));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const database = await openHistoryDatabase({ dir, threads: 1 });
    try {
      const statement = statements.range({ from: 0, to: 1e14 }, 1_000_000);
      const { series } = await database.read(statement, new AbortController().signal);
      const times = [...series[0]!.columns.ts!];
      expect(new Set(times).size).toBe(times.length);
      // An hour is written whole or not at all, and the last one may be written without its being said.
      expect([written, written + rowsPerHour]).toContain(times.length);
      days.add(Math.floor(times.length / rowsPerHour / 24));
      await rowsOfManifest(database);
    } finally {
      await database.close();
    }
  }
  // With all rounds some end before and some after the files of a day became one.
  expect(days.size).toBeGreaterThanOrEqual(rounds(1, 2));
});
