import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import type { AnyKind } from '../../src/learning/kind.ts';
import { modelKinds } from '../../src/learning/kinds/index.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { learn } from '../../src/learning/pipeline.ts';
import { artefactName } from '../../src/models/registry/model-card.ts';
import { topology } from '../diagnosis/simulated.ts';
import { cutInTime, gather, smallSpan } from './trained.ts';

const settings = { falseAlarmsPerDeviceDay: 1 };

/** What a kind's models are made useless by: answers that say nothing. */
const crippled: Record<string, (model: never) => object> = {
  // Nothing is rare enough.
  detection: ({ detector, ...rest }: { detector: { kinds: Record<string, object> } }) => ({
    ...rest,
    detector: {
      ...detector,
      kinds: Object.fromEntries(
        Object.entries(detector.kinds).map(([name, kind]) => [name, { ...kind, threshold: 99 }]),
      ),
    },
  }),
  // Every cause is called by the name of another.
  causes: ({ classes, ...rest }: { classes: string[] }) => ({ ...rest, classes: [...classes.slice(1), classes[0]!] }),
};

let input: TrainingInput;
const folder = mkdtempSync(join(tmpdir(), 'kinds-'));
beforeAll(() => {
  input = smallSpan();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the list of kinds', () => {
  it('has one file for each kind', () => {
    const files = readdirSync(new URL('../../src/learning/kinds', import.meta.url)).map((name) =>
      name.replace('.ts', ''),
    );
    expect(files.filter((name) => name !== 'index').sort()).toEqual(modelKinds.map(({ kind }) => kind).sort());
  });

  it('needs only kinds that are there, and no folder twice', () => {
    const names = modelKinds.map(({ kind }) => kind);
    for (const { needs = [] } of modelKinds) expect(names).toEqual(expect.arrayContaining([...needs]));
    const folders = modelKinds.map(({ kind, formerFolder }) => formerFolder ?? kind);
    expect(new Set(folders).size).toBe(folders.length);
  });
});

describe.each(modelKinds.map((kind): [string, AnyKind] => [kind.kind, kind]))('the kind %s', (name, kind) => {
  const fitted = (data: unknown, seed = 1) => {
    const found = kind.fit(data, { seed, settings });
    if (found.model === null) throw new Error('nothing was learned');
    return found.model;
  };
  const stored = (model: unknown) => {
    const artefact = kind.toArtefact(model);
    return artefact instanceof Uint8Array ? artefact : JSON.stringify(artefact);
  };
  const restore = (written: string | Uint8Array) =>
    kind.fromArtefact(typeof written === 'string' ? JSON.parse(written) : written, 'stored');
  let data: unknown;
  let model: unknown;
  let trial: { earlier: unknown; later: unknown };
  let rehearsal: unknown;
  beforeAll(() => {
    data = gather(kind, input);
    model = fitted(data);
    trial = cutInTime(kind, data);
    rehearsal = fitted(trial.earlier);
  });

  it('has subjects whose names are folders, and words for people', () => {
    expect(kind.subjects(topology).length).toBeGreaterThan(0);
    for (const word of [name, ...kind.subjects(topology)])
      expect(artefactName.safeParse(word).success, word).toBe(true);
    expect(kind.title).toMatch(/^[a-z]/);
    expect(kind.purpose.length).toBeGreaterThan(10);
  });

  it('makes the same artefact of the same data and seed, and another of another seed', () => {
    expect(stored(fitted(gather(kind, input)))).toEqual(stored(model));
    expect(stored(fitted(gather(kind, input, 2), 2))).not.toEqual(stored(model));
  });

  it('judges as before after it was saved and loaded', () => {
    const again = restore(stored(rehearsal));
    expect(kind.evaluate(again, trial, settings)).toEqual(kind.evaluate(rehearsal, trial, settings));
    expect(stored(again)).toEqual(stored(rehearsal));
  });

  it('cuts its rows in time, and loses none', () => {
    const whole = kind.extent(data)!;
    const [earlier, later] = [kind.extent(trial.earlier)!, kind.extent(trial.later)!];
    expect([earlier.from, later.to]).toEqual([whole.from, whole.to]);
    expect(earlier.to).toBeLessThan(later.from);
    expect(kind.extent(kind.between(data, whole.to, Number.POSITIVE_INFINITY))).toBeNull();
  });

  it('is measured beside its baselines on the later part, and not measured where there is none', () => {
    const [deciding, ...others] = kind.evaluate(rehearsal, trial, settings);
    expect(deciding!.value).toBeGreaterThan(0);
    for (const { baselines } of [deciding!, ...others]) expect(Object.keys(baselines).length).toBeGreaterThan(0);
    const none = { earlier: data, later: kind.between(data, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY) };
    expect(kind.evaluate(model, none, settings).map(({ value }) => value)).toEqual(
      [deciding, ...others].map(() => null),
    );
    expect(kind.evaluate(null, trial, settings).map(({ value }) => value)).toEqual(
      [deciding, ...others].map(() => null),
    );
  });

  it('can be measured on a span in which one of its metrics is missing', () => {
    const readings = input.readings.map((reading) => {
      const values = new Map([...reading.values].filter(([metric]) => metric !== 'jitter_ms'));
      return { ...reading, values };
    });
    const poorer = cutInTime(kind, gather(kind, { ...input, readings }));
    for (const { value } of kind.evaluate(rehearsal, poorer, settings)) expect(value).not.toBeNaN();
    expect(kind.evaluate(fitted(poorer.earlier), trial, settings)[0]!.value).toBeGreaterThan(0);
  });

  it('has a gate that lets a good model in, and says why it keeps out a crippled one', () => {
    const good = kind.evaluate(rehearsal, trial, settings);
    const bad = kind.evaluate(crippled[name]!(rehearsal as never), trial, settings);
    expect(kind.gate(good, null)).toMatchObject({
      decision: 'promote',
      reason: expect.stringContaining(good[0]!.name),
    });
    expect(kind.gate(bad, null)).toMatchObject({ decision: 'keep', reason: expect.stringMatching(/does not beat/) });
    expect(kind.gate(good, { challenger: bad, champion: good })).toMatchObject({
      ...{ decision: 'keep', reason: expect.stringMatching(/worse than the model in use on the same rows/) },
    });
    expect(kind.gate(good, { challenger: good, champion: good }).decision).toBe('promote');
    expect(kind.gate(good, { challenger: good, champion: bad }).decision).toBe('promote');
  });

  it('goes through training with a whole card', async () => {
    const registry = openModels(join(folder, name));
    const [result] = await learn(input, {
      ...{ kinds: [kind], registry, seed: 1, settings, libraries: { node: '22' } },
      ...{ trainedAt: '2026-01-01T00:00:00.000Z', onProgress: () => undefined },
    }).then((all) => all.filter((one) => one.kind === name));
    expect(result).toMatchObject({ subject: kind.subjects(topology)[0], promoted: true });
    const key = { kind: name, subject: result!.subject };
    const found = await registry.readChampion(key);
    if (found.status !== 'ok') throw new Error('no model');
    const { card } = found;
    expect(card).toMatchObject({
      ...key,
      id: result!.id,
      seed: 1,
      libraries: { node: '22' },
      metrics: result!.metrics,
    });
    expect(card.span).toEqual({ from: input.readings[0]!.at, to: input.readings.at(-1)!.at });
    expect(card.features.length).toBeGreaterThan(0);
    for (const words of [card.method, card.split, ...card.notGoodFor]) expect(words.length).toBeGreaterThan(10);
    expect(stored(kind.fromArtefact(found.model, card.id))).toEqual(stored(model));
  });
});
