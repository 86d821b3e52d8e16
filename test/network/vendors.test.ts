import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gapsOf } from '../../src/network/line-template.ts';
import { maskSecrets } from '../../src/network/parsing/secrets.ts';
import { cleanText } from '../../src/network/untrusted.ts';
import { findCommand, isMissing, isNavigation, type Vendor } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { expectLinear } from '../patience.ts';

const source = resolve(import.meta.dirname, '../../src/network/vendors');
const fixtures = resolve(import.meta.dirname, '../fixtures/vendors');

interface Expected {
  /** Recorded file → catalogue command, its parameters and the facts as name → value. */
  parses: Record<
    string,
    { command: string; parameters?: Record<string, string | number>; facts: Record<string, string | number> }
  >;
  /** Names of facts that a stranger can write. */
  foreign: string[];
  /** Recorded answers that are errors. */
  errors: Record<string, string>;
  /** Lines with a secret, and what is left of them. */
  secrets: Record<string, string>;
  /** Configuration file → block, line, whether it is in force. */
  holds: [file: string, block: string, line: string, inForce: boolean | null][];
  /** Prompts that count. */
  prompts: Record<string, string[]>;
}

const read = (vendor: Vendor, file: string) => cleanText(readFileSync(join(fixtures, vendor.id, file), 'utf8'));
const expectedOf = (vendor: Vendor) =>
  JSON.parse(readFileSync(join(fixtures, vendor.id, 'expected.json'), 'utf8')) as Expected;

it('lists every vendor of the folder', () => {
  const files = readdirSync(source).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  expect(vendors.map(({ id }) => id).sort()).toEqual(files.map((file) => basename(file, '.ts')).sort());
});

describe.each(vendors.map((vendor) => [vendor.id, vendor] as const))('%s', (id, vendor) => {
  const expected = expectedOf(vendor);

  it('says where its recorded sessions come from', () => {
    expect(readFileSync(join(fixtures, id, 'SOURCE.md'), 'utf8')).toMatch(
      /recorded from|written from the documentation/i,
    );
  });

  it.each(Object.entries(expected.parses))('parses %s', (file, { command, parameters = {}, facts }) => {
    const found = findCommand(vendor, command)!.parse(read(vendor, file), parameters);
    expect(Object.fromEntries(found.map(({ name, value }) => [name, value]))).toEqual(facts);
    for (const fact of found) expect(fact.independent, fact.name).toBe(!expected.foreign.includes(fact.name));
  });

  it('has a recorded answer for each command that gives facts', () => {
    const covered = new Set(Object.values(expected.parses).map(({ command }) => command));
    const silent = vendor.catalogue.filter(
      ({ id: command, parse }) => !covered.has(command) && parse('', {}) !== undefined,
    );
    expect(silent.map((command) => command.id)).toEqual(['show-running-config']);
  });

  it('finds nothing, and does not stumble, in text that is something else', () => {
    for (const { parse } of vendor.catalogue) {
      expect(parse('', { interface: 'x' })).toEqual([]);
      expect(parse('% Unknown command\n', { interface: 'x' })).toEqual([]);
    }
  });

  it('is not kept busy by text that was made to be slow', () => {
    const parts = [
      'a',
      ' ',
      '0',
      '> ',
      '1.1.1.1 ',
      ' 1 ',
      'set ',
      '{',
      '"',
      '/',
      ' [ ',
      '\r',
      '\u001b[',
      'x: ',
      'a {\n',
    ];
    const long = parts.map((part) => part.repeat(100_000 / part.length));
    const hostile = long.flatMap((text) => [text, `set a${text}b;`]);
    const readAll = (text: string) => {
      for (const { parse } of vendor.catalogue) {
        expect(parse(`x is up\n${text}\n`, { interface: 'x' })).toBeInstanceOf(Array);
      }
      vendor.snapshot.normalize(text);
      maskSecrets(text);
      for (const { prompt, errors } of Object.values(vendor.logins)) [prompt, ...errors].map((each) => each.test(text));
    };
    // A pattern that tries again and again takes minutes.
    return expectLinear(() => hostile.map(cleanText).forEach(readAll));
  });

  it.each(Object.entries(expected.errors))('takes %s as an error', (text, login) => {
    expect(vendor.logins[login]!.errors.some((pattern) => pattern.test(text))).toBe(true);
  });

  it('takes no recorded good answer as an error', () => {
    for (const [file, { command }] of Object.entries(expected.parses)) {
      const { errors } = vendor.logins[findCommand(vendor, command)!.login]!;
      expect(
        errors.some((pattern) => pattern.test(read(vendor, file))),
        file,
      ).toBe(false);
    }
  });

  it.each(Object.entries(expected.secrets))('strips the secret of %j', (line, left) => {
    expect(maskSecrets(`!\n${line}\n!`)).toBe(`!\n${left}\n!`);
  });

  it.each(expected.holds)('%s / %j: %j in force is %s', (file, block, line, inForce) => {
    expect(vendor.snapshot.holds(read(vendor, file), block, line)).toBe(inForce);
  });

  it('knows its prompts', () => {
    for (const [login, prompts] of Object.entries(expected.prompts)) {
      for (const prompt of prompts) expect(vendor.logins[login]!.prompt.exec(prompt)?.[1], prompt).toBeTruthy();
    }
  });

  it('has only read-only lines in its catalogue', () => {
    for (const command of vendor.catalogue) {
      expect(command.line, command.id).toMatch(/^(show|ping) /);
      for (const gap of gapsOf(command.line)) expect(command.parameters).toHaveProperty(gap);
      expect(vendor.logins, command.login).toHaveProperty(command.login);
    }
    expect(new Set(vendor.catalogue.map((command) => command.id)).size).toBe(vendor.catalogue.length);
  });

  it('takes no line that alters something as navigation', () => {
    for (const line of [
      'ip ospf cost 10',
      'no ip ospf cost',
      'max-metric router-lsa administrative',
      'shutdown',
      'no router ospf',
    ]) {
      expect(isNavigation(vendor, line), line).toBe(false);
    }
  });

  it('declares a revert timer with all its parts, or why there is none', () => {
    const { timer } = vendor;
    if (isMissing(timer)) return expect(timer.missing).toMatch(/\w+ \w+/);
    expect(timer.start.join(' ')).toMatch(/\{\{(minutes|seconds|duration)\}\}/);
    for (const part of [timer.cancel, timer.revert, timer.needs]) expect(part).not.toHaveLength(0);
    expect(vendor.logins).toHaveProperty(timer.login);
  });

  it('shows what it collects before it commits, or why it does not', () => {
    const { diff, staged, limits } = vendor;
    if (isMissing(diff)) expect(diff.missing).toMatch(/\w+ \w+/);
    else {
      expect(staged).not.toBeNull();
      expect(isNavigation(vendor, diff.line)).toBe(true);
    }
    if (staged) expect(staged.commit.test('commit')).toBe(true);
    for (const limit of limits) expect(limit).toMatch(/^\S.*\.$/);
    expect(limits.length).toBeGreaterThan(0);
  });

  it('shows a snapshot by a command of its catalogue, the same for the same text', () => {
    const command = findCommand(vendor, vendor.snapshot.command);
    expect(command?.login).toBeDefined();
    expect(existsSync(join(fixtures, id, 'show-running-config.txt'))).toBe(true);
    const text = read(vendor, 'show-running-config.txt');
    const once = vendor.snapshot.normalize(text);
    expect(vendor.snapshot.normalize(once)).toBe(once);
    expect(once.length).toBeGreaterThan(100);
  });
});
