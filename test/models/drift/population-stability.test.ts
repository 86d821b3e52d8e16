import { describe, expect, it } from 'vitest';
import {
  fewestValues,
  fitPopulationStability,
  type PopulationStability,
  populationStabilityFromJSON,
} from '../../../src/models/drift/population-stability.ts';
import { binOf, quantileCuts } from '../../../src/models/drift/quantile-bins.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

const half = 2000;
const draw = (count: number, seed: number, of: (random: () => number) => number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => of(random));
};
const normal =
  (mean: number, deviation = 1) =>
  (random: () => number) =>
    mean + deviation * randomNormal(random);
const resting = (share: number, value: number) => (random: () => number) => (random() < share ? value : random());

function compared(reference: number[], recent: number[]): PopulationStability {
  const stability = fitPopulationStability(reference, half)!;
  for (const value of recent) stability.add(value);
  return stability;
}

describe('the stability of a population', () => {
  it.each([
    { name: 'nothing moved', of: normal(0), least: 0, most: 0.05 },
    { name: 'the mean moved by .4 deviations', of: normal(0.4), least: 0.1, most: 0.25 },
    { name: 'the mean moved by a deviation', of: normal(1), least: 0.7, most: 1.3 },
    { name: 'the deviation doubled', of: normal(0, 2), least: 0.25, most: 2 },
    { name: 'all is above everything before', of: () => 99, least: 5, most: 20 },
    {
      name: 'a third is missing',
      of: (random: () => number) => (random() < 1 / 3 ? Number.NaN : randomNormal(random)),
      least: 0.25,
      most: 6,
    },
    { name: 'all is missing', of: () => Number.NaN, least: 5, most: 20 },
  ])('is an index from $least to $most where $name', ({ of, least, most }) => {
    const index = compared(draw(4000, 1, normal(0)), draw(3000, 2, of)).index()!;
    expect(index).toBeGreaterThanOrEqual(least);
    expect(index).toBeLessThan(most);
  });

  // By hand: bins below, at, above 5 and missing; reference 0, 400, 0, 0; recent 0, 200, 200, 0, each with .5 added, of 402.
  it('of a metric that rests at one value is finite, and sees any way to leave it', () => {
    const reference = Array<number>(400).fill(5);
    const index = (200.5 - 400.5) * Math.log(200.5 / 400.5) + (200.5 - 0.5) * Math.log(200.5 / 0.5);
    for (const other of [3, 7, 5 + 1e-12, Number.NaN]) {
      const recent = [...Array<number>(200).fill(5), ...Array<number>(200).fill(other)];
      expect(compared(reference, recent).index()).toBeCloseTo(index / 402, 10);
    }
    expect(compared(reference, reference).index()).toBe(0);
  });

  it.each([
    { name: 'rests at its lowest value', of: resting(0.6, 0) },
    { name: 'rests at its highest value', of: resting(0.6, 1) },
    { name: 'rests in between', of: resting(0.95, 0.5) },
    { name: 'has few values', of: (random: () => number) => Math.floor(3 * random()) },
    { name: 'is negative', of: (random: () => number) => (random() < 0.5 ? -7 : -random()) },
  ])('is near 0 for a metric that $name and does not move, and finite when it leaves', ({ of }) => {
    const reference = draw(4000, 3, of);
    expect(compared(reference, draw(3000, 4, of)).index()).toBeLessThan(0.05);
    const moved = compared(
      reference,
      draw(3000, 4, (random) => of(random) + 10),
    ).index()!;
    expect(moved).toBeGreaterThan(0.25);
    expect(moved).toBeLessThan(20);
  });

  it('knows nothing without data, on either side', () => {
    expect(fitPopulationStability([], half)).toBeNull();
    expect(fitPopulationStability([Number.NaN, Number.POSITIVE_INFINITY], half)).toBeNull();
    const stability = compared(draw(1000, 1, normal(0)), []);
    expect(stability.index()).toBeNull();
    expect(stability.missing()).toEqual({ reference: 0, recent: null });
    for (let i = 1; i < fewestValues; i++) stability.add(0);
    expect(stability.index()).toBeNull();
    stability.add(0);
    expect(stability.index()).toBeGreaterThan(0.25);
    expect(compared(draw(fewestValues - 1, 1, normal(0)), draw(3000, 1, normal(0))).index()).toBeNull();
  });

  it('counts missing values apart', () => {
    const stability = compared([1, 2, 3, Number.NaN], [Number.NaN, 1, Number.NaN, Number.NEGATIVE_INFINITY]);
    expect(stability.missing()).toEqual({ reference: 0.25, recent: 0.75 });
  });

  it('forgets what is older than two half windows, in bounded memory', () => {
    const stability = compared(draw(4000, 1, normal(0)), draw(10_000, 2, normal(5)));
    const { length } = JSON.stringify(stability);
    for (const value of draw(2 * half, 3, normal(0))) {
      stability.add(value);
      expect(stability.recent).toBeGreaterThanOrEqual(half);
      expect(stability.recent).toBeLessThan(2 * half);
    }
    expect(stability.index()).toBeLessThan(0.05);
    expect(JSON.stringify(stability).length).toBeLessThan(2 * length);
  });

  it('goes on from its JSON exactly as if nothing had happened', () => {
    const reference = draw(3000, 1, resting(0.3, 0.5));
    const whole = compared(reference, []);
    let stopped = compared(reference, []);
    for (const [i, value] of draw(5000, 2, resting(0.2, 0.7)).entries()) {
      if (i % 777 === 0) stopped = populationStabilityFromJSON(JSON.parse(JSON.stringify(stopped)));
      for (const each of [whole, stopped]) each.add(i % 50 === 0 ? Number.NaN : value);
      if (i % 100 === 0) expect(stopped.index()).toBe(whole.index());
    }
    expect(stopped.toJSON()).toEqual(whole.toJSON());
  });

  const good = () => compared(draw(500, 1, normal(0)), draw(500, 2, normal(0))).toJSON();
  it.each([
    ['nothing', () => null],
    ['cuts that fall', () => ({ ...good(), cuts: good().cuts.toReversed() })],
    ['a count too few', () => ({ ...good(), former: [0] })],
    ['half a value', () => ({ ...good(), latter: good().latter.map(() => 0.5) })],
    ['a half window that is over', () => ({ ...good(), latter: good().latter.map(() => half) })],
  ])('refuses a state with %s', (_name, damage) => {
    const code = 'model-artefact-damaged';
    expect(() => populationStabilityFromJSON(damage())).toThrow(expect.objectContaining({ code }));
  });

  it.each([0, fewestValues - 1, 500.5, Number.NaN])('refuses a half window of %d', (given) => {
    expect(() => fitPopulationStability([1], given)).toThrow(RangeError);
  });
});

describe('bins by quantiles', () => {
  it('hold a tenth each where no value is frequent', () => {
    const sorted = Float64Array.from({ length: 1000 }, (_, i) => i);
    const cuts = quantileCuts(sorted, 10);
    expect([...cuts]).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect([-1, 0, 99, 100, 899, 900, 1e9].map((value) => binOf(cuts, value))).toEqual([0, 0, 0, 1, 8, 9, 9]);
  });

  it('give a frequent value a bin of its own', () => {
    for (const value of [-3, 0, 1e-300, 7]) {
      const cuts = quantileCuts(Float64Array.of(value, value, value), 10);
      expect(cuts).toHaveLength(2);
      expect([value - 1, value, value + 1].map((each) => binOf(cuts, each))).toEqual([0, 1, 2]);
    }
  });
});
