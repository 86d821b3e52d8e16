import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConfig } from '../../src/cli/config-table.ts';
import { runCli } from './run-cli.ts';

const example = fileURLToPath(new URL('../../nocturne.example.yaml', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-values-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Shown {
  file: { name: string; value: unknown }[];
  environment: { name: string; set: boolean }[];
}

async function show(file: string): Promise<Shown> {
  const { code, stdout, stderr } = await runCli('config', '--json', '--config', file);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Shown;
}

function write(text: string, env = ''): string {
  const file = join(folder, 'nocturne.yaml');
  writeFileSync(file, text);
  writeFileSync(join(folder, '.env'), env);
  return file;
}

describe('what is in force with a configuration', () => {
  it('is the default of every key that the file does not change', async () => {
    const paths = ['state', 'inventory'];
    const standards = describeConfig().file.map(({ name, standard }) => [name, standard === '' ? null : standard]);
    const { file } = await show(example);
    const values = file.map(({ name, value }) => [name, value === null ? null : JSON.stringify(value)]);
    const plain = (rows: unknown[][]) => rows.filter(([name]) => !paths.includes(String(name)));
    // A default of null is shown as no value.
    const none = (rows: unknown[][]) => rows.map(([name, value]) => [name, value === 'null' ? null : value]);
    expect(none(plain(values))).toEqual(none(plain(standards)));
  });

  it('is what the file says, with paths resolved against its folder', async () => {
    const { file } = await show(
      write('state: kept\nweb: {port: 9001}\npolicy: {tagModes: {core: act}, approvers: {users: [U0123ABCD]}}\n'),
    );
    const value = (name: string) => file.find((row) => row.name === name)?.value;
    expect(value('state')).toBe(join(folder, 'kept'));
    expect(value('inventory')).toBe(join(folder, 'topology.yaml'));
    expect(value('web.port')).toBe(9001);
    expect(value('policy.tagModes')).toEqual({ core: 'act' });
    expect(value('policy.approvers.users')).toEqual(['U0123ABCD']);
  });

  it('tells of each variable whether it is set, and never its value', async () => {
    const names = describeConfig().environment.map(({ name }) => name);
    // These must have a form, and a key file must be there; the others may be any text.
    const formed = /^(SLACK|OPENAI_BASE_URL|DATABASE_URL|REDIS_URL)|_KEY_FILE$/;
    const given = names.filter((name) => !formed.test(name) && process.env[name] === undefined);
    const file = write('{}', given.map((name) => `${name}=hidden-${name}\n`).join(''));
    const { environment } = await show(file);
    expect(environment.map(({ name }) => name)).toEqual(names);
    expect(
      environment.filter(({ name, set }) => set && process.env[name] === undefined).map(({ name }) => name),
    ).toEqual(given);
    for (const form of [['--json'], []]) {
      const { stdout } = await runCli('config', ...form, '--config', file);
      expect(stdout).not.toContain('hidden-');
    }
  });

  it('names the place of what is wrong', async () => {
    const file = write('web: {prot: 1}\n');
    expect(await runCli('config', '--config', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('prot'),
    });
  });

  it('has no form for the README', async () => {
    expect(await runCli('config', '--markdown', '--config', example)).toMatchObject({ code: 2, stdout: '' });
  });
});
