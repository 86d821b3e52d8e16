import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitIsolationForest, isolationForestFromJSON } from '../../../src/models/isolation-forest.ts';
import { beatsBaselines, hashTrainingData } from '../../../src/models/registry/model-card.ts';
import {
  createModelRegistry,
  type ModelRegistry,
  type NewArtefact,
} from '../../../src/models/registry/model-registry.ts';
import { normalRows } from '../rows.ts';

const rows = normalRows(1, 200, 2);

const key = { kind: 'detection', subject: 'network' };

function trainArtefact(seed: number, trainedAt = '2026-03-01T00:00:00Z'): NewArtefact {
  return {
    model: fitIsolationForest(rows, 200, 2, { seed, trees: 5 }),
    card: {
      ...key,
      method: 'isolation forest (Liu, Ting, Zhou 2008)',
      trainedAt,
      seed,
      span: { from: 1, to: 2 },
      dataHash: hashTrainingData([rows, 'latencyMs', 'packetLossPct']),
      split: 'all rows train',
      trainingRows: 200,
      features: ['latencyMs', 'packetLossPct'],
      classes: [],
      metrics: [{ name: 'AUC-PR', better: 'higher', value: 0.3, baselines: { rollingDeviation: 0.2 } }],
      libraries: { node: '22' },
      notGoodFor: ['anomalies in rhythm'],
    },
  };
}

const mover = { by: 'gate', at: Date.parse('2026-03-01T00:00:00Z'), reason: 'AUC-PR 0.300' };

describe('the model registry', () => {
  let dir: string;
  let registry: ModelRegistry;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'models-'));
    registry = createModelRegistry(dir);
  });
  afterEach(() => rm(dir, { recursive: true }));

  const writeMany = async (count: number) => {
    const ids: string[] = [];
    for (let seed = 1; seed <= count; seed++) ids.push((await registry.write(trainArtefact(seed))).id);
    return ids;
  };

  it('has no model at first', async () => {
    const empty = createModelRegistry(join(dir, 'not-there'));
    expect(await empty.readChampion(key)).toEqual({ status: 'no-model' });
    expect(await empty.list()).toEqual([]);
    expect(await empty.history(key)).toEqual([]);
  });

  it('gives back what was written, once it is the champion', async () => {
    const artefact = trainArtefact(1);
    const card = await registry.write(artefact);
    expect(await registry.readChampion(key)).toEqual({ status: 'no-model' });
    await registry.promote(key, card.id, mover);
    const found = await registry.readChampion(key);
    if (found.status !== 'ok') throw new Error('no model');
    expect(found.card).toEqual({ ...artefact.card, id: card.id });
    const before = artefact.model as ReturnType<typeof fitIsolationForest>;
    expect(isolationForestFromJSON(found.model as never).score(rows, 200)).toEqual(before.score(rows, 200));
  });

  it('keeps bytes as they are', async () => {
    const { card } = trainArtefact(1);
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
    const { id } = await registry.write({ model: bytes, card });
    expect(await registry.read(key, id)).toMatchObject({ status: 'ok', model: bytes });
    const path = join(dir, 'detection', 'network', id, 'model.bin');
    await writeFile(path, bytes.slice(1));
    await expect(registry.read(key, id)).rejects.toMatchObject({ code: 'model-artefact-damaged' });
  });

  it('makes one artefact of the same seed, whenever it was trained, and another of another', async () => {
    const first = await registry.write(trainArtefact(1));
    const again = await registry.write(trainArtefact(1, '2026-04-01T00:00:00Z'));
    const other = await registry.write(trainArtefact(2));
    expect(again.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
    expect((await readdir(join(dir, 'detection', 'network'))).sort()).toEqual([first.id, other.id].sort());
  });

  it('survives two writers of the same model', async () => {
    const cards = await Promise.all([registry.write(trainArtefact(1)), registry.write(trainArtefact(1))]);
    expect(await readdir(join(dir, 'detection', 'network'))).toEqual([cards[0].id]);
  });

  it('keeps subjects apart', async () => {
    const { model, card } = trainArtefact(1);
    const { id } = await registry.write({ model, card: { ...card, subject: 'link-1' } });
    await registry.promote({ ...key, subject: 'link-1' }, id, mover);
    expect(await registry.readChampion(key)).toEqual({ status: 'no-model' });
    expect(await registry.keys()).toEqual([{ kind: 'detection', subject: 'link-1' }]);
  });

  it('moves the champion to previous, takes both back, and forgets nothing of it', async () => {
    const [first, second, third] = await writeMany(3);
    await registry.promote(key, first!, mover);
    await registry.challenge(key, second!, { ...mover, reason: 'worse' });
    expect(await registry.aliases(key)).toEqual({ champion: first, challenger: second, previous: null });
    await registry.promote(key, second!, { by: 'ann', at: mover.at + 1, reason: 'I know better' });
    expect(await registry.aliases(key)).toEqual({ champion: second, challenger: null, previous: first });
    await registry.promote(key, third!, mover);
    expect(await registry.goBack(key, { ...mover, by: 'bob' })).toBe(second);
    expect(await registry.aliases(key)).toEqual({ champion: second, challenger: null, previous: third });
    const history = await registry.history(key);
    expect(history.map(({ action, id, by, reason }) => [action, id, by, reason])).toEqual([
      ['promote', first, 'gate', 'AUC-PR 0.300'],
      ['challenge', second, 'gate', 'worse'],
      ['promote', second, 'ann', 'I know better'],
      ['promote', third, 'gate', 'AUC-PR 0.300'],
      ['back', second, 'bob', 'AUC-PR 0.300'],
    ]);
    expect(history[2]!.at).toBe('2026-03-01T00:00:00.001Z');
  });

  it('changes nothing when the champion is promoted again, and has nothing to go back to at first', async () => {
    const [id] = await writeMany(1);
    await expect(registry.goBack(key, mover)).rejects.toMatchObject({ code: 'no-previous-model' });
    await registry.promote(key, id!, mover);
    await registry.promote(key, id!, mover);
    await registry.challenge(key, id!, mover);
    expect(await registry.history(key)).toHaveLength(1);
    await expect(registry.goBack(key, mover)).rejects.toMatchObject({ code: 'no-previous-model' });
  });

  it('loses no change of many processes at once, and each sees a state that somebody made', async () => {
    const ids = await writeMany(8);
    const others = ids.map(() => createModelRegistry(dir));
    await Promise.all(ids.map((id, i) => others[i]!.promote(key, id, mover)));
    const history = await registry.history(key);
    expect(history.map(({ id }) => id).sort()).toEqual([...ids].sort());
    history.forEach(({ id, aliases }, i) => {
      expect(aliases).toEqual({ champion: id, challenger: null, previous: history[i - 1]?.id ?? null });
    });
  });

  it('never meets half a change, nor half a model', async () => {
    const [id] = await writeMany(1);
    await registry.promote(key, id!, mover);
    // What a process leaves behind that is killed while it writes.
    await mkdir(join(dir, 'detection', 'network', '.draft-abc'));
    await writeFile(join(dir, 'detection', 'network', '.draft-abc', 'model.json'), '{"half":');
    await mkdir(join(dir, 'detection', 'network', 'aliases', '.draft-def'));
    expect((await registry.aliases(key)).champion).toBe(id);
    expect((await registry.list()).map(({ card }) => card.id)).toEqual([id]);
  });

  it('lists newest first, with the part that each has', async () => {
    const old = await registry.write(trainArtefact(1, '2026-03-01T00:00:00Z'));
    const young = await registry.write(trainArtefact(2, '2026-03-02T00:00:00Z'));
    await registry.promote(key, old.id, mover);
    const listed = await registry.list();
    expect(listed.map(({ card, alias }) => [card.id, alias])).toEqual([
      [young.id, null],
      [old.id, 'champion'],
    ]);
    await registry.promote(key, young.id, mover);
    expect((await registry.list('detection')).map(({ alias }) => alias)).toEqual(['champion', 'previous']);
  });

  it('refuses a model whose files were changed, and says what to do', async () => {
    const [id] = await writeMany(1);
    await registry.promote(key, id!, mover);
    const path = join(dir, 'detection', 'network', id!, 'model.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"contamination":0.03', '"contamination":0.5'));
    await expect(registry.readChampion(key)).rejects.toMatchObject({ code: 'model-artefact-damaged' });
    await writeFile(path, text);
    expect((await registry.readChampion(key)).status).toBe('ok');
    const cardPath = join(dir, 'detection', 'network', id!, 'card.json');
    await writeFile(cardPath, (await readFile(cardPath, 'utf8')).replace('0.3', '0.9'));
    await expect(registry.readChampion(key)).rejects.toThrow('not what was written');
  });

  it('refuses to point at a model that is not there, and names that leave the folder', async () => {
    await expect(registry.promote(key, '0123456789abcdef', mover)).rejects.toMatchObject({ code: 'no-such-model' });
    await expect(registry.read(key, '../secret')).rejects.toMatchObject({ code: 'bad-model-name' });
    await expect(registry.readChampion({ ...key, kind: '..' })).rejects.toMatchObject({ code: 'bad-model-name' });
    await expect(registry.readChampion({ ...key, subject: '..' })).rejects.toMatchObject({ code: 'bad-model-name' });
  });

  it('refuses a card that says nothing of what the model is not good for, or with a metric that is no number', async () => {
    const { model, card } = trainArtefact(1);
    await expect(registry.write({ model, card: { ...card, notGoodFor: [] } })).rejects.toThrow();
    const metrics = [{ name: 'AUC-PR', better: 'higher' as const, value: Number.NaN, baselines: {} }];
    await expect(registry.write({ model, card: { ...card, metrics } })).rejects.toThrow();
  });
});

describe('a folder of models from before there were subjects', () => {
  const former = { detection: 'anomaly', causes: 'causes' };
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'former-'));
    await cp(new URL('../../fixtures/former-models', import.meta.url), dir, { recursive: true });
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is read as it was written: the models in use, and the list', async () => {
    const registry = createModelRegistry(dir, former);
    expect(await registry.readChampion(key)).toMatchObject({ status: 'ok', card: { ...key, span: null, metrics: [] } });
    expect(await registry.readChampion({ ...key, kind: 'causes' })).toMatchObject({
      ...{ status: 'ok', card: { kind: 'causes', subject: 'network', metrics: [{ name: 'macro F1' }] } },
    });
    const listed = (await registry.list()).map(({ card, alias }) => [card.kind, card.subject, alias]);
    expect(listed).toEqual([
      ['causes', 'network', 'champion'],
      ['detection', 'network', 'champion'],
    ]);
  });

  it('goes on: a new model takes the place of the one in use, and the one before can be taken back', async () => {
    const registry = createModelRegistry(dir, former);
    const { champion } = await registry.aliases(key);
    const { id } = await registry.write(trainArtefact(1));
    await registry.promote(key, id, mover);
    expect(await registry.aliases(key)).toEqual({ champion: id, challenger: null, previous: champion });
    expect(await registry.goBack(key, mover)).toBe(champion);
    expect(await registry.readChampion(key)).toMatchObject({ status: 'ok', card: { id: champion, ...key } });
    expect((await registry.list('detection')).map(({ alias }) => alias).sort()).toEqual(['champion', 'previous']);
  });

  it('is checked as any other', async () => {
    const registry = createModelRegistry(dir, former);
    const { champion } = await registry.aliases(key);
    await writeFile(join(dir, 'anomaly', champion!, 'model.json'), '{}');
    await expect(registry.readChampion(key)).rejects.toMatchObject({ code: 'model-artefact-damaged' });
  });
});

describe('a metric of a card', () => {
  const metric = { name: 'RMSE', better: 'lower' as const, value: 4, baselines: { persistence: 5, ewma: 4.5 } };

  it('beats its baselines only when it beats all of them', () => {
    expect(beatsBaselines(metric)).toBe(true);
    expect(beatsBaselines({ ...metric, baselines: { persistence: 5, ewma: 4 } })).toBe(false);
    expect(beatsBaselines({ ...metric, better: 'higher' })).toBe(false);
    expect(beatsBaselines({ ...metric, value: null })).toBe(false);
    expect(beatsBaselines({ ...metric, value: 4.5 })).toBe(false);
  });

  it('can reach a perfect score that a baseline reaches too: it is no worse', () => {
    const recall = { name: 'recall', better: 'higher' as const, value: 1, baselines: { largest: 1, none: null } };
    expect(beatsBaselines(recall)).toBe(true);
    expect(beatsBaselines({ ...recall, value: 0.9, baselines: { largest: 0.9 } })).toBe(false);
    expect(beatsBaselines({ ...metric, value: 0, baselines: { persistence: 0 } })).toBe(true);
  });
});

describe('the hash of training data', () => {
  it('changes with every byte and with the borders between the parts', () => {
    const hashes = [['ab', 'c'], ['a', 'bc'], [rows], [rows.map((x) => x + 1e-12)]].map(hashTrainingData);
    expect(new Set(hashes).size).toBe(4);
    expect(hashTrainingData([rows.slice()])).toBe(hashes[2]);
  });
});
