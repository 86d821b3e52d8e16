import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLiveModels } from '../../src/app/live-models.ts';
import { createModelsDoor } from '../../src/app/models-door.ts';
import { openModels } from '../../src/learning/open-models.ts';
import type { ModelRegistry } from '../../src/models/registry/model-registry.ts';
import { createApi } from '../../src/web/api.ts';
import { topology } from '../diagnosis/simulated.ts';
import { useStore } from '../store/open-test-store.ts';

const former = new URL('../fixtures/former-models', import.meta.url);
const key = { kind: 'detection', subject: 'network' };
const store = useStore();
let dir: string;
let registry: ModelRegistry;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'change-model-'));
  cpSync(former, dir, { recursive: true });
  registry = openModels(dir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Another model: the one of the folder with another card. */
async function writeAnother(): Promise<string> {
  const found = await registry.readChampion(key);
  if (found.status !== 'ok') throw new Error('no model');
  return (await registry.write({ model: found.model, card: { ...found.card, seed: 2 } })).id;
}

describe('the models of a state folder from before there were kinds', () => {
  it('go on judging', async () => {
    const models = createLiveModels(dir, { topology });
    expect(await models.load()).toBe(true);
    expect(models.diagnoser.isReady()).toBe(true);
    const [detecting, naming] = models.states();
    expect(detecting).toMatchObject({
      ...{ name: 'detection', trainedAt: Date.parse('2026-01-01T00:00:00Z'), refused: false },
    });
    expect(naming).toMatchObject({
      ...{ name: 'causes', note: expect.stringContaining('macro F1 0.900 (rule on the worst metric 0.800)') },
    });
  });
});

describe('loading the models in use', () => {
  it('keeps what runs, and what it has seen, unless another model is in use', async () => {
    const models = createLiveModels(dir, { topology });
    await models.load();
    const promoted = vi.spyOn(models.diagnoser, 'promote');
    const id = await writeAnother();
    await registry.challenge(key, id, { by: 'gate', at: 1, reason: 'worse' });
    expect(await models.load()).toBe(true);
    expect(promoted).not.toHaveBeenCalled();
    await registry.promote(key, id, { by: 'gate', at: 2, reason: 'better' });
    await models.load();
    expect(promoted).toHaveBeenCalledTimes(1);
  });
});

describe('the state of a model', () => {
  it('is told in full of what there can be a model of, and of nothing else', async () => {
    const models = createLiveModels(dir, { topology });
    await models.load();
    expect(models.keys).toEqual(expect.arrayContaining([key, { kind: 'forecast-short', subject: 'latency-ms' }]));
    const { champion } = await registry.aliases(key);
    expect(await models.detail(key)).toMatchObject({ ...key, isInUse: true, card: { id: champion }, change: null });
    await registry.promote(key, await writeAnother(), { by: 'nadia', at: 2, reason: 'seen at work' });
    await models.load();
    expect(await models.detail(key)).toMatchObject({ isInUse: true, change: { by: 'nadia', reason: 'seen at work' } });
    expect(await models.detail({ kind: 'forecast-short', subject: 'cpu-pct' })).toMatchObject({ card: null });
    for (const other of [
      { ...key, kind: 'none' },
      { ...key, subject: 'none' },
    ])
      expect(await models.detail(other)).toBeNull();
  });

  it('says why one is in use that was not measured, and why none is in use', async () => {
    const found = await registry.readChampion({ ...key, kind: 'causes' });
    if (found.status !== 'ok') throw new Error('no model');
    const empty = openModels(join(dir, 'empty'));
    const write = (metrics: typeof found.card.metrics) =>
      empty.write({ model: found.model, card: { ...found.card, metrics } });
    const models = createLiveModels(join(dir, 'empty'), { topology });
    const stateOf = async () => {
      expect(await models.load()).toBe(false);
      return models.states()[1];
    };
    const by = { by: 'gate', at: 1 };
    const { id } = await write(found.card.metrics);
    await empty.challenge({ ...key, kind: 'causes' }, id, { ...by, reason: 'it does not beat the rule' });
    expect(await stateOf()).toMatchObject({
      ...{ trainedAt: null, refused: true, note: `${id} is not in use: it does not beat the rule` },
    });
    const unmeasured = await write([{ name: 'macro F1', better: 'higher', value: null, baselines: { rule: null } }]);
    await empty.promote({ ...key, kind: 'causes' }, unmeasured.id, { ...by, reason: 'because there is no other' });
    expect(await stateOf()).toMatchObject({
      refused: false,
      note: expect.stringMatching(/because there is no other$/),
    });
  });
});

describe('a person who chooses the model in use', () => {
  let loaded: number;
  const app = () => {
    const server = fastify();
    const onChanged = async () => void loaded++;
    const models = createModelsDoor({ registry, store: store(), clock: () => 7, onChanged });
    const routes = createApi({
      store: store(),
      token: 't',
      train: async () => 'r',
      command: async (text) => text,
      models,
    });
    void server.register(async (scope) => routes(scope));
    return server;
  };
  const headers = { authorization: 'Bearer t' };
  const post = (what: string, payload: object) =>
    app().inject({ method: 'POST', url: `/api/v1/models/${what}`, headers, payload });
  beforeEach(() => {
    loaded = 0;
  });

  it('puts it to work at once, and the audit and the history say who and why', async () => {
    const { champion } = await registry.aliases(key);
    const id = await writeAnother();
    const answer = await post('promote', { kind: 'detection', id, by: 'ann', reason: 'fewer alarms' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { ...key, id }]);
    expect(loaded).toBe(1);
    expect((await post('back', { kind: 'detection', by: 'bob' })).json()).toEqual({ ...key, id: champion });
    expect(await registry.aliases(key)).toEqual({ champion, challenger: null, previous: id });
    const [promoted, back] = await store().audit.list({ subject: 'detection/network' });
    expect(promoted).toMatchObject({
      ...{ at: 7, actor: 'operator', action: 'model.promoted' },
      detail: { id, before: champion, by: 'ann', reason: 'fewer alarms' },
    });
    expect(back).toMatchObject({ action: 'model.back', detail: { id: champion, before: id, by: 'bob' } });
    expect((await registry.history(key)).map(({ action, by, reason }) => [action, by, reason])).toEqual([
      ['promote', 'ann', 'fewer alarms'],
      ['back', 'bob', 'by hand'],
    ]);
  });

  it('goes back to the rules from the first model that names causes, and to that one again', async () => {
    const causes = { ...key, kind: 'causes' };
    const { champion } = await registry.aliases(causes);
    expect((await post('back', { kind: 'causes', by: 'bob' })).json()).toEqual({ ...causes, id: 'rules' });
    expect(await registry.aliases(causes)).toEqual({ champion: null, challenger: null, previous: champion });
    expect(loaded).toBe(1);
    const models = createLiveModels(dir, { topology });
    await models.load();
    const state = models.states().find(({ kind }) => kind === 'causes');
    expect(state).toMatchObject({ refused: true, note: expect.stringContaining(`${champion} is not in use: by hand`) });
    expect((await post('back', { kind: 'causes', by: 'bob' })).json()).toEqual({ ...causes, id: champion });
    expect((await registry.history(causes)).map(({ action }) => action)).toEqual(['retire', 'back']);
    const audited = (await store().audit.list({ subject: 'causes/network' })).slice(-2);
    expect(audited).toMatchObject([
      { action: 'model.back', detail: { id: 'rules', before: champion } },
      { action: 'model.back', detail: { id: champion, before: null } },
    ]);
  });

  it.each([
    [404, 'promote', { kind: 'detection', id: '0123456789abcdef' }, 'There is no model'],
    [409, 'promote', { kind: 'detecton', id: '0123456789abcdef' }, 'There is no kind of model "detecton"'],
    [409, 'promote', { kind: 'detection', subject: '..', id: '0123456789abcdef' }, 'is no name'],
    [409, 'promote', { kind: 'detection', id: '../secret' }, 'is no name'],
    [409, 'back', { kind: 'detection' }, 'was in use before'],
    [400, 'promote', { kind: 'detection' }, 'must be texts'],
    [400, 'promote', { kind: 'detection', id: 1 }, 'must be texts'],
    [400, 'back', { kind: 'causes', reason: 'x'.repeat(301) }, 'must be texts'],
    [400, 'back', { kind: 'causes', by: '\u0000' }, 'must be texts'],
  ])('is refused with %i: %s %o', async (status, what, payload, words) => {
    const answer = await post(what, payload);
    expect([answer.statusCode, answer.json().error]).toEqual([status, expect.stringContaining(words)]);
    expect(loaded).toBe(0);
    expect(await registry.history(key)).toEqual([]);
  });

  it('changes nothing while the audit can not be written', async () => {
    const id = await writeAnother();
    const away = { audit: { append: async () => Promise.reject(new Error('away')) } } as never;
    const door = createModelsDoor({ registry, store: away, clock: () => 7, onChanged: async () => undefined });
    await expect(door.change({ ...key, id, by: 'ann', reason: 'x' })).rejects.toThrow('away');
    expect(await registry.history(key)).toEqual([]);
  });

  it('sees every model and every change', async () => {
    const id = await writeAnother();
    await post('promote', { kind: 'detection', id });
    const { models, histories } = (await app().inject({ url: '/api/v1/models', headers })).json();
    expect(models.map(({ card, alias }: { card: { kind: string }; alias: string }) => [card.kind, alias])).toEqual(
      expect.arrayContaining([
        ['detection', 'champion'],
        ['detection', 'previous'],
        ['causes', 'champion'],
      ]),
    );
    expect(histories).toContainEqual({ ...key, changes: [expect.objectContaining({ id, by: 'unknown' })] });
  });
});
