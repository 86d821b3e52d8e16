import { type ForecastMember, firstHalf } from '../forecast-members.ts';
import { createLstmRunner } from './lstm-runner.ts';
import type { ForecastLstm } from './lstm-training.ts';
import { stepInputs, windowSteps } from './lstm-weights.ts';
import { createWindowFollower } from './lstm-windows.ts';

/** Name of the member that is a network. */
export const lstmName = 'LSTM';

/** How the mean is made of the network's median and of the moving average. */
const meanShares = { median: 0.5, average: 0.5 };

/** Forecasts as a network has learned it from many series. Its band begins as wide as the series' own scale says, and is tracked from there. */
export function lstmMember({ horizon, level, weights }: ForecastLstm): ForecastMember {
  const run = createLstmRunner(weights);
  const window = new Float64Array(windowSteps * stepInputs);
  return {
    ...{ name: lstmName, horizon, level },
    start() {
      const follower = createWindowFollower();
      return {
        follow: (value) => follower.follow(value),
        expect({ centre, scale, average }) {
          follower.write(window, 0, centre, scale);
          const median = centre + scale * run(window);
          return {
            ...{ median, mean: meanShares.median * median + meanShares.average * average },
            ...{ below: firstHalf * scale, above: firstHalf * scale },
          };
        },
      };
    },
  };
}
