import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Topology } from '../../src/domain/device.ts';
import { startThread } from '../../src/foundation/worker-host.ts';
import type { Answered } from '../../src/questions/answer-question.ts';
import { questionKinds } from '../../src/questions/list.ts';
import { createQuestions, type Questions } from '../../src/questions/questions.ts';
import { type History, type HistoryOptions, openHistory } from '../../src/telemetry/history/history.ts';
import { silentLog } from '../bot/world.ts';
import type { Death, DyingPlace } from '../telemetry/dying-history-worker.ts';
import { records } from './question-world.ts';

const dayMs = 86_400_000;
const now = Date.parse('2026-11-30T02:00:00Z');
const names = ['R1', 'O\'Brien "x" `y`', 'Z⚡'];
const topology: Topology = {
  devices: names.map((name) => ({
    ...{ name, site: 'S', platform: 'unknown', role: 'router', tags: [], management: null, interfaces: {} },
  })),
  links: [],
};

let dir: string;
let history: History;
async function close(): Promise<void> {
  await history.close();
  rmSync(dir, { recursive: true, force: true });
}

/** Three days, closed and summed up. */
async function open(options: Partial<HistoryOptions> = {}): Promise<Asking> {
  dir = mkdtempSync(join(tmpdir(), 'broken-'));
  history = await openHistory({ dir, log: silentLog, clock: () => now, flushEveryMs: 3_600_000, ...options });
  for (let at = now - 3 * dayMs; at < now; at += 600_000)
    history.append(
      names.map((device, i) => ({ at, device, interface: null, metric: 'cpu_pct', value: 10 * i + (at % 7) })),
    );
  await history.seal();
  const questions = createQuestions({ tables: history, records, topology: () => topology, clock: () => now });
  return questions.ask;
}
async function openToAsk(options: Partial<HistoryOptions> = {}) {
  const asking = await open(options);
  return (words: string) => asking(words.split(' '));
}
type Asking = Questions['ask'];
const said = (answer: Answered) => ('problem' in answer ? answer.problem : answer.sentence);
const folders = (below: string) =>
  (readdirSync(join(dir, below), { recursive: true }) as string[]).filter((file) => file.endsWith('.parquet'));

describe('a thread that dies', () => {
  const dying = (death: Omit<Death, 'call'>) => ({
    startWorker: (place: HistoryOptions extends { startWorker?: (of: infer P) => unknown } ? P : never) =>
      startThread('../telemetry/dying-history-worker', import.meta.url, {
        ...{
          ...place,
          deaths: [{ ...death, call: 'readTable' }],
          calls,
          go: new Int32Array(new SharedArrayBuffer(4)),
        },
      } satisfies DyingPlace),
  });
  afterEach(close);
  let calls: Int32Array<SharedArrayBuffer>;
  beforeEach(() => {
    calls = new Int32Array(new SharedArrayBuffer(4));
  });

  it.each([
    ['before', 'error'],
    ['during', 'exit'],
    ['after', 'exit'],
  ] as const)('%s the answer by %s, now and then: every question is answered', async (when, way) => {
    const ask = await openToAsk(dying({ every: 4, when, way }));
    const alone = said(await ask('top cpu_pct 3d'));
    for (let i = 0; i < 6; i += 1) expect(said(await ask('top cpu_pct 3d'))).toBe(alone);
    expect(history.threadEnds().count).toBeGreaterThan(0);
  });

  it('each time: the question says what to do, and is not slow', async () => {
    const ask = await openToAsk(dying({ every: 1, when: 'during', way: 'exit' }));
    const answer = await ask('top cpu_pct 3d');
    expect(said(answer)).toMatch(
      /^The history did not answer: The history's thread has ended: .*\(ask again: another thread takes its place\)\.$/,
    );
    expect(answer).toMatchObject({ isSlow: false });
  });
});

describe('a history that is broken', () => {
  afterEach(close);

  it('by a damaged day says which file and what to do, and answers about other days', async () => {
    const ask = await openToAsk();
    const damaged = folders('samples').filter((file) => file.includes('2026-11-28'));
    for (const file of damaged) {
      const path = join(dir, 'samples', file);
      truncateSync(path, statSync(path).size / 2);
    }
    expect(damaged.length).toBeGreaterThan(0);
    expect(said(await ask('percentiles cpu_pct 2026-11-28'))).toMatch(
      /2026-11-28.*restore the file from a backup; other days can be asked for/,
    );
    expect(said(await ask('percentiles cpu_pct 2026-11-29'))).toMatch(/ has the highest 95th percentile/);
  });

  it('by folders that are gone says so, and never that nothing is stored', async () => {
    const ask = await openToAsk();
    for (const folder of ['samples', 'rollups']) renameSync(join(dir, folder), join(dir, `${folder}-away`));
    for (const words of [
      'top cpu_pct 2026-11-28',
      'percentiles cpu_pct 2026-11-28',
      'coverage 3d',
      'compare cpu_pct 24h',
    ])
      expect(said(await ask(words)), words).toMatch(/^The history did not answer: .*restore/s);
    for (const folder of ['samples', 'rollups']) renameSync(join(dir, `${folder}-away`), join(dir, folder));
    expect(said(await ask('top cpu_pct 2026-11-28'))).toContain('has the highest mean');
  });
});

describe('many and long questions, and a second bot', () => {
  let asking: Asking;
  const ask = (words: string, bounds = {}) => asking(words.split(' '), bounds);
  beforeAll(async () => {
    asking = await open();
  });
  afterAll(close);

  it('by a second bot: the second one says what to do, and the first goes on', async () => {
    const { execFile } = await import('node:child_process');
    const code = `import('${new URL('../../src/telemetry/history/history.ts', import.meta.url).href}').then(({ openHistory }) => openHistory({ dir: ${JSON.stringify(dir)}, log: { warn() {}, error() {}, info() {} }, clock: Date.now })).catch((thrown) => { console.log(thrown.code, thrown.hint); process.exit(0); })`;
    const told = await new Promise<string>((resolve) => {
      execFile(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', code], (_error, stdout) =>
        resolve(stdout),
      );
    });
    expect(told).toBe('history-locked another process has it open: stop that one, or ask it\n');
    expect(said(await ask('top cpu_pct 3d'))).toContain('has the highest mean');
  });

  it('at once are each answered, and what can not wait is slow and holds up nobody', async () => {
    const wanted = new Map<string, string>();
    for (const days of [1, 2, 3]) wanted.set(`top cpu_pct ${days}d`, said(await ask(`top cpu_pct ${days}d`)));
    const words = Array.from({ length: 60 }, (_, i) => [...wanted.keys()][i % 3]!);
    expect((await Promise.all(words.map((one) => ask(one)))).map(said)).toEqual(words.map((one) => wanted.get(one)));
    const left = new AbortController();
    const called = Promise.all(words.map((one) => ask(one, { signal: left.signal })));
    left.abort();
    for (const answer of await called)
      expect(answer).toMatchObject({ problem: 'The question was called off.', isSlow: true });
    expect(said(await ask('top cpu_pct 3d'))).toBe(wanted.get('top cpu_pct 3d'));
  });

  it('of any kind over fifty years', async () => {
    for (const { name } of questionKinds) {
      expect(said(await ask(`${name} 18300d`)), name).toMatch(/1976-10-23/);
      expect(said(await ask(`${name} 18301d`)), name).toMatch(/50 years are the most/);
    }
  });

  it.each(names)('a device called %s', async (name) => {
    const answer = await asking(['top', name, 'cpu_pct', '3d']);
    expect(said(answer)).toContain(`${name} has the highest mean`);
    expect('rows' in answer && answer.rows.length).toBe(1);
  });
});
