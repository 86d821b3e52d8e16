import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import type { TrainingSource } from '../../src/jobs/training/training-order.ts';
import { trainingFact } from '../../src/jobs/training/training-runs.ts';
import type { TrainingResult } from '../../src/learning/pipeline.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import { createApi } from '../../src/web/api.ts';
import { createLoopDelay } from '../../src/web/loop-delay.ts';
import type { ModelsPort, WantedModel } from '../../src/web/model-routes.ts';
import type { RecordPort } from '../../src/web/record-route.ts';
import { createWeb, type Web } from '../../src/web/web.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { runCli } from './run-cli.ts';

const token = 'a-token-of-a-test';
const store = useStore();
let folder = '';
let web: Web;
let configured: string[];
let asked: string[] | undefined;
let askedSpan: TrainingSource['span'];
let wanted: WantedModel | undefined;
let forecastAsked: object | undefined;

const model = (kind: string, id: string, promoted: boolean, reason: string) => ({
  ...{ kind, subject: 'network', id, metrics: [], promoted, reason },
});

const models: ModelsPort = {
  list: async () => ({}),
  async change(change) {
    if (change.id === 'missing') throw new NocturneError('no-such-model', 'There is no model missing');
    wanted = change;
    return { id: change.id ?? 'before' };
  },
};

/** Writes nothing; the name of the folder says what happens. */
const record: RecordPort = async ({ from, to, folder }, { onProgress }) => {
  if (folder.endsWith('taken'))
    throw new NocturneError('recording-exists', `${folder} is there already`, { hint: 'name a new folder' });
  onProgress({ done: 1, total: 2, note: 'writing samples' });
  if (folder.endsWith('late')) throw new NocturneError('recording-unwritable', 'the disk is full');
  const gaps = [0, 2, 4, 6, 8].map((hour) => ({ from: from + hour * 3_600_000, to: from + (hour + 0.5) * 3_600_000 }));
  return {
    ...{ folder, samples: 3, first: from, last: to - 1000, gaps },
    ...{ incidents: 1, labels: 0, unconfirmed: 1 },
  };
};

const heardAt = Date.now() - 4_000;
const sender = (device: string, port: string | null, tags: Record<string, string>) => ({
  ...{ device, interface: port, tags, measurements: ['interface'], values: 12, lastAt: heardAt },
});
const heard = {
  places: [{ ...sender('core1', 'Gi1', {}), metrics: ['throughput_mbps'] }],
  unknownDevices: [
    { ...sender('192.0.2.9', null, { agent_host: '192.0.2.9' }), paste: 'mapping: …', inventory: 'management: …' },
    { ...sender('cor1', null, { source: 'cor1' }), paste: 'mapping: cor1', inventory: null },
  ],
  pasteAll: 'mapping: both',
  unknownInterfaces: [sender('core1', 'Gi9', { ifName: 'Gi9' })],
  neverHeard: [{ device: 'core2', interface: null }],
  notListed: 0,
  sources: {
    'line-protocol': {
      ...{ deliveries: 1, failures: 0, points: 3, samples: 12, badPoints: 1, aheadPoints: 0, lastAt: heardAt },
      lost: { 'first-value': 2 },
    },
  },
};

/** A bot as other commands see it: its web server and its store. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bot-'));
  mkdirSync(join(folder, 'recording'));
  const loopDelay = createLoopDelay();
  const train = async ({ recordings = [], span, kinds }: TrainingSource & { kinds?: string[] }) => {
    asked = kinds;
    askedSpan = span;
    const failed = recordings.some((recording) => recording.includes('bad'));
    const points = [{ pass: 1, training: 1.1, later: 1.02 }];
    const losses = { name: 'error', passes: 1, kept: 1, points };
    const causes = { ...model('causes', 'cccc', false, 'macro F1 0.4'), losses };
    const result = [model('detection', 'aaaa', true, 'recall 0.9'), causes];
    const running = { state: 'running' as const, done: 1, total: 4, note: 'growing the cause forest', at: 1 };
    await store().facts.put(trainingFact, 'train-1', running);
    const ended = failed
      ? { state: 'failed' as const, note: 'Training failed: no samples' }
      : { state: 'done' as const, result };
    setTimeout(() => store().facts.put(trainingFact, 'train-1', { ...running, ...ended }), 50);
    return 'train-1';
  };
  web = await createWeb({
    ...{ port: 0, tokens: [], mapping: createMetricMapping(), onSamples: () => undefined, loopDelay, log: silentLog },
    ...{ health: () => ({}), clock: Date.now },
    routes: [
      createApi({
        store: store(),
        token,
        train,
        record,
        models,
        telemetry: () => heard,
        async forecast(question) {
          forecastAsked = question;
          if (question.device === 'Nowhere') return { problem: 'No device Nowhere is in the inventory.' };
          const words = { title: 'Latency of A eth1', line: 'about 12 ms', more: ['By the bot.'], others: ['A eth2'] };
          return words as never;
        },
        command: async (text) => `you said ${text}`,
      }),
    ],
  });
  const file = join(folder, 'nocturne.yaml');
  writeFileSync(file, `web: {port: ${web.port}}\n`);
  configured = ['--config', file];
  for (const subject of ['INC-1', 'INC-2']) {
    await store().audit.append({ at: 5, actor: 'nocturne', action: 'incident.resolved', subject, detail: {} });
  }
});
afterAll(async () => {
  await web?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => void vi.stubEnv('NOCTURNE_API_TOKEN', token));
afterEach(() => void vi.unstubAllEnvs());

describe('a command beside a running bot', () => {
  it('talks to it in the console', async () => {
    const { code, stdout } = await runCli('console', ...configured, '/noc', 'device', 'Router-A');
    expect([code, stdout]).toEqual([0, 'you said device Router-A\n']);
  });

  it('lists who sends, who of them is unknown and what to do, and who says nothing', async () => {
    const { code, stdout } = await runCli('sources', ...configured);
    expect(code).toBe(0);
    expect(stdout).toMatch(/line-protocol: 3 lines, 12 samples, 1 not understood/);
    expect(stdout).toMatch(/2 values without a sample: the first value of a counter/);
    expect(stdout).toMatch(/core1 +Gi1 +\d+ s ago +throughput_mbps/);
    expect(stdout).toMatch(/192\.0\.2\.9: 12 values.*agent_host=192\.0\.2\.9\n +for nocturne\.yaml: mapping: …\n/);
    expect(stdout).toMatch(/mapping: …\n +or at its device in topology\.yaml: management: …\n +cor1: 12 values/);
    expect(stdout).toMatch(/for nocturne\.yaml: mapping: cor1\n +all of them in nocturne\.yaml: mapping: both\n/);
    expect(stdout).toMatch(/1 interface that the inventory does not have.*\n +core1 Gi9/);
    expect(stdout).toMatch(/Never heard since the start: core2/);
    expect(JSON.parse((await runCli('sources', ...configured, '--json')).stdout)).toEqual(heard);
  });

  it('lets it train, and prints what came of it', async () => {
    const order = ['train', 'causes', '--from', join(folder, 'recording'), ...configured];
    const { code, stdout, stderr } = await runCli(...order, '--json');
    expect(code).toBe(0);
    expect(asked).toEqual(['causes']);
    const found = JSON.parse(stdout) as { runId: string; models: TrainingResult };
    expect(found.runId).toBe('train-1');
    expect(found.models.map(({ kind, id, promoted }) => [kind, id, promoted])).toEqual([
      ['detection', 'aaaa', true],
      ['causes', 'cccc', false],
    ]);
    expect(stderr).toContain('25 % growing the cause forest');
    expect(found.models[1]!.losses).toMatchObject({ passes: 1, points: [{ later: 1.02 }] });
    const printed = (await runCli(...order)).stdout;
    expect(printed).toMatch(/causes\s+cccc\s+not in use: macro F1 0.4/);
    expect(printed).toMatch(/\ncauses: 1 pass: error 1.02 on later rows, 1.1 on those it learned from\n$/);
    await runCli('train', '--from', join(folder, 'recording'), ...configured);
    expect([asked, askedSpan]).toEqual([undefined, undefined]);
    await runCli('train', '--history', '--from', '2026-11-01', '--to', '2026-11-02T12:00Z', ...configured);
    expect(askedSpan).toEqual({ from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 2, 12) });
    await runCli('train', '--from-history', '7d', ...configured);
    const { from, to } = askedSpan as unknown as { from: number; to: number };
    expect(to - from).toBe(7 * 86_400_000);
    expect(Math.abs(Date.now() - to)).toBeLessThan(300_000);
  });

  it('lets it forecast, and tells why it can not', async () => {
    const words = ['A & B', 'latency_ms', '--interface', 'eth1/0', '--hours', '6'];
    const { code, stdout } = await runCli('forecast', ...words, ...configured);
    expect([code, stdout]).toEqual([
      0,
      'Latency of A eth1: about 12 ms\nBy the bot.\nAlso sent by: A eth2 (--interface)\n',
    ]);
    expect(forecastAsked).toEqual({ device: 'A & B', metric: 'latency_ms', interface: 'eth1/0', hours: 6 });
    await runCli('forecast', 'A', '--day', ...configured);
    expect(forecastAsked).toEqual({ device: 'A', metric: undefined, interface: undefined, day: true });
    const refused = await runCli('forecast', 'Nowhere', ...configured);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('No device Nowhere is in the inventory'),
    ]);
  });

  it('lets it write a recording, shows how far it is, and prints what came of it', async () => {
    const order = (name: string) => ['record', join(folder, name), '--from', '2026-11-01', '--to', '2026-11-03'];
    const { code, stdout, stderr } = await runCli(...order('made'), ...configured);
    expect(code).toBe(0);
    expect(stderr).toContain('50 % writing samples');
    expect(stdout.split('\n')).toEqual([
      `${join(folder, 'made')}: 3 samples, 1 incident, 0 labels`,
      'from 2026-11-01T00:00:00Z to 2026-11-02T23:59:59Z',
      ...['00', '02', '04'].map(
        (hour) => `nothing was stored from 2026-11-01T${hour}:00:00Z to 2026-11-01T${hour}:30:00Z`,
      ),
      'and in 2 more gaps; --json lists all',
      expect.stringContaining('1 incident without a label: nobody confirmed the cause'),
      '',
    ]);
    const json = JSON.parse((await runCli(...order('made'), ...configured, '--json')).stdout);
    expect([json.samples, json.gaps.length]).toEqual([3, 5]);
    for (const [name, says] of [
      ['taken', /refused \/api\/v1\/record: .*taken is there already \(name a new folder\)/],
      ['late', /refused \/api\/v1\/record: the disk is full/],
    ] as const) {
      const refused = await runCli(...order(name), ...configured);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(says)]);
    }
  });

  it('says so when it stops in the middle of a recording', async () => {
    const ending: RecordPort = async (_order, { onProgress }) => {
      onProgress({ done: 1, total: 2, note: 'writing samples' });
      await other.close();
      return {};
    };
    const commands = { train: async () => 'run', command: async (text: string) => text };
    const other = await createWeb({
      ...{ port: 0, tokens: [], mapping: createMetricMapping(), onSamples: () => undefined, log: silentLog },
      ...{ loopDelay: createLoopDelay(), health: () => ({}), clock: Date.now },
      routes: [createApi({ store: store(), token, record: ending, ...commands })],
    });
    const file = join(folder, 'other.yaml');
    writeFileSync(file, `web: {port: ${other.port}}\n`);
    const { code, stderr } = await runCli('record', join(folder, 'made'), '--from', '2026-11-01', '--config', file);
    expect([code, stderr]).toEqual([1, expect.stringContaining('no longer answers to /api/v1/record')]);
  });

  it('lets it put a model in use, and tells why it did not', async () => {
    const promote = (...args: string[]) =>
      runCli('models', 'promote', ...args, '--reason', 'seen at work', ...configured);
    expect((await promote('causes', 'cccc')).stdout).toContain('causes cccc is in use, by the bot at');
    expect(wanted).toMatchObject({ kind: 'causes', subject: 'network', id: 'cccc', reason: 'seen at work' });
    expect((await runCli('models', 'back', 'causes', ...configured)).stdout).toContain('causes before is in use');
    expect(wanted).toMatchObject({ kind: 'causes', id: null, reason: 'by hand' });
    const refused = await promote('causes', 'missing');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('There is no model missing')]);
  });

  it('tells why a training failed', async () => {
    mkdirSync(join(folder, 'bad'));
    const { code, stdout, stderr } = await runCli('train', 'causes', '--from', join(folder, 'bad'), ...configured);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('nocturne: Training failed: no samples');
  });

  it('says which token is missing or wrong', async () => {
    vi.stubEnv('NOCTURNE_API_TOKEN', 'another-token');
    expect((await runCli('audit', 'verify', ...configured)).stderr).toContain('must be the one it was started with');
    vi.stubEnv('NOCTURNE_API_TOKEN', '');
    expect((await runCli('audit', 'verify', ...configured)).stderr).toContain('NOCTURNE_API_TOKEN is not set');
  });
});

describe('the audit', () => {
  it('is exported line by line, all of it or about one subject', async () => {
    const { stdout } = await runCli('audit', 'export', ...configured);
    const entries = stdout.trim().split('\n');
    expect(entries.map((line) => JSON.parse(line).subject)).toEqual(['INC-1', 'INC-2']);
    const one = await runCli('audit', 'export', '--subject', 'INC-2', ...configured);
    expect(JSON.parse(one.stdout)).toMatchObject({ seq: 2, subject: 'INC-2', action: 'incident.resolved' });
  });

  it('is verified with exit code 0, and with 1 and the first entry that does not fit once it was altered', async () => {
    expect(await runCli('audit', 'verify', ...configured)).toMatchObject({
      ...{ code: 0, stdout: 'the audit is intact: 2 entries\n' },
    });
    await store().pool.query(`ALTER TABLE nocturne.audit DISABLE TRIGGER ALL;
      UPDATE nocturne.audit SET actor = 'somebody else' WHERE seq = 2; ALTER TABLE nocturne.audit ENABLE TRIGGER ALL`);
    const { code, stdout } = await runCli('audit', 'verify', '--json', ...configured);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      entries: 1,
      brokenAt: 2,
      broken: { actor: 'somebody else' },
    });
    expect((await runCli('audit', 'verify', ...configured)).stdout).toContain('BROKEN at entry 2');
  });
});
