import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeConfig } from '../../src/cli/config-table.ts';
import { configFileSchema, environmentSchema, loadConfig } from '../../src/config.ts';
import { describeCommands } from './command-table.ts';

const root = new URL('../../', import.meta.url);
const file = (name: string) => fileURLToPath(new URL(name, root));
const read = (name: string) => readFileSync(file(name), 'utf8');

/** Every key of an object down to those that hold no object with keys. */
function keysOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [prefix];
  const entries = Object.entries(value);
  if (entries.length === 0) return [prefix];
  return entries.flatMap(([key, child]) => keysOf(child, prefix === '' ? key : `${prefix}.${key}`));
}

describe('nocturne.example.yaml', () => {
  it('is valid, and says what is the case when nothing is configured', () => {
    const { file: _, ...config } = loadConfig(file('nocturne.example.yaml'), { env: {} });
    expect(config.policy.approvers).toEqual({ users: [], groups: [] });
    expect(configFileSchema.parse(parse(read('nocturne.example.yaml')))).toEqual(configFileSchema.parse({}));
  });

  it('names every key that there is', () => {
    const text = read('nocturne.example.yaml');
    // A source that has a section is asked, so a file to copy holds none; the README has their keys.
    const names = describeConfig().file.map(({ name }) => name);
    const keys = names.filter((name) => !name.startsWith('sources.')).map((name) => name.split('.').at(-1)!);
    expect(keys.filter((key) => !new RegExp(`[\\s{#]${key}:`).test(text))).toEqual([]);
  });
});

describe('.env.example', () => {
  it('holds every environment variable, and no value', () => {
    const variables = parseEnv(read('.env.example'));
    expect(Object.keys(variables).sort()).toEqual(Object.keys(environmentSchema.shape).sort());
    expect(Object.values(variables).join('')).toBe('');
  });
});

describe('the list of keys', () => {
  it('holds every key of the schema, and says what each is for', () => {
    const { file: rows, environment } = describeConfig();
    const names = rows.map(({ name }) => name);
    for (const key of keysOf(configFileSchema.parse({}))) expect(names).toContain(key);
    for (const { name, meaning } of [...rows, ...environment]) expect(meaning, name).not.toBe('');
  });
});

describe('the README', () => {
  it('has a row for every key and every variable', () => {
    const readme = read('README.md');
    const { file: rows, environment } = describeConfig();
    const missing = [...rows, ...environment].filter(({ name }) => !readme.includes(`| \`${name}\` |`));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('lists every command', () => {
    const readme = read('README.md');
    const missing = describeCommands().filter(({ usage }) => !readme.includes(`| \`nocturne ${usage}\` |`));
    expect(missing.map(({ usage }) => usage)).toEqual([]);
  });
});
