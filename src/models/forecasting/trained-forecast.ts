import { NocturneError } from '../../errors.ts';
import type { Losses } from '../losses.ts';
import { packForecastTrees, unpackForecastTrees } from './boosted-json.ts';
import { type ForecastMember, naiveMember, treesMember } from './forecast-members.ts';
import type { ForecastTrees } from './forecast-trees.ts';
import { packForecastLstm, unpackForecastLstm } from './lstm/lstm-json.ts';
import { lstmMember } from './lstm/lstm-member.ts';
import type { ForecastLstm } from './lstm/lstm-training.ts';
import { medianOf60 } from './naive-forecasts.ts';

/** Who forecasts, with all that it learned. */
export type TrainedForecast =
  | { by: 'median' }
  | { by: 'trees'; trees: ForecastTrees }
  | { by: 'lstm'; lstm: ForecastLstm };

/** What of it forecasts one series. */
export function memberOfForecast(forecast: TrainedForecast, steps: { horizon: number; level: number }): ForecastMember {
  switch (forecast.by) {
    case 'median':
      return naiveMember(medianOf60, steps);
    case 'trees':
      return treesMember(forecast.trees);
    case 'lstm':
      return lstmMember(forecast.lstm);
  }
}

/** How its error fell while it learned; null where there were no passes. */
export const lossesOfForecast = (forecast: TrainedForecast): Losses | null =>
  forecast.by === 'lstm' ? forecast.lstm.losses : null;

/** As JSON restores it exactly: `trees` null and no `lstm` for the median. */
export const packForecast = (forecast: TrainedForecast) => ({
  trees: forecast.by === 'trees' ? packForecastTrees(forecast.trees) : null,
  ...(forecast.by === 'lstm' && { lstm: packForecastLstm(forecast.lstm) }),
});

/** Reads what {@link packForecast} wrote. Throws `model-artefact-damaged`, also where it looks another number of steps ahead. */
export function unpackForecast({ trees, lstm }: Record<string, unknown>, horizon: number): TrainedForecast {
  const restored = lstm === undefined ? restoreTrees(trees) : ({ by: 'lstm', lstm: unpackForecastLstm(lstm) } as const);
  const own = restored.by === 'trees' ? restored.trees : restored.by === 'lstm' ? restored.lstm : { horizon };
  if (own.horizon === horizon) return restored;
  throw new NocturneError('model-artefact-damaged', 'A forecast has no steps that fit what it learned', {
    hint: 'train the model again',
  });
}

const restoreTrees = (trees: unknown): TrainedForecast =>
  trees === null ? { by: 'median' } : { by: 'trees', trees: unpackForecastTrees(trees) };
