import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/models/random.ts';
import { createChangeBudget } from '../../../src/models/routing/change-budget.ts';
import { chooseRoutes, routeBy, routeCandidates, shareOfDirect } from '../../../src/models/routing/choose-routes.ts';
import { cutSlices, fillGaps, type LatencySlices, pairMedians } from '../../../src/models/routing/latency-slices.ts';
import { createMeasuringRhythm } from '../../../src/models/routing/measuring-rhythm.ts';
import { addRow, createLeastSquares, fitNonNegative } from '../../../src/models/routing/nonnegative-fit.ts';
import { directRoute } from '../../../src/models/routing/route-costs.ts';
import { createShrinkage, lastSlice } from '../../../src/models/routing/shrinkage.ts';
import { allPairs, makeOverlay } from './synthetic-overlay.ts';

const nodes = 8;
const pairs = allPairs(nodes);
const overlay = makeOverlay(nodes, 160);
const [history, later] = [cutSlices(overlay, 0, 100), cutSlices(overlay, 100, 160)];
const free = { maxChanges: null };

describe('route candidates', () => {
  it.each(routeCandidates.map((candidate) => [candidate.name, candidate] as const))(
    '%s decides each slice from earlier slices only',
    (_name, candidate) => {
      const cut = 40;
      const other: LatencySlices = {
        nodes,
        values: later.values.map((slice, t) => (t < cut ? slice : slice.map((value) => 2000 - value))),
      };
      for (const maxChanges of candidate.name.includes('rhythm') ? [null, 20] : [null]) {
        const [seen, changed] = [later, other].map((slices) =>
          routeBy(candidate, history, slices, pairs, { maxChanges }),
        );
        for (const i of pairs.keys())
          expect(changed![i]!.routes.slice(0, cut + 1)).toEqual(seen![i]!.routes.slice(0, cut + 1));
      }
    },
  );

  it.each(routeCandidates.map((candidate) => [candidate.name, candidate] as const))(
    '%s never takes a relay whose latency is not known, and never the ends of the pair',
    (_name, candidate) => {
      const hide = ({ values }: LatencySlices): LatencySlices => ({
        nodes,
        values: values.map((slice) => slice.map((value, leg) => (leg % nodes === 3 ? Number.NaN : value))),
      });
      const wrong = routeBy(candidate, hide(history), hide(later), pairs, free).flatMap(({ routes }, i) =>
        [...routes].filter(
          (route) => [3, pairs[i]!.src, pairs[i]!.dst].includes(route) || route < directRoute || route >= nodes,
        ),
      );
      expect(wrong).toEqual([]);
    },
  );

  it('gains from the rhythm where nodes have one, and loses nothing where they have none', () => {
    const share = (slices: LatencySlices, candidate = lastSlice) => {
      const half = slices.values.length / 2;
      const parts = [cutSlices(slices, 0, half), cutSlices(slices, half, 2 * half)] as const;
      return shareOfDirect(routeBy(candidate, ...parts, pairs, free));
    };
    const rhythm = createShrinkage(0.35, { knowsRhythm: true });
    const plain = createShrinkage(0.35, { knowsRhythm: false });
    for (const seed of [1, 2, 3]) {
      const slow = makeOverlay(nodes, 240, { seed });
      expect(share(slow, rhythm)).toBeLessThan(0.95 * share(slow, lastSlice));
      const each = makeOverlay(nodes, 240, { seed, period: 1 });
      expect(share(each, rhythm)).toBeCloseTo(share(each, plain), 2);
    }
  });
});

describe('the choice among candidates', () => {
  it('takes the simplest of those whose worst fold is nearly the best', () => {
    const { candidate, trials } = chooseRoutes(history, pairs, routeCandidates);
    const worst = trials.map(({ shares }) => Math.max(...shares));
    expect(trials.map(({ name }) => name)).toEqual(routeCandidates.map(({ name }) => name));
    const near = trials.filter((_, i) => worst[i]! < 1.01 * Math.min(...worst));
    expect(candidate?.name).toBe(near[0]!.name);
    expect(near.length).toBeLessThan(trials.length);
  });

  it('goes direct where no relay is ever better, and where there is no history to speak of', () => {
    const flat = { nodes, values: Array.from({ length: 60 }, () => new Float32Array(nodes * nodes).fill(50)) };
    expect(chooseRoutes(flat, pairs, routeCandidates).candidate).toBeNull();
    expect(chooseRoutes(cutSlices(overlay, 0, 10), pairs, routeCandidates)).toEqual({
      candidate: null,
      trials: [],
    });
    for (const { routes } of routeBy(null, history, later, pairs, free))
      expect([...routes].every((route) => route === directRoute)).toBe(true);
  });
});

describe('the cap on changes', () => {
  it.each([1, 3, 10, 20])('%i holds in every window of 100 slices and over the whole', (maxChanges) => {
    const long = makeOverlay(nodes, 360, { seed: 4 });
    const rest = cutSlices(long, 80, 360);
    for (const candidate of [lastSlice, createShrinkage(0.35, { knowsRhythm: true })])
      for (const { routes, changes } of routeBy(candidate, cutSlices(long, 0, 80), rest, pairs.slice(0, 6), {
        maxChanges,
      })) {
        const changed = [...routes].map((route, t) => (route === (t === 0 ? directRoute : routes[t - 1]) ? 0 : 1));
        expect(changed.reduce<number>((sum, one) => sum + one, 0)).toBe(changes);
        const windows = Array.from({ length: changed.length - 99 }, (_, first) =>
          changed.slice(first, first + 100).reduce<number>((sum, one) => sum + one, 0),
        );
        expect(Math.max(...windows)).toBeLessThanOrEqual(maxChanges);
        expect(changes).toBeLessThanOrEqual((maxChanges * changed.length) / 100);
      }
  });

  it('lets a change through again after any wait, whatever was spent', () => {
    const random = createRandom(7);
    for (const maxChanges of [1, 2, 20, 100]) {
      const budget = createChangeBudget(maxChanges);
      let [waited, longest] = [0, 0];
      for (let slice = 0; slice < 1000; slice++) {
        budget.step();
        if (!budget.mayChange()) waited += 1;
        else {
          if (random() < 0.8) budget.spend();
          waited = 0;
        }
        longest = Math.max(longest, waited);
      }
      expect(longest).toBeLessThan(200);
    }
  });
});

describe('the parts', () => {
  it('fills a gap with the median of what was measured, and leaves what never was', () => {
    const values = [1, Number.NaN, 3, 9].map((value) => Float32Array.of(Number.NaN, value, Number.NaN, Number.NaN));
    const slices = { nodes: 2, values };
    const medians = pairMedians(slices);
    expect([...medians]).toEqual([Number.NaN, 3, Number.NaN, Number.NaN]);
    expect([...fillGaps(slices, medians).values[1]!]).toEqual([Number.NaN, 3, Number.NaN, Number.NaN]);
    const holes = {
      nodes: 2,
      values: [5, Number.NaN, Number.NaN, Number.NaN, 6].map((value) => Float32Array.of(0, value, 0, 0)),
    };
    expect(fillGaps(holes, medians, 2).values.map((slice) => slice[1])).toEqual([5, 5, 5, 3, 6]);
  });

  it.each([2, 3, 5, 9])('knows a rhythm of %i slices, and how long is left of it', (period) => {
    const rhythm = createMeasuringRhythm(4);
    const slices = makeOverlay(4, 12 * period + 1, { period });
    for (const slice of slices.values) rhythm.observe(slice);
    for (let node = 0; node < 4; node++) {
      const next = Array.from({ length: period }, (_, k) => k + 1).find(
        (k) => (12 * period + k + node) % period === 0,
      )!;
      expect(rhythm.chanceWithin(node, next)).toBeCloseTo(1);
      expect(rhythm.chanceWithin(node, next - 1)).toBeCloseTo(0);
    }
  });

  it('finds the weights of a sum of inputs, and zero in place of a negative one', () => {
    const random = createRandom(3);
    for (const truth of [
      [0.5, 0, 2],
      [1, 0.25, 0],
      [0.7, -0.4, 0.1],
    ]) {
      const squares = createLeastSquares(3);
      for (let i = 0; i < 400; i++) {
        const inputs = Float64Array.of(random(), random() - 0.5, random());
        addRow(
          squares,
          inputs,
          inputs.reduce((sum, input, j) => sum + input * truth[j]!, 0),
        );
      }
      const weights = fitNonNegative(squares);
      if (Math.min(...truth) >= 0) truth.forEach((weight, i) => void expect(weights[i]).toBeCloseTo(weight, 4));
      else expect(weights[1]).toBe(0);
    }
  });
});
