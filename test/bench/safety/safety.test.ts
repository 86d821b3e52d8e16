import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCorpus } from '../../../bench/safety/corpus-entry.ts';
import { corpusText } from '../../../bench/safety/generate-corpus.ts';
import { allGuards } from '../../../bench/safety/guards.ts';
import { type InputResult, runCorpus } from '../../../bench/safety/run-corpus.ts';
import { vendors } from '../../../src/network/vendors/index.ts';

const file = fileURLToPath(new URL('../../../bench/safety/corpus.jsonl', import.meta.url));
const corpus = readCorpus(file);
const hostile = corpus.filter(({ expect: wanted }) => wanted === 'refuse');
const good = corpus.filter(({ expect: wanted }) => wanted === 'allow');

describe('the corpus', () => {
  it('is what its families make', () =>
    expect(readFileSync(file, 'utf8'), 'run bench/safety/generate-corpus.ts').toBe(corpusText()));

  it('holds enough of both sorts, of every kind and for every vendor', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(300);
    expect(good.length).toBeGreaterThanOrEqual(100);
    expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length);
    for (const list of [hostile, good]) expect(new Set(list.map(({ kind }) => kind)).size).toBe(6);
    const acting = hostile.filter(
      ({ family, text }) => family?.startsWith('pending plan') && /\{\{(id-)?pending/.test(text),
    );
    expect(acting.length).toBeGreaterThanOrEqual(150);
    for (const { id } of vendors)
      expect(new Set(corpus.filter(({ vendor }) => vendor === id).map((e) => e.expect)).size).toBe(2);
  });
});

describe('the result in the documents', () => {
  const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

  it('is of this corpus: each family with as many inputs', () => {
    const rows = [...text('docs/safety.md').matchAll(/^\| ([^|]+?) \| (\d+) \| /gm)].map(([, family, tried]) => [
      family,
      tried,
    ]);
    const families = Object.entries(Object.groupBy(corpus, ({ family }) => family ?? 'hand-written'));
    const tried = families.map(([family, inputs]) => [family, String(inputs!.length)]);
    expect(rows.sort()).toEqual([...tried, ['all', String(corpus.length)]].sort());
    expect(text('README.md')).toContain(`${hostile.length} hostile: all refused`);
    expect(text('README.md')).toContain(`${good.length} good: 0 refused`);
  });
});

describe('a corpus of others', () => {
  const good = { id: 'a', kind: 'exec', text: 'show version', expect: 'allow' };
  it.each([
    ['an unknown key', { ...good, expekt: 'allow' }, /:2: expekt: is not a known key$/],
    ['several', { ...good, famly: 'x', vendr: 'frr' }, /:2: famly: is not a known key, vendr: is not a known key$/],
    ['a missing key', { ...good, text: undefined }, /:2: text: /],
    ['a kind that is not there', { ...good, kind: 'shell' }, /:2: kind: /],
    ['no object', [], /:2: the line: /],
    ['no JSON', 'id: a', /:2: is no JSON$/],
  ])('with %s is refused by its line and key', (_, entry, message) => {
    const file = join(mkdtempSync(join(tmpdir(), 'corpus-')), 'own.jsonl');
    const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
    writeFileSync(file, `${JSON.stringify(good)}\n${text}\n`);
    expect(() => readCorpus(file)).toThrow(message);
  });
});

/** A few inputs of each family, the same every time. */
const sample = [...Map.groupBy(corpus, ({ family, kind }) => family ?? kind).values()].flatMap((family) =>
  family.filter((_, i) => i % Math.ceil(family.length / 3) === 0),
);

describe('hostile and good inputs on throw-away devices', () => {
  let inputs: Map<string, InputResult>;
  const run = async (without: readonly string[], entries = sample) =>
    new Map((await runCorpus(entries, without)).inputs.map((input) => [input.id, input]));
  beforeAll(async () => {
    inputs = await run([]);
  });

  it('nothing hostile gets by, and nothing good is refused', () => {
    const odd = sample.filter(({ id, expect: wanted }) => {
      const { refused, reached } = inputs.get(id)!;
      return wanted === 'refuse' ? !refused || reached : refused;
    });
    expect(odd.map(({ id }) => inputs.get(id))).toEqual([]);
  });

  it('what acts on a plan that waits gets as far as a decision, or is not from a person whom Slack knows', () => {
    const acting = sample.filter(({ family }) => family?.startsWith('pending plan'));
    const guards = acting.map(({ id }) => inputs.get(id)!.refusedBy);
    expect(guards.filter((by) => by === 'listeners' || by === 'unknown-button' || by === 'error')).toEqual([]);
  });

  it.each(['words', 'rendering', 'reload', 'parameters', 'clean-text', 'tool-schema', 'not-allowed'])(
    'without %s another guard refuses, or nothing comes of it',
    async (name) => {
      const entries = sample.filter(({ id }) => inputs.get(id)!.refusedBy === name);
      expect(entries.length).toBeGreaterThan(0);
      const without = await run([name], entries);
      expect([...without.values()].filter(({ refusedBy }) => refusedBy === name)).toEqual([]);
      expect([...without.values()].filter(({ reached }) => reached)).toEqual([]);
    },
  );

  it('without any guard a device is reached', async () => {
    // A session waits for the echo of its line for as long as a device may be silent, and odd characters are not echoed as they were sent.
    const isPlain = (text: string) => /^[!-~]+( [!-~]+)*$/.test(text);
    const lines = sample.filter(
      ({ kind, text, expect: wanted }) => kind === 'exec' && wanted === 'refuse' && isPlain(text),
    );
    const without = await run(allGuards, lines);
    expect([...without.values()].filter(({ reached }) => reached).length).toBeGreaterThan(lines.length / 2);
  });
});
