import { type ForecastMember, naiveMember, treesMember } from '../../models/forecasting/forecast-members.ts';
import { bandLevel } from '../../models/forecasting/forecast-steps.ts';
import { fitForecastTrees, leastRows } from '../../models/forecasting/forecast-trees.ts';
import { lstmMember, lstmName } from '../../models/forecasting/lstm/lstm-member.ts';
import { fitForecastLstm } from '../../models/forecasting/lstm/lstm-training.ts';
import { medianOf60 } from '../../models/forecasting/naive-forecasts.ts';
import type { TrainedForecast } from '../../models/forecasting/trained-forecast.ts';
import type { Tensorflow } from '../../models/tensorflow.ts';
import { countValues, type ForecastData, forecastExtent, forecastSeriesBetween } from './forecast-series.ts';
import { scoreMembers } from './forecast-trial.ts';

/** What one candidate reached: mean absolute error as a share of the last value's, null where it was not measured, with the reason. */
export interface TriedForecast {
  name: string;
  share: number | null;
  because?: string;
}

export interface ChosenForecast {
  forecast: TrainedForecast;
  tried: TriedForecast[];
}

interface ChooseOptions {
  seed: number;
  /** Without it no network is tried. */
  tensorflow?: Tensorflow | undefined;
  progress?: ((done: number, total: number, note?: string) => void) | undefined;
  /** How long a network learns, for the comparison and for use; a test passes less. */
  learning?: typeof usualLearning;
}

/** Candidates are compared on what comes after this share of the time. */
const earlierShare = 0.7;

/** What is not better by one percent than something simpler is not worth its size. */
const worthIt = 0.99;

/** Values below which a network is not tried: it needs many, and takes a minute. */
const leastForNetwork = 10_000;

/** The comparison makes do with a shorter training. */
const usualLearning = {
  trial: { windowsPerPass: 6000, passes: 4 },
  use: { windowsPerPass: 10_000, passes: 8 },
};

/** Whether there are values enough for a network. */
export const isEnoughForNetwork = (data: ForecastData): boolean => countValues(data) >= leastForNetwork;

/**
 * Tries the median of 60 steps, boosted trees and, where there is enough, a network, each fitted on the earlier part and judged on the later; fits
 * the winner on all. Says why where the data teach nothing.
 */
export function chooseForecast(
  data: ForecastData,
  options: ChooseOptions,
): ChosenForecast | { forecast: null; reason: string } {
  const { seed, progress, learning = usualLearning } = options;
  const extent = forecastExtent(data);
  if (!extent) return { forecast: null, reason: 'the span holds no values of it' };
  const cutAt = extent.from + earlierShare * (extent.to - extent.from);
  const earlier = forecastSeriesBetween(data, Number.NEGATIVE_INFINITY, cutAt);
  const later = forecastSeriesBetween(data, cutAt, Number.POSITIVE_INFINITY);
  const steps = { horizon: data.horizon, level: bandLevel };
  const trees = fitForecastTrees(earlier.series, { ...steps, seed, isTrial: true });
  if (!trees) return { forecast: null, reason: tooLittle };
  const network = tryNetwork(data, earlier, options);
  const members: ForecastMember[] = [naiveMember(medianOf60, steps), treesMember(trees)];
  const scores = scoreMembers([...members, ...(network.member ? [network.member] : [])], { earlier, later });
  const tried = [...members.map(({ name }) => ({ name, share: scores.get(name)!.share })), ...network.tried(scores)];
  const [median, grown] = tried;
  if (median!.share === null || grown!.share === null) return { forecast: null, reason: tooLittle };
  const winner = findWinner(tried);
  if (winner === median!.name) return { forecast: { by: 'median' }, tried };
  const lstm =
    winner === lstmName
      ? fitForecastLstm(options.tensorflow!, data.series, {
          ...steps,
          seed,
          ...learning.use,
          ...(progress && { progress }),
        })
      : null;
  if (lstm) return { forecast: { by: 'lstm', lstm }, tried };
  const all = fitForecastTrees(data.series, { ...steps, seed, ...(progress && { progress }) })!;
  return { forecast: { by: 'trees', trees: all }, tried };
}

/** The first, unless one after it is better by what makes it worth its size. */
function findWinner(tried: readonly TriedForecast[]): string {
  let best = tried[0]!;
  for (const one of tried.slice(1)) if (one.share !== null && one.share < worthIt * best.share!) best = one;
  return best.name;
}

interface TriedNetwork {
  member: ForecastMember | null;
  tried(scores: ReadonlyMap<string, { share: number | null }>): TriedForecast[];
}

function tryNetwork(
  data: ForecastData,
  earlier: ForecastData,
  { seed, tensorflow, learning = usualLearning }: ChooseOptions,
): TriedNetwork {
  const none = (because: string): TriedNetwork => ({
    member: null,
    tried: () => [{ name: lstmName, share: null, because }],
  });
  if (!isEnoughForNetwork(data)) return none(`needs ${leastForNetwork} values`);
  if (!tensorflow) return none('TensorFlow is not there');
  const training = { horizon: data.horizon, level: bandLevel, seed, ...learning.trial };
  const lstm = fitForecastLstm(tensorflow, earlier.series, training);
  if (!lstm) return none('too few windows that move');
  return {
    member: lstmMember(lstm),
    tried: (scores) => [{ name: lstmName, share: scores.get(lstmName)!.share }],
  };
}

const tooLittle = `the span holds too few values that move: ${leastRows} pairs of values ten minutes apart are needed before its last 30 %`;
