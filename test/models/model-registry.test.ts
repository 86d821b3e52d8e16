import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitIsolationForest, isolationForestFromJSON } from '../../src/models/isolation-forest.ts';
import { beatsBaselines, hashTrainingData } from '../../src/models/model-card.ts';
import { createModelRegistry, type NewArtefact } from '../../src/models/model-registry.ts';
import { normalRows } from './rows.ts';

const rows = normalRows(1, 200, 2);

function trainArtefact(seed: number, trainedAt = '2026-03-01T00:00:00Z'): NewArtefact {
  return {
    model: fitIsolationForest(rows, 200, 2, { seed, trees: 5 }),
    card: {
      kind: 'anomaly',
      method: 'isolation forest (Liu, Ting, Zhou 2008)',
      trainedAt,
      seed,
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

describe('the model registry', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'models-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('has no model at first', async () => {
    const registry = createModelRegistry(join(dir, 'not-there'));
    expect(await registry.readCurrent('anomaly')).toEqual({ status: 'no-model' });
    expect(await registry.list()).toEqual([]);
  });

  it('gives back what was written, once it is the current one', async () => {
    const registry = createModelRegistry(dir);
    const artefact = trainArtefact(1);
    const card = await registry.write(artefact);
    expect(await registry.readCurrent('anomaly')).toEqual({ status: 'no-model' });
    await registry.setCurrent('anomaly', card.id);
    const found = await registry.readCurrent('anomaly');
    if (found.status !== 'ok') throw new Error('no model');
    expect(found.card).toEqual({ ...artefact.card, id: card.id });
    const before = artefact.model as ReturnType<typeof fitIsolationForest>;
    expect(isolationForestFromJSON(found.model as never).score(rows, 200)).toEqual(before.score(rows, 200));
  });

  it('makes one artefact of the same seed, whenever it was trained, and another of another', async () => {
    const registry = createModelRegistry(dir);
    const first = await registry.write(trainArtefact(1));
    const again = await registry.write(trainArtefact(1, '2026-04-01T00:00:00Z'));
    const other = await registry.write(trainArtefact(2));
    expect(again.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
    expect((await readdir(join(dir, 'anomaly'))).sort()).toEqual([first.id, other.id].sort());
  });

  it('survives two writers of the same model', async () => {
    const registry = createModelRegistry(dir);
    const cards = await Promise.all([registry.write(trainArtefact(1)), registry.write(trainArtefact(1))]);
    expect(await readdir(join(dir, 'anomaly'))).toEqual([cards[0].id]);
  });

  it('lists newest first and marks the current one', async () => {
    const registry = createModelRegistry(dir);
    const old = await registry.write(trainArtefact(1, '2026-03-01T00:00:00Z'));
    const young = await registry.write(trainArtefact(2, '2026-03-02T00:00:00Z'));
    await registry.setCurrent('anomaly', old.id);
    const listed = await registry.list();
    expect(listed.map(({ card, current }) => [card.id, current])).toEqual([
      [young.id, false],
      [old.id, true],
    ]);
    await registry.setCurrent('anomaly', young.id);
    expect((await registry.list('anomaly')).map(({ current }) => current)).toEqual([true, false]);
  });

  it('refuses a model whose files were changed, and says what to do', async () => {
    const registry = createModelRegistry(dir);
    const { id } = await registry.write(trainArtefact(1));
    await registry.setCurrent('anomaly', id);
    const path = join(dir, 'anomaly', id, 'model.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"contamination":0.03', '"contamination":0.5'));
    await expect(registry.readCurrent('anomaly')).rejects.toMatchObject({ code: 'model-artefact-damaged' });
    await writeFile(path, text);
    expect((await registry.readCurrent('anomaly')).status).toBe('ok');
    const cardPath = join(dir, 'anomaly', id, 'card.json');
    await writeFile(cardPath, (await readFile(cardPath, 'utf8')).replace('0.3', '0.9'));
    await expect(registry.readCurrent('anomaly')).rejects.toThrow('not what was written');
  });

  it('refuses to point at a model that is not there, and names that leave the folder', async () => {
    const registry = createModelRegistry(dir);
    await expect(registry.setCurrent('anomaly', '0123456789abcdef')).rejects.toMatchObject({ code: 'no-such-model' });
    await expect(registry.read('anomaly', '../secret')).rejects.toMatchObject({ code: 'bad-model-name' });
    await expect(registry.readCurrent('..')).rejects.toMatchObject({ code: 'bad-model-name' });
  });

  it('refuses a card that says nothing of what the model is not good for, or with a metric that is no number', async () => {
    const registry = createModelRegistry(dir);
    const { model, card } = trainArtefact(1);
    await expect(registry.write({ model, card: { ...card, notGoodFor: [] } })).rejects.toThrow();
    const metrics = [{ name: 'AUC-PR', better: 'higher' as const, value: Number.NaN, baselines: {} }];
    await expect(registry.write({ model, card: { ...card, metrics } })).rejects.toThrow();
  });
});

describe('a metric of a card', () => {
  const metric = { name: 'RMSE', better: 'lower' as const, value: 4, baselines: { persistence: 5, ewma: 4.5 } };

  it('beats its baselines only when it beats all of them', () => {
    expect(beatsBaselines(metric)).toBe(true);
    expect(beatsBaselines({ ...metric, baselines: { persistence: 5, ewma: 4 } })).toBe(false);
    expect(beatsBaselines({ ...metric, better: 'higher' })).toBe(false);
    expect(beatsBaselines({ ...metric, value: null })).toBe(false);
  });
});

describe('the hash of training data', () => {
  it('changes with every byte and with the borders between the parts', () => {
    const hashes = [['ab', 'c'], ['a', 'bc'], [rows], [rows.map((x) => x + 1e-12)]].map(hashTrainingData);
    expect(new Set(hashes).size).toBe(4);
    expect(hashTrainingData([rows.slice()])).toBe(hashes[2]);
  });
});
