import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampled } from '../sampled.ts';
import { describeCommands } from './command-table.ts';
import { runCli } from './run-cli.ts';

let folder = '';
const at = (...names: string[]) => join(folder, ...names);

/** What a path can lead to other than what a command wants. */
const kinds = [
  'missing',
  'missing/deep',
  'file',
  'file/below',
  'empty-file',
  'binary',
  'loop',
  'empty',
  'filled',
  'x'.repeat(300),
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrong-paths-'));
  writeFileSync(at('file'), 'hello\n');
  writeFileSync(at('empty-file'), '');
  writeFileSync(at('binary'), Buffer.from([0, 1, 255, 254, 10, 0]));
  symlinkSync('loop', at('loop'));
  mkdirSync(at('empty'));
  // Everything is there by name, and nothing is what its name says.
  for (const name of ['samples.lp', 'topology.yaml', 'labels.csv', 'events.jsonl', 'database', 'models', 'history'])
    mkdirSync(at('filled', name, 'inside'), { recursive: true });
  writeFileSync(at('filled', 'database', 'postgres'), 'no database');
  mkdirSync(at('recording'));
  writeFileSync(at('labels.csv'), 'start,end,device,interface,cause\n1764000000,1764000001,Router-A,,packet_loss\n');
  writeFileSync(at('recording', 'samples.lp'), '');
  writeFileSync(at('nocturne.yaml'), 'inventory: topology.yaml\nweb: {port: 0}\n');
  writeFileSync(at('topology.yaml'), 'devices: {}\nlinks: {}\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configured = () => ['--config', at('nocturne.yaml')];
const commands: Record<string, ((path: string) => string[])[]> = {
  start: [(path) => ['start', '--config', path]],
  sources: [(path) => ['sources', '--config', path]],
  discover: [(path) => ['discover', '--config', path], (path) => ['discover', '--file', path, ...configured()]],
  record: [
    (path) => ['record', at('made'), '--from', '2026-11-02', '--config', path],
    (path) => ['record', at('made'), '--from', '2026-11-02', '--state', path, ...configured()],
  ],
  import: [
    (path) => ['import', path, '--state', at('never made'), ...configured()],
    (path) => ['import', at('recording'), '--config', path],
  ],
  doctor: [(path) => ['doctor', '--config', path]],
  console: [
    (path) => ['console', 'status', '--config', path],
    (path) => ['console', 'status', '--state', path, ...configured()],
  ],
  digest: [(path) => ['digest', '--config', path]],
  route: [(path) => ['route', 'Router-A', 'Router-B', '--config', path]],
  forecast: [
    (path) => ['forecast', 'Router-A', '--config', path],
    (path) => ['forecast', 'Router-A', '--state', path, ...configured()],
  ],
  history: [
    (path) => ['history', 'values', '--config', path],
    (path) => ['history', 'values', '--state', path, ...configured()],
  ],
  train: [
    (path) => ['train', 'causes', '--from', path, '--state', at('never made'), ...configured()],
    (path) => ['train', 'causes', '--from', at('recording'), '--config', path],
  ],
  'models list': [(path) => ['models', '--config', path], (path) => ['models', '--state', path, ...configured()]],
  'models show': [
    (path) => ['models', 'show', 'causes', '--config', path],
    (path) => ['models', 'show', 'causes', '--state', path, ...configured()],
  ],
  'models export': [
    (path) => ['models', 'export', 'causes', '--state', path, ...configured()],
    (path) => ['models', 'export', 'causes', '--config', path],
  ],
  'models promote': [
    (path) => ['models', 'promote', 'causes', '0123456789abcdef', '--state', path, ...configured()],
    (path) => ['models', 'promote', 'causes', '0123456789abcdef', '--config', path],
  ],
  'models back': [(path) => ['models', 'back', 'causes', '--state', path, ...configured()]],
  'labels list': [(path) => ['labels', '--config', path], (path) => ['labels', '--state', path, ...configured()]],
  'labels export': [
    (path) => ['labels', 'export', '--config', path],
    (path) => ['labels', 'export', '--state', path, ...configured()],
  ],
  'labels import': [
    (path) => ['labels', 'import', path, '--state', at('never made'), ...configured()],
    (path) => ['labels', 'import', at('labels.csv'), '--config', path],
  ],
  'audit verify': [
    (path) => ['audit', 'verify', '--config', path],
    (path) => ['audit', 'verify', '--state', path, ...configured()],
  ],
  'audit export': [(path) => ['audit', 'export', '--state', path, ...configured()]],
  'backtest detection': [(path) => ['backtest', 'detection', path, ...configured()]],
  'backtest causes': [(path) => ['backtest', 'causes', path, ...configured()]],
  'backtest forecast': [(path) => ['backtest', 'forecast', path, ...configured()]],
  replay: [(path) => ['replay', path, '--no-slack', ...configured()]],
  'replay-event': [(path) => ['replay-event', path, ...configured()]],
  config: [(path) => ['config', '--config', path], (path) => ['config', '--json', '--config', path]],
};

it('knows every command', () => {
  expect(Object.keys(commands).sort()).toEqual(
    describeCommands()
      .map(({ name }) => name)
      .sort(),
  );
});

const wrong = Object.entries(commands).flatMap(([name, lines]) =>
  lines.flatMap((line, form) => kinds.map((kind) => ({ name, form: form + 1, kind, line }))),
);

it.each(sampled(wrong, ({ name, form, kind }) => [`${name} ${form}`, kind]))(
  'nocturne $name says without a stack what is wrong with the path $kind (form $form)',
  async ({ line, kind }) => {
    const args = line(at(kind));
    const { code, stdout, stderr } = await runCli(...args);
    const said = `${args.join(' ')}\n${stdout}${stderr}`;
    expect(`${stdout}${stderr}`, said).not.toMatch(/\n\s+at |Error: /);
    // An empty state folder holds no models, and the inventory has no device: both are answers.
    if (code === 0) expect(said).toMatch(/No model( of kind causes)? was trained yet/);
    else if (kind === 'filled' && said.includes('is in the inventory')) expect(args[0]).toBe('forecast');
    else expect(`${stdout}${stderr}`, said).toContain(kind.split('/')[0]!.slice(0, 200));
  },
);

it.each(['file', 'file/below', 'binary', 'loop'])('does not train into the state folder %s', async (kind) => {
  const { code, stderr } = await runCli(
    'train',
    'causes',
    '--from',
    at('recording'),
    '--state',
    at(kind),
    ...configured(),
  );
  expect([code, stderr.split('\n').length]).toEqual([1, 2]);
  expect(stderr).toContain(at(kind));
});

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

it.each([['config'], ['config', '--json'], ['--help'], ['audit', '--help']])(
  'ends without a word when nobody reads what `nocturne %s %s` prints',
  async (...args) => {
    const words = args.filter((word) => word !== undefined);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words], { stdio: 'pipe' });
    child.stdout.destroy();
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    expect([code, said]).toEqual([0, '']);
  },
);
