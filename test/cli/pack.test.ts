import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { shortLived } from '../short-lived.ts';
import { describeCommands } from './command-table.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const copied = ['bin', 'docs', 'prompts', 'playbooks', 'src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const alsoCopied = ['nocturne.example.yaml', 'manifest.json', '.env.example', 'README.md', 'LICENSE'];
let folder = '';

/** The machine's own Node.js, and the one that runs the tests; they may be the same. */
function nodes(): string[] {
  const path = (process.env.PATH ?? '').split(':').filter((entry) => !entry.includes('node_modules'));
  const own = path.map((entry) => join(entry, 'node')).find(existsSync);
  return [...new Set([own ?? process.execPath, process.execPath])];
}

/** Builds and packs a copy of the checkout, and unpacks the tarball beside its dependencies: an installation without a network. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
  const source = join(folder, 'source');
  mkdirSync(source);
  for (const name of [...copied, ...alsoCopied]) cpSync(join(root, name), join(source, name), { recursive: true });
  for (const place of [source, folder]) symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  const npm = { cwd: source, env: { ...process.env, npm_config_offline: 'true', npm_config_loglevel: 'error' } };
  await run('npm', ['run', 'build', '--silent'], npm);
  await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], npm);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  await run('tar', ['-xzf', join(folder, tarball), '-C', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was installed, run by this Node.js, with nothing of the environment of the tests. */
function nocturne(node: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  const bin = join(folder, 'package', 'bin', 'nocturne.js');
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  return run(node, [...shortLived, bin, ...args], { cwd: folder, env: { PATH, HOME, XDG_CACHE_HOME } });
}

describe('the package', () => {
  it('holds what it needs, and nothing of the demo or the tests', () => {
    const entries = readdirSync(join(folder, 'package'));
    const expected = ['bin', 'dist', 'docs', 'prompts', 'playbooks', ...alsoCopied, 'package.json'];
    expect(entries.sort()).toEqual(expected.sort());
    const namesIn = (path: string, extension: RegExp) =>
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => extension.test(name))
        .map((name) => name.replace(extension, ''));
    const compiled = namesIn(join(folder, 'package', 'dist'), /\.js$/);
    expect(compiled.sort()).toEqual(namesIn(join(folder, 'source', 'src'), /\.ts$/).sort());
  });

  it('explains every command with --help', async () => {
    const names = describeCommands().map(({ name }) => name);
    const cli = pathToFileURL(join(folder, 'package', 'dist', 'cli', 'run.js')).href;
    const lines = names.map((name) => `await run([...${JSON.stringify(name.split(' '))}, '--help']);`);
    const source = [`import { run } from ${JSON.stringify(cli)};`, ...lines].join('\n');
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source], { cwd: folder });
    for (const name of names) expect(stdout).toContain(`Usage: nocturne ${name} `);
  });

  it.each(nodes())('starts on %s', async (node) => {
    expect((await nocturne(node, ['--help'])).stdout).toContain('Usage: nocturne');
  });

  it('finds its prompts, playbooks and workers', async () => {
    const recording = join(folder, 'recording');
    await recordWorld({ spec: loadNetworkSpec(), seed: 1, from: 1_750_000_000_000, minutes: 2, out: recording });
    cpSync(join(recording, 'topology.yaml'), join(folder, 'topology.yaml'));
    const file = join(folder, 'mention.json');
    const event = { type: 'app_mention', user: 'U1', text: '<@U2> mode', channel: 'C1', ts: '1.1' };
    const payload = { type: 'event_callback', team_id: 'T1', event_id: 'Ev1', event };
    writeFileSync(file, JSON.stringify({ envelope_id: 'e1', type: 'events_api', payload }));
    const [trained, answered] = await Promise.all([
      nocturne(process.execPath, ['train', 'causes', '--from', recording, '--state', join(folder, 'state'), '--json']),
      nocturne(process.execPath, ['replay-event', file, '--json']),
    ]);
    expect(trained.stderr).not.toContain('Warning');
    expect(JSON.parse(trained.stdout)).toMatchObject({
      models: [
        { kind: 'detection', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
        { kind: 'causes', id: null },
      ],
    });
    const { sent, calls } = JSON.parse(answered.stdout);
    expect([sent, calls.length, calls[0].method]).toEqual([false, 1, 'chat.postMessage']);
    expect(calls[0].arguments).toMatchObject({ channel: 'C1', thread_ts: '1.1' });
    expect(calls[0].arguments.text).toContain('propose');
  });
});
