import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLiveModels } from '../../src/app/live-models.ts';
import { placeKey, placeOfKey } from '../../src/domain/place.ts';
import { openModels } from '../../src/learning/open-models.ts';
import type { ModelRegistry } from '../../src/models/registry/model-registry.ts';
import { runCli } from '../cli/run-cli.ts';
import { topology } from '../diagnosis/simulated.ts';

const fixture = new URL('../fixtures/former-models', import.meta.url);
const key = { kind: 'detection', subject: 'network' };
const mover = { by: 'test', at: 1, reason: 'because' };
let state: string;
let dir: string;
let registry: ModelRegistry;
let [previous, champion]: string[] = [];

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'damaged-models-'));
  dir = join(state, 'models');
  cpSync(fixture, dir, { recursive: true });
  registry = openModels(dir);
  const found = await registry.readChampion(key);
  if (found.status !== 'ok') throw new Error('no model');
  for (const seed of [2, 3]) {
    const { id } = await registry.write({ model: found.model, card: { ...found.card, seed } });
    await registry.promote(key, id, mover);
    if (seed === 2) previous = id;
    else champion = id;
  }
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const file = (id: string, name: string) => join(dir, 'detection', 'network', id, name);
const asFolder = (path: string) => {
  rmSync(path);
  mkdirSync(path);
};

const damages: [string, (path: string) => void][] = [
  ['truncated', (path) => writeFileSync(path, readFileSync(path).subarray(0, 40))],
  ['empty', (path) => writeFileSync(path, '')],
  ['no JSON', (path) => writeFileSync(path, 'no JSON')],
  ['of another kind', (path) => writeFileSync(path, '{"kind":"causes","trees":[]}')],
  ['missing', (path) => rmSync(path)],
  ['unreadable', asFolder],
];
const cases = ['model.json', 'card.json'].flatMap((name) =>
  damages.map(([what, spoil]) => [name, what, spoil] as const),
);

describe('a model in use', () => {
  it.each(cases)('whose %s is %s is named, and the one before it judges', async (name, _what, spoil) => {
    spoil(file(champion!, name));
    const models = createLiveModels(dir, { topology });
    expect(await models.load()).toBe(true);
    const [detection, causes] = models.states();
    expect(detection!.note).toContain(`${previous}, which was in use before, because of this: `);
    expect(causes!.note).not.toContain('because of this');
    const listed = await runCli('models', 'list', '--state', state);
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain(previous);
    expect(listed.stderr).toContain(champion);
    expect((await runCli('models', 'list', '--history', '--state', state)).code).toBe(0);
  });

  it('is none where the one before it is damaged too, and nothing stops', async () => {
    for (const id of [previous!, champion!]) writeFileSync(file(id, 'model.json'), '');
    const models = createLiveModels(dir, { topology });
    expect(await models.load()).toBe(false);
    expect(models.states()[0]).toMatchObject({ refused: true, note: expect.stringContaining('none is in use: ') });
  });
});

it.each(damages)('a change of the aliases that is %s is named, and the one before it stands', async (_what, spoil) => {
  const log = join(dir, 'detection', 'network', 'aliases');
  const last = join(log, readdirSync(log).toSorted().at(-1)!, 'change.json');
  spoil(last);
  expect((await registry.aliases(key)).champion).toBe(previous);
  const models = createLiveModels(dir, { topology });
  expect(await models.load()).toBe(true);
  const listed = await runCli('models', 'list', '--state', state);
  expect([listed.code, listed.stderr]).toEqual([0, expect.stringContaining('aliases')]);
  await registry.promote(key, champion!, mover);
  expect((await registry.aliases(key)).champion).toBe(champion);
  expect(existsSync(last) || _what === 'missing').toBe(true);
});

it('that judges after trainings without a bot knows what was usual by those before them', async () => {
  const found = await registry.readChampion(key);
  if (found.status !== 'ok') throw new Error('no model');
  const { baselines } = found.model as { baselines: Record<string, unknown> };
  const [known] = Object.keys(baselines);
  for (const seed of [4, 5]) {
    const model = { ...(found.model as object), baselines: {} };
    const { id } = await registry.write({ model, card: { ...found.card, seed } });
    await registry.promote(key, id, mover);
  }
  const kept: string[] = [];
  const models = createLiveModels(dir, { topology, onLearned: (place) => kept.push(placeKey(place)) });
  await models.load();
  expect(kept).toContain(known);
  const [metric] = Object.keys(baselines[known!] as object);
  expect(models.diagnoser.usual(placeOfKey(known!), metric!)).toBeDefined();
});

it('loads one after another: the last to begin is the last to count', async () => {
  const models = createLiveModels(dir, { topology });
  const first = models.load();
  await registry.promote(key, previous!, mover);
  await Promise.all([first, models.load(), models.load()]);
  expect(models.states()[0]!.note).toContain(previous);
});
