import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { lockDirectory } from '../../src/store/directory-lock.ts';
import { migrations } from '../../src/store/migrations/migrations.ts';
import { openStore } from '../../src/store/open-store.ts';
import { shortLived } from '../short-lived.ts';
import { cacheDir, silentLog } from './open-test-store.ts';

const root = mkdtempSync(join(tmpdir(), 'nocturne-store-'));
const clock = () => 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Opens the store in another process, which writes one fact after the other and prints the number of each that was acknowledged. */
function startWriter(dataDir: string): ChildProcess {
  const source = `
    import { openStore } from ${JSON.stringify(new URL('../../src/store/open-store.ts', import.meta.url).href)};
    import { createLog } from ${JSON.stringify(new URL('../../src/log.ts', import.meta.url).href)};
    const store = await openStore({ dataDir: ${JSON.stringify(dataDir)}, log: createLog({ level: 'silent' }), clock: () => 0, cacheDir: ${JSON.stringify(cacheDir)} });
    for (let i = 1; ; i++) {
      await store.facts.put('written', String(i).padStart(6, '0'), i);
      process.stdout.write(i + '\\n');
    }`;
  const flags = [...shortLived, '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', source];
  return spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('every acknowledged row survives kill -9, a second process is refused, and a dead one is succeeded', async () => {
  const dataDir = join(root, 'killed');
  const writer = startWriter(dataDir);
  let acknowledged = 0;
  const exited = once(writer, 'exit');
  const printed = createInterface({ input: writer.stdout! });
  for await (const line of printed) {
    acknowledged = Number(line);
    if (acknowledged === 25)
      await expect(openStore({ dataDir, cacheDir, log: silentLog, clock })).rejects.toMatchObject({
        code: 'store-locked',
        message: expect.stringContaining(`process ${writer.pid}`),
      });
    if (acknowledged >= 50) writer.kill('SIGKILL');
  }
  await exited;
  const store = await openStore({ dataDir, cacheDir, log: silentLog, clock });
  const facts = await store.facts.list<number>('written');
  expect(facts.length).toBeGreaterThanOrEqual(acknowledged);
  expect(facts.map(({ value }) => value)).toEqual(facts.map((_, i) => i + 1));
  await store.close();

  const again = await openStore({ dataDir, cacheDir, log: silentLog, clock });
  expect(await again.facts.list('written')).toHaveLength(facts.length);
  const { rows } = await again.pool.query('SELECT count(*) FROM nocturne.migration');
  expect(rows).toEqual([{ count: String(migrations.length) }]);
  await again.close();
  await again.close();
  expect(existsSync(join(dataDir, 'nocturne.lock'))).toBe(false);
}, 60_000);

test('the same process is refused twice over, until it lets go', () => {
  const directory = join(root, 'own');
  const release = lockDirectory(directory, clock);
  expect(() => lockDirectory(directory, clock)).toThrow(expect.objectContaining({ code: 'store-locked' }));
  release();
  lockDirectory(directory, clock)();
});

test('a later process with the pid of a dead holder is not taken for it', () => {
  const directory = join(root, 'reused');
  lockDirectory(directory, clock)();
  const born = process.platform === 'linux' ? '1@another boot' : 'never';
  writeFileSync(
    join(directory, 'nocturne.lock'),
    JSON.stringify({ pid: process.pid, born, host: hostname(), startedAt: '' }),
  );
  lockDirectory(directory, clock)();
});

test('a holder on another host counts for as long as its heartbeat is fresh', () => {
  const directory = join(root, 'shared');
  lockDirectory(directory, clock)();
  const path = join(directory, 'nocturne.lock');
  writeFileSync(path, JSON.stringify({ pid: 1, born: '', host: 'another host', startedAt: '' }));
  expect(() => lockDirectory(directory, clock)).toThrow('on another host');
  const old = new Date(Date.now() - 60_000);
  utimesSync(path, old, old);
  lockDirectory(directory, clock)();
});

test('a lock file that was cut short by a crash is taken over', () => {
  const directory = join(root, 'torn');
  lockDirectory(directory, clock)();
  writeFileSync(join(directory, 'nocturne.lock'), '{"pid":');
  lockDirectory(directory, clock)();
});

test('a kept empty database that is damaged is made again', async () => {
  const open = async (cache: string, dataDir?: string) =>
    (await openStore({ dataDir, cacheDir: cache, log: silentLog, clock })).close();
  await open(cacheDir!);
  const name = readdirSync(cacheDir!).find((file) => file.endsWith('.tar'))!;
  const damaged = join(root, 'cache');
  mkdirSync(damaged);
  const whole = readFileSync(join(cacheDir!, name));
  writeFileSync(join(damaged, name), whole.subarray(0, whole.length / 2));
  await open(damaged, join(root, 'from a damaged copy'));
  expect(statSync(join(damaged, name)).size).toBe(whole.length);
}, 60_000);

test('where no empty database can be kept, the store opens all the same', async () => {
  // Not even a recursive mkdir comes to an end there.
  const store = await openStore({ cacheDir: '/proc/nobody/.cache/nocturne', log: silentLog, clock });
  expect(await store.facts.list('none')).toEqual([]);
  await store.close();
}, 60_000);
