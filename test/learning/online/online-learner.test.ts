import { describe, expect, it } from 'vitest';
import { createAlwaysLearner, createFrozenLearner } from '../../../bench/online/peers.ts';
import {
  createOnlineLearner,
  type LabelledRow,
  type OnlineLearner,
  type OnlineStep,
  type TrainClassifier,
  usualOnline,
} from '../../../src/learning/online/online-learner.ts';
import { createRandom, type Random } from '../../../src/models/random.ts';

/** Names the class that most weight of equal rows has: what it never saw, it calls 0. */
const trainTable: TrainClassifier = (rows, weights) => {
  const votes = new Map<number, Float64Array>();
  for (const [i, { row, label }] of rows.entries()) {
    const own = votes.get(row[0]!) ?? new Float64Array(3);
    own[label]! += weights[i]!;
    votes.set(row[0]!, own);
  }
  return {
    predictOne: (row) => {
      const own = votes.get(row[0]!);
      return own ? own.indexOf(Math.max(...own)) : 0;
    },
  };
};

/** Ten kinds of rows, whose labels follow from the kind, with one label in twenty drawn. `shift` turns the classes. */
function draw(random: Random, shift: number): LabelledRow {
  const kind = Math.floor(10 * random());
  const label = random() < 0.05 ? Math.floor(3 * random()) : (kind + shift) % 3;
  return { row: Float64Array.of(kind), label };
}

function play(
  seed: number,
  { labels, driftAt = labels }: { labels: number; driftAt?: number },
  make: (first: LabelledRow[], train: TrainClassifier) => OnlineLearner = createOnlineLearner,
) {
  const random = createRandom(seed);
  const first = Array.from({ length: 300 }, () => draw(random, 0));
  const learner = make(first, trainTable);
  const steps: (OnlineStep & { isRight: boolean })[] = [];
  for (let i = 0; i < labels; i++) {
    const labelled = draw(random, i < driftAt ? 0 : 1);
    const step = learner.take(labelled);
    steps.push({ ...step, isRight: step.verdict === labelled.label });
  }
  const share = (from: number, to: number) =>
    steps.slice(from, to).filter(({ isRight }) => isRight).length / (to - from);
  return { steps, share };
}

describe('a learner of labels that come one by one', () => {
  it('notices a drift soon, and is as good as before some hundred labels later', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { steps, share } = play(seed, { labels: 2_000, driftAt: 800 });
      const noticed = steps.findIndex(({ drift }, i) => drift && i >= 800);
      expect(noticed).toBeGreaterThan(0);
      expect(noticed).toBeLessThan(900);
      expect(share(1_200, 2_000)).toBeGreaterThan(share(0, 800) - 0.02);
    }
  });

  it('takes nothing for a drift where nothing changes, but for one in ten thousand labels', () => {
    let drifts = 0;
    for (let seed = 1; seed <= 30; seed++)
      drifts += play(seed, { labels: 2_000 }).steps.filter(({ drift }) => drift).length;
    expect(drifts).toBeLessThanOrEqual(6);
  });

  it('says of each promotion on which labels it rests, and never promotes what lost as often as it won', () => {
    const promotions = play(7, { labels: 2_500, driftAt: 600 }).steps.flatMap(({ promotion }) => promotion ?? []);
    expect(promotions.length).toBeGreaterThan(0);
    for (const { after, wins, losses, labels, p } of promotions) {
      expect(wins).toBeGreaterThan(losses);
      if (after === 'labels') expect(p).toBeLessThanOrEqual(usualOnline.p);
      else expect(p <= usualOnline.p || labels >= usualOnline.recoveryTrial).toBe(true);
    }
  });

  it('judges each label by a model that has not seen it', () => {
    const seen = new Set<LabelledRow>();
    const train: TrainClassifier = (rows) => {
      for (const row of rows) seen.add(row);
      return { predictOne: () => 0 };
    };
    const random = createRandom(1);
    const learner = createOnlineLearner([draw(random, 0)], train);
    for (let i = 0; i < 300; i++) {
      const labelled = draw(random, 0);
      const wasSeen = seen.has(labelled);
      learner.take(labelled);
      expect(wasSeen).toBe(false);
    }
    expect(seen.size).toBeGreaterThan(200);
  });

  it('forgets the oldest labels, and weighs those since a drift more', () => {
    const counts: { rows: number; heavy: number }[] = [];
    const train: TrainClassifier = (rows, weights) => {
      counts.push({ rows: rows.length, heavy: weights.filter((weight) => weight > 1).length });
      return trainTable(rows, weights);
    };
    const random = createRandom(2);
    const first = Array.from({ length: 300 }, () => draw(random, 0));
    const learner = createOnlineLearner(first, train, { ...usualOnline, remembered: 400 });
    for (let i = 0; i < 1_500; i++) learner.take(draw(random, i < 700 ? 0 : 1));
    expect(Math.max(...counts.map(({ rows }) => rows))).toBe(400);
    expect(counts[0]!.heavy).toBe(0);
    expect(counts.at(-1)!.heavy).toBe(400);
  });

  it('stays wrong after a drift when it is frozen, and is slow when it only learns again', () => {
    const drift = { labels: 1_600, driftAt: 800 };
    const own = play(1, drift).share(1_000, 1_600);
    expect(play(1, drift, createFrozenLearner).share(1_000, 1_600)).toBeLessThan(0.2);
    expect(play(1, drift, (first, train) => createAlwaysLearner(first, train)).share(1_000, 1_600)).toBeLessThan(
      own - 0.1,
    );
  });
});
