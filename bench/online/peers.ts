import type { LabelledRow, OnlineLearner, TrainClassifier } from '../../src/learning/online/online-learner.ts';

/** The model of the first labels, for ever. */
export function createFrozenLearner(first: readonly LabelledRow[], train: TrainClassifier): OnlineLearner {
  const model = train(first, new Float64Array(first.length).fill(1));
  return { take: ({ row }) => ({ verdict: model.predictOne(row), drift: null, promotion: null }) };
}

/** Trains on all labels after every so many, and asks nothing. */
export function createAlwaysLearner(first: readonly LabelledRow[], train: TrainClassifier, every = 100): OnlineLearner {
  const known = [...first];
  const refit = () => train(known, new Float64Array(known.length).fill(1));
  let model = refit();
  return {
    take(labelled) {
      const verdict = model.predictOne(labelled.row);
      known.push(labelled);
      if ((known.length - first.length) % every === 0) model = refit();
      return { verdict, drift: null, promotion: null };
    },
  };
}
