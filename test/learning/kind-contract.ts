import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import type { ModelKind, Trial } from '../../src/learning/kind.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { learn } from '../../src/learning/pipeline.ts';
import { artefactName } from '../../src/models/registry/model-card.ts';
import { topology } from '../diagnosis/simulated.ts';
import { cutInTime, gather, smallSpan } from './trained.ts';

const settings = { falseAlarmsPerDeviceDay: 1 };

/** What the contract test needs to know of a kind. */
export interface KindCase<Model> {
  /** The same model made useless, as by answers that say nothing. */
  crippled(model: Model): Model;
  /** What it learns from; thirteen minutes of the simulated network with four faults when left out. */
  span?: () => TrainingInput;
  /** Nothing in it is drawn by lot. */
  isSeedless?: boolean;
}

/**
 * Holds a kind of model to the contract of all kinds: the same data give the same model, nothing changes when it is stored, and the gate lets in
 * what is good only. Called once for each kind, in the test of whatever brought it.
 */
export function kindContract<Model, Data>(
  kind: ModelKind<Model, Data>,
  { crippled, span = smallSpan, isSeedless = false }: KindCase<Model>,
): void {
  const name = kind.kind;
  describe(`the kind ${name}`, () => {
    const fitted = (data: Data, seed = 1): Model => {
      const found = kind.fit(data, { seed, settings });
      if (found.model === null) throw new Error('nothing was learned');
      return found.model;
    };
    const stored = (model: Model) => {
      const artefact = kind.toArtefact(model);
      return artefact instanceof Uint8Array ? artefact : JSON.stringify(artefact);
    };
    const restore = (written: string | Uint8Array) =>
      kind.fromArtefact(typeof written === 'string' ? JSON.parse(written) : written, 'stored');
    let input: TrainingInput;
    let data: Data;
    let model: Model;
    let trial: Trial<Data>;
    let rehearsal: Model;
    beforeAll(() => {
      input = span();
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

    it('makes the same artefact of the same data and seed, and another of another seed unless it needs none', () => {
      expect(stored(fitted(gather(kind, input)))).toEqual(stored(model));
      const other = expect(stored(fitted(gather(kind, input, 2), 2)));
      if (isSeedless) other.toEqual(stored(model));
      else other.not.toEqual(stored(model));
    });

    it('judges as before after it was saved and loaded', () => {
      const again = restore(stored(rehearsal));
      expect(kind.evaluate(again, trial, settings)).toEqual(kind.evaluate(rehearsal, trial, settings));
      expect(stored(again)).toEqual(stored(rehearsal));
    });

    it('tells how its error fell, where it learned in passes, also after it was saved and loaded', () => {
      if (!kind.losses) return;
      for (const one of [model, rehearsal]) {
        const losses = kind.losses(one);
        expect(kind.losses(restore(stored(one)))).toEqual(losses);
        if (!losses) continue;
        const { name: of, training, later, kept } = losses;
        expect(of.length).toBeGreaterThan(3);
        expect([training.length > 0, later.length]).toEqual([true, training.length]);
        expect([...training, ...later].filter((error) => !Number.isFinite(error))).toEqual([]);
        expect([...training.keys()]).toContain(kept);
      }
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
      const readings = [...input.readings].map((reading) => {
        const values = new Map([...reading.values].filter(([metric]) => metric !== 'jitter_ms'));
        return { ...reading, values };
      });
      const poorer = cutInTime(kind, gather(kind, { ...input, readings }));
      for (const { value } of kind.evaluate(rehearsal, poorer, settings)) expect(value).not.toBeNaN();
      expect(kind.evaluate(fitted(poorer.earlier), trial, settings)[0]!.value).toBeGreaterThan(0);
    });

    it('has a gate that lets a good model in, and says why it keeps out a crippled one', () => {
      const good = kind.evaluate(rehearsal, trial, settings);
      const bad = kind.evaluate(crippled(rehearsal), trial, settings);
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
      const folder = mkdtempSync(join(tmpdir(), 'kind-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const registry = openModels(folder);
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
      expect(card.span).toEqual({ from: input.readings.at(0)!.at, to: input.readings.at(-1)!.at });
      expect(card.features.length).toBeGreaterThan(0);
      for (const words of [card.method, card.split, ...card.notGoodFor]) expect(words.length).toBeGreaterThan(10);
      expect(stored(kind.fromArtefact(found.model, card.id))).toEqual(stored(model));
    });
  });
}
