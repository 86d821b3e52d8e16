import { type ForecastMember, treesMember, treesName } from '../../models/forecasting/forecast-members.ts';
import { bandLevel } from '../../models/forecasting/forecast-steps.ts';
import { fitForecastTrees, leastRows } from '../../models/forecasting/forecast-trees.ts';
import { lstmMember, lstmName } from '../../models/forecasting/lstm/lstm-member.ts';
import { fitForecastLstm, leastWindows } from '../../models/forecasting/lstm/lstm-training.ts';
import type { Tensorflow } from '../../models/tensorflow.ts';
import type { ForecastData } from './forecast-series.ts';

/** A member that learns before it forecasts. */
export interface TrainedMember {
  /** That of the member which it fits. */
  name: string;
  /**
   * Fits one member for all places, or answers with the reason, as a clause with a subject: "the part to learn from holds too little". The same data and
   * seed give the same member. `progress` is told `done` of `total` steps.
   */
  fit(
    data: ForecastData,
    options: { seed: number; progress?: (done: number, total: number) => void },
  ): { member: ForecastMember } | { member: null; reason: string };
}

const boostedTrees: TrainedMember = {
  name: treesName,
  fit({ series, horizon }, { seed, progress }) {
    const trees = fitForecastTrees(series, { horizon, level: bandLevel, seed, ...(progress && { progress }) });
    if (trees) return { member: treesMember(trees) };
    return {
      member: null,
      reason: `the part to learn from has fewer than ${leastRows} pairs of values ${horizon} steps apart that move`,
    };
  },
};

/** The network, in this TensorFlow. */
const network = (tf: Tensorflow): TrainedMember => ({
  name: lstmName,
  fit({ series, horizon }, { seed, progress }) {
    const lstm = fitForecastLstm(tf, series, { horizon, level: bandLevel, seed, ...(progress && { progress }) });
    if (lstm) return { member: lstmMember(lstm) };
    return {
      member: null,
      reason: `the part to learn from has fewer than ${leastWindows} windows, ${horizon} steps before a value, that move`,
    };
  },
});

/** What a backtest compares with forecasts that need no training, the network only where TensorFlow is there. A further member is one more line here. */
export const trainedMembers = (tf?: Tensorflow): readonly TrainedMember[] => [
  boostedTrees,
  ...(tf ? [network(tf)] : []),
];
