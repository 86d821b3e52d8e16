import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import type { ModelKind } from '../../src/learning/kind.ts';
import { type ModelDetail, readModelDetail } from '../../src/learning/model-detail.ts';
import { describeModel } from '../../src/learning/model-words.ts';
import { createModelsInUse } from '../../src/learning/models-in-use.ts';
import { createModelRegistry, type ModelRegistry } from '../../src/models/registry/model-registry.ts';
import { topology } from '../diagnosis/simulated.ts';

/** A kind that learns in passes; the model is its errors. */
const passes: ModelKind<{ errors: number[] }, never> = {
  ...({
    ...{ kind: 'passes', title: 'network', purpose: 'tells what comes next', subjects: () => ['latency-ms'] },
    fromArtefact(stored: unknown) {
      if (!Array.isArray((stored as { errors?: unknown }).errors))
        throw new NocturneError('model-artefact-damaged', 'It has no errors', { hint: 'train it again' });
      return stored as { errors: number[] };
    },
  } as Partial<ModelKind<{ errors: number[] }, never>> as ModelKind<{ errors: number[] }, never>),
  losses: ({ errors }) => ({ name: 'absolute error', training: errors, later: errors, kept: 1 }),
};
const key = { kind: 'passes', subject: 'latency-ms' };

let dir: string;
let registry: ModelRegistry;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'model-detail-'));
  registry = createModelRegistry(dir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function write(...errors: number[]): Promise<string> {
  const card = {
    ...{ ...key, method: 'a network', trainedAt: '2026-01-01T00:00:00.000Z', seed: 1, dataHash: 'sha256:0' },
    ...{ span: { from: 0, to: 3_600_000 }, split: 'none', trainingRows: 1, features: [], classes: [], libraries: {} },
    metrics: [{ name: 'error', better: 'lower' as const, value: 0.5, baselines: { 'last value': null } }],
    notGoodFor: ['anything'],
  };
  return (await registry.write({ model: { errors }, card })).id;
}
const mover = (by: string, reason: string) => ({ by, at: Date.UTC(2026, 0, 2, 3, 4), reason });

async function read(): Promise<ModelDetail> {
  const inUse = createModelsInUse(registry, topology, [passes]);
  await inUse.load();
  return readModelDetail(passes, 'latency-ms', { registry, inUse });
}
const says = (detail: ModelDetail) => Object.fromEntries(describeModel(detail).map((fact) => [fact.about, fact.says]));
const at = '2026-01-02 03:04 UTC';

describe('what there is to say of a model', () => {
  it('is its purpose, as long as none was trained', async () => {
    const detail = await read();
    expect(detail).toMatchObject({ ...key, card: null, isInUse: false, change: null, losses: null });
    expect(says(detail)).toEqual({ State: 'not trained yet', Purpose: 'network: tells what comes next' });
  });

  it('is what its card says, who put it in use and why, and its losses', async () => {
    const id = await write(0.9, 0.4);
    await registry.promote(key, id, mover('gate', 'error 0.5'));
    const detail = await read();
    expect(JSON.parse(JSON.stringify(detail))).toEqual(detail);
    expect(detail.losses).toMatchObject({ name: 'absolute error', passes: 2, kept: 2, points: [{ later: 0.9 }, {}] });
    expect(says(detail)).toEqual({
      State: `${id} is in use: error 0.5 (decided by its gate, ${at})`,
      Purpose: 'network: tells what comes next',
      Method: 'a network',
      Trained: '2026-01-01 00:00 UTC, on 1 row from 1970-01-01 00:00 UTC to 1970-01-01 01:00 UTC, with seed 1',
      Split: 'none',
      Measured: 'error 0.500 (last value not measured)',
      'Not good for': 'anything',
    });
  });

  it('names the one that was trained last beside the one in use', async () => {
    const [used, other] = [await write(0.9, 0.4), await write(0.9, 0.5)];
    await registry.promote(key, used, mover('nadia', 'seen at work'));
    await registry.challenge(key, other, mover('gate', 'worse than the model in use'));
    const { State, 'Trained last': last } = says(await read());
    expect(State).toBe(`${used} is in use: seen at work (by nadia, ${at})`);
    expect(last).toBe(`${other} is not in use: worse than the model in use (decided by its gate, ${at})`);
  });

  it('is about the one that was trained last where none is in use, with its losses', async () => {
    const id = await write(0.9, 0.4);
    await registry.challenge(key, id, mover('gate', 'it does not beat every baseline'));
    const detail = await read();
    expect(detail).toMatchObject({ isInUse: false, card: { id }, challenger: null, losses: { passes: 2, kept: 2 } });
    expect(says(detail).State).toBe(
      `${id} is not in use: it does not beat every baseline (decided by its gate, ${at})`,
    );
  });

  it('tells how the one before came to be in use where people went back', async () => {
    const [first, second] = [await write(0.9, 0.4), await write(0.9, 0.5)];
    await registry.promote(key, first, mover('gate', 'good'));
    await registry.promote(key, second, mover('gate', 'better'));
    await registry.goBack(key, mover('nadia', 'it was wrong last night'));
    expect(says(await read()).State).toBe(`${first} is in use: it was wrong last night (by nadia, ${at})`);
  });

  it.each(['promote', 'challenge'] as const)('says what is damaged, and stops at nothing: %s', async (move) => {
    const id = await write(0.9, 0.4);
    await registry[move](key, id, mover('gate', 'good'));
    writeFileSync(join(dir, 'passes', 'latency-ms', id, 'model.json'), '{}');
    const detail = await read();
    expect(detail).toMatchObject({ card: null, isInUse: false, losses: null, damage: expect.stringContaining(id) });
    expect(says(detail).Damaged).toContain(id);
  });
});
