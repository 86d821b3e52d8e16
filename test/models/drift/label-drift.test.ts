import { describe, expect, it } from 'vitest';
import { errorStreamOf } from '../../../bench/drift/error-streams.ts';
import {
  createLabelDrift,
  type LabelDrift,
  type LabelDriftDetector,
  labelDriftFromJSON,
} from '../../../src/models/drift/label-drift.ts';
import { expectTransitions } from '../../../src/models/drift/transitions.ts';
import { rounds } from '../../sampled.ts';

/** Adds labels with errors by chance; the drifts, each with the label at which it was noticed. */
function feed(
  detector: LabelDriftDetector,
  stream: (error: number) => boolean,
  parts: [count: number, error: number][],
) {
  const drifts: (LabelDrift & { at: number })[] = [];
  for (const [count, error] of parts)
    for (let i = 0; i < count; i++) {
      const at = detector.seen;
      const drift = detector.add(stream(error));
      if (drift) drifts.push({ ...drift, at });
    }
  return drifts;
}

describe('drift of a model’s error', () => {
  it('is noticed within 300 labels of a step, with its beginning and its size', () => {
    const beginnings: number[] = [];
    for (let seed = 0; seed < 40; seed++) {
      const detector = createLabelDrift();
      const stream = errorStreamOf(seed, 1);
      feed(detector, stream, [[3000, 0.07]]);
      const [drift] = feed(detector, stream, [[300, 0.4]]);
      expect(drift).toBeDefined();
      beginnings.push(drift!.since);
      expect(drift!.before).toBeGreaterThan(0.02);
      expect(drift!.before).toBeLessThan(0.13);
      expect(drift!.after).toBeGreaterThan(0.2);
      expect(drift!.since).toBeLessThanOrEqual(drift!.at);
    }
    const near = beginnings.filter((since) => Math.abs(since - 3000) <= 60);
    expect(near.length).toBeGreaterThan(34);
  });

  it('is noticed by the window where the reference knows too little', () => {
    const settings = { windows: [100], labels: 100, fewest: 101, delta: 0.01, floor: 0 };
    const [drift] = feed(createLabelDrift(settings), errorStreamOf(1, 1), [
      [2000, 0.07],
      [400, 0.4],
    ]);
    expect(drift).toMatchObject({ by: 'window' });
    // As near as the buckets are small.
    expect(Math.abs(drift!.since - 2000)).toBeLessThanOrEqual(100);
    expect(drift!.since % 5).toBe(0);
    expect(drift!.after).toBeGreaterThan(0.25);
  });

  it('is never a fall', () => {
    for (const run of [1, 4])
      for (let seed = 0; seed < 10; seed++) {
        const parts: [number, number][] = [
          [1000, 0.5],
          ...[0.4, 0.3, 0.2, 0.1, 0].map((error): [number, number] => [300, error]),
        ];
        for (const { before, after } of feed(createLabelDrift(), errorStreamOf(seed, run), parts))
          expect(after).toBeGreaterThan(before);
      }
    for (let seed = 0; seed < 20; seed++) {
      const detector = createLabelDrift();
      feed(detector, errorStreamOf(seed, 1), [[1000, 0.9]]);
      expect(feed(detector, errorStreamOf(seed, 1), [[200, 0.05]])).toEqual([]);
    }
  });

  it('is noticed after a fall, against the lower error', () => {
    let found = 0;
    for (let seed = 0; seed < 20; seed++) {
      const detector = createLabelDrift();
      const stream = errorStreamOf(seed, 1);
      feed(detector, stream, [
        [1000, 0.4],
        [1000, 0.05],
      ]);
      found += feed(detector, stream, [[300, 0.25]]).length > 0 ? 1 : 0;
    }
    expect(found).toBeGreaterThan(17);
  });

  it.each([0, 1])('never is where all errors are %d', (error) => {
    expect(feed(createLabelDrift(), () => error === 1, [[rounds(20_000, 200_000), error]])).toEqual([]);
  });

  it('is noticed when every verdict is wrong, whose errors are one run', () => {
    for (const at of [150, 1000]) {
      const detector = createLabelDrift();
      const stream = errorStreamOf(2, 1);
      feed(detector, stream, [[at, 0.05]]);
      const [drift] = feed(detector, () => true, [[60, 1]]);
      expect(drift!.at - at).toBeLessThan(60);
    }
    // A window that only ever saw errors can't be cut: that they go on is all that tells.
    const detector = createLabelDrift();
    detector.reset({ error: 0.05, labels: 300 });
    expect(feed(detector, () => true, [[102, 1]])).toMatchObject([{ by: 'reference', before: 0.05, after: 1 }]);
  });

  it('is as a rule one drift for one change, and watches on', () => {
    let [drifted, second] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      const detector = createLabelDrift();
      const drifts = feed(detector, errorStreamOf(seed, 1), [
        [1500, 0.05],
        [1500, 0.3],
      ]);
      drifted += drifts.filter(({ at }) => at >= 1500 && at < 2000).length;
      second += feed(detector, errorStreamOf(seed, 1), [[300, 0.6]]).length > 0 ? 1 : 0;
    }
    // The level is high after a reset, and the price is a false drift after some.
    expect(drifted / 20).toBeLessThanOrEqual(1.75);
    expect(drifted / 20).toBeGreaterThan(0.9);
    expect(second).toBeGreaterThan(17);
  });

  it('compares with what is known of a new model from the first labels on', () => {
    const [known, unknown] = [createLabelDrift(), createLabelDrift()];
    for (const detector of [known, unknown]) feed(detector, errorStreamOf(3, 1), [[200, 0.07]]);
    known.reset({ error: 0.07, labels: 300 });
    unknown.reset();
    expect(feed(known, errorStreamOf(4, 1), [[149, 0.4]])).toMatchObject([{ by: 'reference', before: 0.07 }]);
    expect(feed(unknown, errorStreamOf(4, 1), [[149, 0.4]])).toEqual([]);
  });

  it.each([
    { error: -0.1, labels: 10 },
    { error: 1.1, labels: 10 },
    { error: Number.NaN, labels: 10 },
    { error: 0.1, labels: 0 },
    { error: 0.1, labels: 2.5 },
  ])('refuses to know %o', (known) => {
    expect(() => createLabelDrift().reset(known)).toThrow(RangeError);
  });

  it('goes on from its JSON exactly as if nothing had happened', () => {
    for (let seed = 0; seed < rounds(6, 40); seed++) {
      const stream = errorStreamOf(seed, 1 + (seed % 4));
      const labels = Array.from({ length: 1500 }, (_, i) => stream(i < 700 ? 0.07 : i < 1100 ? 0.4 : 0.1));
      const whole = createLabelDrift();
      let stopped = createLabelDrift();
      for (const [i, isWrong] of labels.entries()) {
        if (i % 97 === seed) stopped = labelDriftFromJSON(JSON.parse(JSON.stringify(stopped)));
        if (i === 900) for (const each of [whole, stopped]) each.reset({ error: 0.2, labels: 90 });
        expect(stopped.add(isWrong)).toEqual(whole.add(isWrong));
      }
      expect(stopped.toJSON()).toEqual(whole.toJSON());
    }
  });

  const good = () => {
    const detector = createLabelDrift();
    feed(detector, errorStreamOf(1, 1), [[500, 0.1]]);
    return detector.toJSON();
  };
  it.each([
    ['nothing', () => undefined],
    ['another version', () => ({ ...good(), version: 2 })],
    ['a transition that is none', () => ({ ...good(), recent: [4] })],
    ['more transitions than the longest window', () => ({ ...good(), recent: Array(201).fill(0) })],
    ['more in the reference than it holds', () => ({ ...good(), reference: [801, 0, 0, 0] })],
    ['five labels that wait', () => ({ ...good(), waiting: { labels: 5, errors: 0 } })],
    ['a damaged window', () => ({ ...good(), adwin: { ...good().adwin, delta: 2 } })],
  ])('refuses a state with %s', (_name, damage) => {
    expect(() => labelDriftFromJSON(damage())).toThrow(expect.objectContaining({ code: 'model-artefact-damaged' }));
  });
});

describe('the transitions of a known error', () => {
  const seen = Float64Array.of(900, 20, 20, 60);
  it.each([
    { error: 0.07, labels: 300 },
    { error: 0.5, labels: 51 },
    { error: 0, labels: 10 },
    { error: 1, labels: 10 },
    { error: 0.9, labels: 1 },
  ])('are whole, and as many and as wrong as $labels labels with $error', ({ error, labels }) => {
    for (const before of [seen, new Float64Array(4)]) {
      const expected = expectTransitions({ error, labels }, before);
      expect(expected.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
      expect(expected[0]! + expected[1]!).toBe(labels - Math.round(error * labels));
      expect(expected[2]! + expected[3]!).toBe(Math.round(error * labels));
    }
  });

  it('follow the runs that were seen', () => {
    const [, begins, , again] = expectTransitions({ error: 0.1, labels: 1000 }, seen);
    expect(again! / 100).toBeGreaterThan(0.65);
    expect(begins).toBeLessThan(40);
    const [, alone, , rarely] = expectTransitions({ error: 0.1, labels: 1000 }, new Float64Array(4));
    expect([alone, rarely]).toEqual([90, 10]);
  });
});
