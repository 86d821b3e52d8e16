import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLabelsDoor } from '../../src/app/labels-door.ts';
import { loadConfig } from '../../src/config.ts';
import type { CauseId } from '../../src/domain/cause.ts';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import { createApi } from '../../src/web/api.ts';
import { createLoopDelay } from '../../src/web/loop-delay.ts';
import { createWeb, type Web } from '../../src/web/web.ts';
import { incidentOf } from '../bot/world.ts';
import { topology } from '../diagnosis/simulated.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { runCli } from './run-cli.ts';

const token = 'a-token-of-a-test';
const header = 'start,end,device,interface,cause';
const store = useStore();
let folder = '';
const at = (...names: string[]) => join(folder, ...names);
let web: Web;
let now = Date.UTC(2026, 10, 24);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labels-'));
  web = await createWeb({
    ...{ port: 0, tokens: [], mapping: createMetricMapping(), onSamples: () => undefined, log: silentLog },
    ...{ health: () => ({}), clock: Date.now, loopDelay: createLoopDelay() },
    routes: [
      createApi({
        ...{ store: store(), token, train: async () => 'run', command: async (text) => text },
        labels: createLabelsDoor({ store: store(), topology: async () => topology, clock: () => now }),
      }),
    ],
  });
  writeFileSync(at('bot.yaml'), `web: {port: ${web.port}}\n`);
  writeFileSync(at('alone.yaml'), 'inventory: topology.yaml\nstate: state\nweb: {port: 0}\n');
  writeFileSync(at('topology.yaml'), 'devices: {}\nlinks: {}\n');
});
afterAll(async () => {
  await web?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  vi.stubEnv('NOCTURNE_API_TOKEN', token);
  await store().pool.query('TRUNCATE nocturne.fact, nocturne.incident CASCADE');
});
afterEach(() => void vi.unstubAllEnvs());

const start = Date.UTC(2026, 10, 23, 3);
const beside = (...words: string[]) => runCli('labels', ...words, '--config', at('bot.yaml'));
const alone = (...words: string[]) => runCli('labels', ...words, '--config', at('alone.yaml'));
function write(name: string, ...lines: string[]): string {
  writeFileSync(at(name), `${[header, ...lines].join('\n')}\n`);
  return at(name);
}

async function addIncident(id: string, said: { right: boolean; cause: CauseId | null }): Promise<void> {
  await store().incidents.insert({ ...incidentOf(id), openedAt: start, lastAnomalyAt: start + 60_000 });
  const about = { incidentId: id, user: 'U1', at: start + 90_000, verdict: 'congestion' as const };
  await createIncidentLabels(store().facts).put({ ...about, ...said });
}

describe('nocturne labels beside a bot', () => {
  it('lists what is known, with the verdicts', async () => {
    await addIncident('INC-1', { right: true, cause: null });
    await addIncident('INC-2', { right: false, cause: 'unknown' });
    await store().incidents.insert(incidentOf('INC-3'));
    const file = write('one.csv', `${start / 1000},${start / 1000 + 60},"core, 1",,bad_optic`);
    expect((await beside('import', file)).code).toBe(0);
    const { code, stdout } = await beside('list');
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        'KNOWN (UTC)           BY      INCIDENT  DEVICE    INTERFACE  FROM (UTC)            TO (UTC)              CAUSE       VERDICT',
        '2026-11-23T03:01:30Z  person  INC-1     Router-A  eth1       2026-11-23T03:00:00Z  2026-11-23T03:01:00Z  congestion  congestion (right)',
        '2026-11-23T03:01:30Z  person  INC-2     Router-A  eth1       2026-11-23T03:00:00Z  2026-11-23T03:01:00Z  unknown     congestion (wrong)',
        '2026-11-24T00:00:00Z  import            core, 1              2026-11-23T03:00:00Z  2026-11-23T03:01:00Z  bad_optic   none',
        '3 labels',
        'not labels: 1 incident without a confirmed cause',
        '',
      ],
    ]);
    expect(JSON.parse((await beside('--json')).stdout)).toMatchObject({
      ...{
        labels: [{ incidentId: 'INC-1', isRight: true }, { incidentId: 'INC-2', isRight: false }, { by: 'import' }],
      },
      ...{ unconfirmed: 1, dismissed: 0 },
    });
  });

  it('exports what an import, and a recording, read back, and into no file that is there', async () => {
    await addIncident('INC-1', { right: true, cause: null });
    await addIncident('INC-2', { right: false, cause: 'unknown' });
    await beside('import', write('two.csv', `${start},${start + 1},"a ""b"", c",Gi 1/0,fire`));
    const csv = [
      `${header}`,
      `${start},${start + 60_000},Router-A,eth1,congestion`,
      `${start},${start + 1},"a ""b"", c",Gi 1/0,fire`,
      '',
    ].join('\n');
    expect(await beside('export')).toMatchObject({ code: 0, stdout: csv });
    const written = await beside('export', '--out', at('out.csv'));
    expect(written).toMatchObject({ code: 0, stdout: `2 labels written to ${at('out.csv')}\n` });
    expect(readFileSync(at('out.csv'), 'utf8')).toBe(csv);
    const again = await beside('export', '--out', at('out.csv'));
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('out.csv is there already (name a new file)'),
    });
    expect((await beside('import', at('out.csv'))).stdout).toBe('2 labels: 0 added, 2 known already\n');
  });

  it('imports a file once, says what nothing is learned from, and writes down who did it', async () => {
    const line = `${start},${start + 1},Router-A,eth1`;
    const file = write(
      'three.csv',
      `${line},bad_optic`,
      `${line},bad_optic`,
      `${line},fire`,
      `${start},${start},core9,,fire`,
    );
    const { code, stdout } = await beside('import', file);
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        '4 labels: 3 added, 1 known already',
        'causes that Nocturne does not know: fire. Trainings leave these labels out and count them.',
        'not in the inventory: core9. Trainings leave these labels out until it has them.',
        '',
      ],
    ]);
    const many = Array.from({ length: 10 }, (_, i) => `${start},${start},core${i},,bad_optic`);
    expect((await beside('import', write('many.csv', ...many))).stdout).toContain('core6, core7 and 2 more.');
    now += 1000;
    const before = (await beside('--json')).stdout;
    expect((await beside('import', file)).stdout).toBe('4 labels: 0 added, 4 known already\n');
    expect((await beside('--json')).stdout).toBe(before);
    const last = (await store().audit.list()).at(-2)!;
    expect(last).toMatchObject({ action: 'labels.imported', detail: { added: 3, by: expect.stringMatching(/./) } });
    expect(JSON.parse((await beside('import', file, '--json')).stdout)).toMatchObject({ added: 0, known: 4 });
  });

  it('imports nothing of a file with bad lines, and names each of them', async () => {
    const good = `${start},${start + 1},Router-A,,bad_optic`;
    const file = write('bad.csv', good, `${start},${start - 1},Router-A,,bad_optic`, good, `soon,${start},Router-A,,x`);
    const { code, stdout, stderr } = await beside('import', file);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `${file} line 3: end is before start\n${file} line 5: start "soon" is no time (nothing was taken;`,
    );
    expect((await beside('list')).stdout).toBe('0 labels\n');
  });

  it('says that the token is missing or wrong', async () => {
    vi.stubEnv('NOCTURNE_API_TOKEN', 'another-token');
    const file = write('four.csv', `${start},${start},Router-A,,bad_optic`);
    for (const words of [['list'], ['export'], ['import', file]])
      expect(await beside(...words)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('wrong or missing API token'),
      });
    vi.stubEnv('NOCTURNE_API_TOKEN', undefined);
    expect((await beside('import', file)).stderr).toContain('NOCTURNE_API_TOKEN is not set');
  });
});

describe('nocturne models show causes', () => {
  const show = (...words: string[]) =>
    runCli('models', 'show', 'causes', ...words, '--config', at('bot.yaml')).then(({ stdout, code }) => ({
      stdout,
      code,
    }));

  it('tells how often causes were right, from the bot that knows it, and never fails because of that', async () => {
    const models = new URL('../fixtures/former-models', import.meta.url);
    cpSync(models, join(loadConfig(at('bot.yaml')).state, 'models'), { recursive: true });
    await addIncident('INC-1', { right: true, cause: null });
    await addIncident('INC-2', { right: false, cause: 'unknown' });
    expect((await show()).stdout).toContain('Labels        2 labels have a verdict: 1 right (50 %);');
    expect(JSON.parse((await show('--json')).stdout)).toMatchObject([{ labels: { labels: 2, right: 1 } }]);
    vi.stubEnv('NOCTURNE_API_TOKEN', 'another-token');
    expect(await show()).toMatchObject({
      ...{ code: 0, stdout: expect.stringMatching(/Labels {8}can't be read: .*wrong or missing API token/) },
    });
    expect(JSON.parse((await show('--json')).stdout)).toMatchObject([{ labels: null }]);
  });
});

describe('nocturne labels without a bot', () => {
  it('imports into a new store, and lists and exports from it', async () => {
    const none = await alone('list');
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no database') });
    const bad = write('bad.csv', 'soon,never,Router-A,,x');
    expect((await alone('import', bad)).code).toBe(1);
    expect(existsSync(at('state'))).toBe(false);
    const file = write('five.csv', `${start},${start + 1},Router-A,,bad_optic`);
    const first = await alone('import', file);
    expect(first.stdout, first.stderr).toBe(
      '1 label: 1 added, 0 known already\nnot in the inventory: Router-A. Trainings leave these labels out until it has them.\n',
    );
    expect((await alone('import', file)).stdout).toBe('1 label: 0 added, 1 known already\n');
    expect((await alone('export')).stdout).toBe(readFileSync(file, 'utf8'));
    expect((await runCli('audit', 'export', '--config', at('alone.yaml'))).stdout).toContain('"labels.imported"');
  });
});

it('explains what a file is like with --help', async () => {
  const { stdout } = await runCli('labels', 'import', '--help');
  for (const part of [header, 'ISO 8601 with a zone', 'done twice it changes nothing']) expect(stdout).toContain(part);
});
