import { describe, expect, it } from 'vitest';
import { createDispersion, type Dispersion } from '../../../src/models/drift/dispersion.ts';
import { createLabelDrift } from '../../../src/models/drift/label-drift.ts';
import { createRandom } from '../../../src/models/random.ts';

/** Errors whose share is another one in each cluster of labels: what faults that last do to a model that nothing changed for. */
function clusteredErrors(
  seed: number,
  { labels, mean, swing, cluster }: Record<'labels' | 'mean' | 'swing' | 'cluster', number>,
) {
  const random = createRandom(seed, 5);
  let share = mean;
  return Array.from({ length: labels }, (_, i) => {
    if (i % cluster === 0) share = random() < 0.5 ? mean - swing : mean + swing;
    return random() < share;
  });
}

const of = (errors: readonly boolean[]): Dispersion => {
  const dispersion = createDispersion();
  for (const isWrong of errors) dispersion.add(isWrong);
  dispersion.settle();
  return dispersion;
};

describe('how much an error moves by itself', () => {
  const calm = { labels: 1_000, mean: 0.2, swing: 0, cluster: 60 };
  const restless = { ...calm, swing: 0.18 };

  it('asks more of a rise where errors come in clusters, and the same where they do not', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(of(clusteredErrors(seed, calm)).isChange(0.2, 0.48, 100), `calm ${seed}`).toBe(true);
      expect(of(clusteredErrors(seed, restless)).isChange(0.2, 0.4, 100), `restless ${seed}`).toBe(false);
      expect(of(clusteredErrors(seed, restless)).isChange(0.2, 0.95, 100), `restless ${seed}`).toBe(true);
    }
  });

  it('takes a rise of the same size for one in more labels', () => {
    const dispersion = of(clusteredErrors(1, calm));
    expect([50, 100, 400, 1_000].map((labels) => dispersion.isChange(0.2, 0.3, labels))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('is not taught by the stretches in which a drift begins', () => {
    const [drifted, quiet] = [of(clusteredErrors(2, calm)), of(clusteredErrors(2, calm))];
    for (let i = 0; i < 300; i++) drifted.add(true);
    expect(drifted.isChange(0.2, 0.5, 100)).toBe(quiet.isChange(0.2, 0.5, 100));
    drifted.startAnew();
    expect(drifted.state().own).toEqual([]);
    expect(drifted.state().former).toEqual({ spread: expect.any(Number), freedom: 9 });
  });

  it('knows nothing at first, and then asks for what chance alone would not make', () => {
    const dispersion = createDispersion();
    expect(dispersion.isChange(0.05, 0.15, 100)).toBe(true);
    expect(dispersion.isChange(0.05, 0.1, 100)).toBe(false);
    expect(dispersion.isChange(0, 0.03, 100)).toBe(false);
  });

  it('goes on from its state', () => {
    const errors = clusteredErrors(3, { ...restless, labels: 1_234 });
    const whole = of(errors);
    const stopped = of(errors.slice(0, 333));
    let parts = createDispersion();
    for (const [i, isWrong] of errors.entries()) {
      if (i % 77 === 0) parts = createDispersion(JSON.parse(JSON.stringify(parts.state())));
      parts.add(isWrong);
    }
    parts.settle();
    expect(parts.state()).toEqual(whole.state());
    expect(stopped.state()).not.toEqual(whole.state());
  });
});

describe('drift where errors come in clusters', () => {
  const week = { labels: 1_500, mean: 0.2, swing: 0.14, cluster: 60 };

  it('is seldom seen where nothing changes, after a rehearsal, and seen where all goes wrong', () => {
    let [stretches, found] = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      const detector = createLabelDrift();
      detector.rehearse(clusteredErrors(100 + seed, { ...week, labels: 600 }));
      if (clusteredErrors(seed, week).some((isWrong) => detector.add(isWrong))) stretches++;
      const wrong = clusteredErrors(seed, { ...week, labels: 300, mean: 0.8 });
      if (wrong.some((isWrong) => detector.add(isWrong))) found++;
    }
    expect(stretches).toBeLessThanOrEqual(5);
    expect(found).toBeGreaterThanOrEqual(36);
  });
});
