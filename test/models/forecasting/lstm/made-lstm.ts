import type { ForecastLstm } from '../../../../src/models/forecasting/lstm/lstm-training.ts';
import { drawWeights } from '../../../../src/models/forecasting/lstm/lstm-weights.ts';

/** A network that learned nothing. */
export const madeLstm = (seed = 1, horizon = 10): ForecastLstm => ({
  ...{ horizon, level: 0.9, weights: drawWeights(seed) },
  losses: { name: 'weighted absolute error, in scales', training: [1, 0.8, 0.7], later: [1.1, 0.9, 0.95], kept: 1 },
});
