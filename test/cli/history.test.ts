import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import type { QuestionAnswer } from '../../src/questions/answer-question.ts';
import { questionKinds } from '../../src/questions/list.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import { createApi } from '../../src/web/api.ts';
import { createLoopDelay } from '../../src/web/loop-delay.ts';
import { createWeb, type Web } from '../../src/web/web.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { cacheDir, silentLog } from '../store/open-test-store.ts';
import { runCli } from './run-cli.ts';

const at = Date.parse('2026-11-22T10:00:00Z');
const answer: QuestionAnswer = {
  ...{
    question: 'values',
    asked: { metric: 'cpu_pct' } as never,
    sentence: 'CPU of\u001b[31m all places.',
    chart: null,
  },
  columns: [
    { name: 'ts', title: 'from', format: 'time' },
    { name: 'device', title: 'device', format: 'text' },
    { name: 'mean', title: 'mean', format: 'value' },
  ],
  rows: [
    { ts: at, device: 'R "1", a', mean: 12.3456 },
    { ts: at + 60_000, device: 'R2', mean: null },
  ],
  notes: ['Later than now is not in it.'],
};

let folder = '';
let web: Web;
const asked: string[][] = [];
const inFolder = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ask-'));
  web = await createWeb({
    ...{ port: 0, tokens: [], mapping: createMetricMapping(), onSamples: () => undefined, log: silentLog },
    ...{ loopDelay: createLoopDelay(), health: () => ({}), clock: Date.now },
    routes: [
      createApi({
        ...{
          store: createMemoryStore(),
          token: 'a-token-of-a-test',
          train: async () => 'run',
          command: async (text) => text,
        },
        async history(words, { onProgress }) {
          asked.push(words);
          if (words.includes('nonsense'))
            throw new NocturneError('history-question', 'I do not know nonsense. Did you mean values?');
          onProgress({ done: 0.5, total: 1, note: 'reading the history' });
          return answer;
        },
      }),
    ],
  });
  writeFileSync(inFolder('beside.yaml'), `web: {port: ${web.port}}\n`);
  writeFileSync(
    inFolder('topology.yaml'),
    `devices: {R1: {platform: frr, role: router, site: S}, Core-2: {platform: frr, role: router, site: S}}\nlinks: {}\n`,
  );
  for (const name of ['alone', 'nothing'])
    writeFileSync(inFolder(`${name}.yaml`), `inventory: topology.yaml\nstate: ${name}\nweb: {port: 0}\n`);
  const state = inFolder('alone');
  const store = await openStore({
    dataDir: join(state, 'database'),
    cacheDir,
    log: silentLog,
    clock: Date.now,
  } as never);
  await store.close();
  const history = await openHistory({ dir: join(state, 'history'), log: silentLog, clock: () => at + 3_600_000 });
  for (let i = 0; i < 10; i += 1)
    history.append([
      { at: at + i * 60_000, device: i % 2 ? 'R1' : 'Core-2', interface: null, metric: 'cpu_pct', value: i },
    ]);
  await history.close();
});
afterAll(async () => {
  await web?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked.length = 0;
  vi.stubEnv('NOCTURNE_API_TOKEN', 'a-token-of-a-test');
});
afterEach(() => void vi.unstubAllEnvs());

const askBot = (...words: string[]) => runCli('history', ...words, '--config', inFolder('beside.yaml'));
const askAlone = (...words: string[]) => runCli('history', ...words, '--config', inFolder('alone.yaml'));
const csv = 'ts,device,mean\n2026-11-22T10:00:00.000Z,"R ""1"", a",12.3456\n2026-11-22T10:01:00.000Z,R2,\n';

it('without words lists every question, with and without a bot', async () => {
  for (const [list, config] of [['beside'], ['nothing']].map(([name]) => [
    runCli('history', '--config', inFolder(`${name}.yaml`)),
    name,
  ])) {
    const { code, stdout } = await (list as ReturnType<typeof runCli>);
    expect(code, String(config)).toBe(0);
    for (const { name, about } of questionKinds)
      expect(stdout).toMatch(new RegExp(`^${name} +${about.slice(0, 20).replaceAll(/[(]/g, '.')}`, 'm'));
  }
  expect(asked).toEqual([]);
});

describe('beside a running bot', () => {
  it('prints sentence, table and notes, and says on the way how far it is', async () => {
    const { code, stdout, stderr } = await askBot('values', "O'Hara", '7d');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'CPU of all places.\n\nfrom              device      mean\n2026-11-22 10:00  R "1", a  12.3 %\n2026-11-22 10:01  R2\n\nLater than now is not in it.\n',
    );
    expect(stderr).toContain('50 % reading the history');
    expect(asked).toEqual([['values', "O'Hara", '7d']]);
  });

  it('prints JSON and CSV, with nothing else on the same way', async () => {
    expect(JSON.parse((await askBot('values', '--json')).stdout)).toEqual(answer);
    const { stdout, stderr } = await askBot('values', '--csv');
    expect(stdout).toBe(csv);
    expect(stderr).toContain('Later than now is not in it.');
  });

  it('says why there is no answer', async () => {
    const { code, stdout, stderr } = await askBot('nonsense');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/I do not know nonsense\. Did you mean values\?/);
  });

  it('takes --json or --csv', async () => {
    expect((await askBot('values', '--json', '--csv')).code).toBe(2);
  });
});

describe('without a bot', () => {
  it('asks in this process, by the inventory', async () => {
    const { code, stdout, stderr } = await askAlone('top', 'cpu_pct', '2026-11-22');
    expect([code, stdout.split('\n')[0]], stderr).toEqual([
      0,
      'CPU of all places on 2026-11-22 UTC: R1 has the highest mean, 5 % (at most 9 %), of 2 places.',
    ]);
    expect(stdout).toMatch(/^R1 +5 +5 % +8\.6 % +9 %$/m);
    const json = JSON.parse(
      (await askAlone('top', 'core-2', 'cpu_pct', '2026-11-22', '--json')).stdout,
    ) as QuestionAnswer;
    expect(json.rows).toEqual([{ device: 'Core-2', interface: '', readings: 5, mean: 4, p95: 7.6, highest: 8 }]);
  });

  it.each([[['top', 'R3'], /I do not know R3\. Did you mean R1\?/]])('says what is meant: %j', async (words, why) => {
    const { code, stdout, stderr } = await askAlone(...words);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(why)]);
  });

  it('says where nothing is stored, and makes nothing there', async () => {
    const { code, stderr } = await runCli('history', 'top', '--config', inFolder('nothing.yaml'));
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/No telemetry is stored in .*nothing.*\(start a bot, or name/),
    ]);
    expect((await runCli('history', 'top', '--config', inFolder('nothing.yaml'))).code).toBe(1);
  });
});
