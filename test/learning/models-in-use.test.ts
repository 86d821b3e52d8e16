import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelKind } from '../../src/learning/kind.ts';
import { createModelsInUse } from '../../src/learning/models-in-use.ts';
import { createModelRegistry, type ModelRegistry } from '../../src/models/registry/model-registry.ts';
import { topology } from '../diagnosis/simulated.ts';

interface Mean {
  mean: number;
}

let restored: string[];
/** A kind with one model for each of two metrics. */
const means = {
  kind: 'means',
  subjects: () => ['latency', 'loss'],
  fromArtefact(stored: unknown, id: string) {
    restored.push(id);
    return stored as Mean;
  },
} as Partial<ModelKind<Mean, never>> as ModelKind<Mean, never>;
const others = { ...means, kind: 'others', subjects: () => ['network'] };

let dir: string;
let registry: ModelRegistry;
beforeEach(() => {
  restored = [];
  dir = mkdtempSync(join(tmpdir(), 'models-in-use-'));
  registry = createModelRegistry(dir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const by = { by: 'gate', at: 1, reason: 'better' };
async function promote(kind: string, subject: string, mean: number): Promise<string> {
  const card = {
    ...{ kind, subject, method: 'the mean', trainedAt: '2026-01-01T00:00:00.000Z', seed: 1, span: null },
    ...{ dataHash: 'sha256:0', split: 'none', trainingRows: 1, features: [], classes: [], metrics: [], libraries: {} },
    notGoodFor: ['anything'],
  };
  const { id } = await registry.write({ model: { mean }, card });
  await registry.promote({ kind, subject }, id, by);
  return id;
}

describe('the models in use', () => {
  const open = () => createModelsInUse(registry, topology, [means, others]);

  it('are none before they are loaded, and where none was promoted', async () => {
    await promote('means', 'latency', 4);
    const models = open();
    expect(models.of(means, 'latency')).toBeNull();
    await models.load();
    expect(models.of(means, 'latency')).toMatchObject({ model: { mean: 4 }, card: { kind: 'means' } });
    expect(models.of(means, 'loss')).toBeNull();
    expect(models.of(means)).toBeNull();
    expect(models.of(others)).toBeNull();
  });

  it('are restored once, and again only when another is promoted', async () => {
    const first = await promote('means', 'latency', 4);
    const other = await promote('others', 'network', 1);
    const models = open();
    await models.load();
    const before = models.of(means, 'latency');
    await models.load();
    expect(models.of(means, 'latency')).toBe(before);
    const second = await promote('means', 'latency', 5);
    expect(models.of(means, 'latency')).toBe(before);
    await models.load();
    expect(models.of(means, 'latency')?.model.mean).toBe(5);
    expect(restored).toEqual([first, other, second]);
  });

  it('go on when one of them is damaged, which is named', async () => {
    await promote('means', 'latency', 4);
    const models = open();
    await models.load();
    const id = await promote('means', 'loss', 1);
    rmSync(join(dir, 'means', 'loss', id), { recursive: true });
    await models.load();
    expect(models.damage({ kind: 'means', subject: 'loss' })).toContain(id);
    expect(models.damage({ kind: 'means', subject: 'latency' })).toBeNull();
    expect(models.of(means, 'latency')?.model.mean).toBe(4);
  });
});
