import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { trainingFact } from '../../src/jobs/train-models.ts';
import { createMetricMapping } from '../../src/telemetry/metric-mapping.ts';
import { createApi } from '../../src/web/api.ts';
import { createLoopDelay } from '../../src/web/loop-delay.ts';
import { createWeb, type Web } from '../../src/web/web.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { runCli } from './run-cli.ts';

const token = 'a-token-of-a-test';
const store = useStore();
let folder = '';
let web: Web;
let configured: string[];

/** A bot as other commands see it: its web server and its store. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bot-'));
  mkdirSync(join(folder, 'recording'));
  const loopDelay = createLoopDelay();
  const train = async ({ recordings }: { recordings: string[] }) => {
    const failed = recordings.some((recording) => recording.includes('bad'));
    const result = { anomaly: 'aaaa', causes: 'cccc', macroF1: 0.875, ruleMacroF1: 0.5 };
    const running = { state: 'running', done: 1, total: 4, note: 'growing the cause forest', at: 1 };
    await store().facts.put(trainingFact, 'train-1', running);
    const ended = failed ? { state: 'failed', note: 'Training failed: no samples' } : { state: 'done', result };
    setTimeout(() => store().facts.put(trainingFact, 'train-1', { ...running, ...ended }), 50);
    return 'train-1';
  };
  web = await createWeb({
    ...{ port: 0, tokens: [], mapping: createMetricMapping(), onSamples: () => undefined, loopDelay, log: silentLog },
    ...{ health: () => ({}), clock: Date.now },
    routes: [createApi({ store: store(), token, train, command: async (text) => `you said ${text}` })],
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

  it('lets it train, and prints what came of it', async () => {
    const order = ['train', 'causes', '--from', join(folder, 'recording'), ...configured];
    const { code, stdout, stderr } = await runCli(...order, '--json');
    expect(code).toBe(0);
    const result = { runId: 'train-1', anomaly: 'aaaa', causes: 'cccc', macroF1: 0.875, ruleMacroF1: 0.5 };
    expect(JSON.parse(stdout)).toMatchObject(result);
    expect(stderr).toContain('25 % growing the cause forest');
    expect((await runCli(...order)).stdout).toContain('macro F1 0.875, a rule on the worst metric 0.500');
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
