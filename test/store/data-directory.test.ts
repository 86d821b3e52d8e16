import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test, vi } from 'vitest';
import { lockDirectory } from '../../src/store/directory-lock.ts';
import { migrations } from '../../src/store/migrations/migrations.ts';
import { openStore } from '../../src/store/open-store.ts';
import { patienceMs } from '../patience.ts';
import { shortLived } from '../short-lived.ts';
import { anyFact, cacheDir, silentLog } from './open-test-store.ts';

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
      await store.facts.put({ name: 'written' }, String(i).padStart(6, '0'), i);
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
  expect(acknowledged).toBeGreaterThanOrEqual(50);
  const store = await openStore({ dataDir, cacheDir, log: silentLog, clock });
  const facts = await store.facts.list(anyFact('written'));
  expect(facts.length).toBeGreaterThanOrEqual(acknowledged);
  expect(facts.map(({ value }) => value)).toEqual(facts.map((_, i) => i + 1));
  await store.close();

  const again = await openStore({ dataDir, cacheDir, log: silentLog, clock });
  expect(await again.facts.list(anyFact('written'))).toHaveLength(facts.length);
  const { rows } = await again.pool.query('SELECT count(*) FROM nocturne.migration');
  expect(rows).toEqual([{ count: String(migrations.length) }]);
  await again.close();
  await again.close();
  expect(readdirSync(dataDir).sort()).toEqual(['directory.lock', 'postgres']);
});

/** Runs a script that takes the lock of a directory and prints what became of it. With `hold` it stays until its input ends. */
function startHolder(directory: string, command: readonly string[] = []): ChildProcess {
  const source = `
    import { lockDirectory } from ${JSON.stringify(new URL('../../src/store/directory-lock.ts', import.meta.url).href)};
    try {
      const release = lockDirectory(${JSON.stringify(directory)}, () => 0);
      process.stdout.write('held\\n');
      process.stdin.on('end', () => { release(); process.stdout.write('released\\n'); }).resume();
    } catch (thrown) {
      process.stdout.write(thrown.code + '\\n');
    }`;
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', source];
  const [program, ...args] = [...command, ...node];
  return spawn(program!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  return '';
}

test('the same process is refused twice over, until it lets go', () => {
  const directory = join(root, 'own');
  const release = lockDirectory(directory, clock);
  for (let i = 0; i < 3; i++)
    expect(() => lockDirectory(directory, clock)).toThrow(expect.objectContaining({ code: 'store-locked' }));
  release();
  const next = lockDirectory(directory, clock);
  release();
  expect(() => lockDirectory(directory, clock)).toThrow(expect.objectContaining({ code: 'store-locked' }));
  next();
  expect(readdirSync(directory)).toEqual(['directory.lock']);
});

/** A process of a container sees neither the process IDs of another container nor anything that tells the two apart. */
const inContainer = ['unshare', '--pid', '--fork', '--mount-proc', '--uts', '--kill-child'];
const canUnshare = spawnSync(inContainer[0]!, [...inContainer.slice(1), 'true']).status === 0;

/** No note makes another process take over what is held; the death of the holder does. */
async function keepsUntilItDies(directory: string, command: readonly string[]): Promise<void> {
  const holder = startHolder(directory, command);
  expect(await firstLine(holder)).toBe('held');
  const dead = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), startedAt: '' });
  for (const note of ['', '{"pid":', dead]) {
    writeFileSync(join(directory, 'holder.json'), note);
    expect(takes(directory)).toBe(false);
    expect(await firstLine(startHolder(directory, command))).toBe('store-locked');
  }
  const exited = once(holder, 'exit');
  holder.kill('SIGKILL');
  await exited;
  await vi.waitUntil(() => takes(directory), { timeout: patienceMs });
}

test('a process keeps its directory until it dies', () => keepsUntilItDies(join(root, 'process'), []));

test.skipIf(!canUnshare)(
  'a process of another container keeps its directory until it dies (needs the rights to unshare)',
  () => keepsUntilItDies(join(root, 'container'), inContainer),
);

/** Whether the directory can be taken; it is let go again. */
function takes(directory: string): boolean {
  try {
    lockDirectory(directory, clock)();
    return true;
  } catch {
    return false;
  }
}

test('says what stands in the way of a lock', () => {
  const directory = join(root, 'no lock');
  mkdirSync(join(directory, 'directory.lock'), { recursive: true });
  expect(() => lockDirectory(directory, clock)).toThrow(expect.objectContaining({ code: 'store-unusable' }));
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
});

test('where no empty database can be kept, the store opens all the same', async () => {
  // Not even a recursive mkdir comes to an end there.
  const store = await openStore({ cacheDir: '/proc/nobody/.cache/nocturne', log: silentLog, clock });
  expect(await store.facts.list(anyFact('none'))).toEqual([]);
  await store.close();
});
