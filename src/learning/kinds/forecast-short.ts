import { chooseForecast, isEnoughForNetwork, type TriedForecast } from '../../diagnosis/forecasting/choose-forecast.ts';
import {
  countValues,
  type ForecastData,
  forecastExtent,
  forecastSeriesBetween,
  gatherForecastSeries,
} from '../../diagnosis/forecasting/forecast-series.ts';
import { peerMembers, scoreMembers } from '../../diagnosis/forecasting/forecast-trial.ts';
import { NocturneError } from '../../errors.ts';
import { formatScore } from '../../foundation/number-words.ts';
import { forecastFeatureNames } from '../../models/forecasting/forecast-features.ts';
import type { ForecastMember } from '../../models/forecasting/forecast-members.ts';
import { bandLevel, type ForecastSteps } from '../../models/forecasting/forecast-steps.ts';
import { windowSteps } from '../../models/forecasting/lstm/lstm-weights.ts';
import {
  lossesOfForecast,
  memberOfForecast,
  packForecast,
  type TrainedForecast,
  unpackForecast,
} from '../../models/forecasting/trained-forecast.ts';
import { forecastSubjects, metricOfSubject } from '../forecast-subjects.ts';
import { gateByMetrics } from '../gate.ts';
import type { ModelKind } from '../kind.ts';

/** Forecasts of one metric at any place, ten minutes ahead. */
export interface ForecastShort extends ForecastSteps {
  forecast: TrainedForecast;
  /** What else was tried, and what each reached on the later part; empty in models of an earlier release. */
  tried: readonly TriedForecast[];
}

/** What of a model forecasts one series. */
export const memberOf = ({ forecast, horizon }: ForecastShort): ForecastMember =>
  memberOfForecast(forecast, { horizon, level: bandLevel });

export const forecastShort: ModelKind<ForecastShort, ForecastData> = {
  kind: 'forecast-short',
  title: 'forecast of ten minutes',
  purpose: 'tells what a metric will probably read ten minutes from now, and between which values',
  subjects: () => [...forecastSubjects],
  dataset: ({ readings }, { subject, seed }) => ({
    data: () => gatherForecastSeries(readings, metricOfSubject(subject), { seed }),
  }),
  trainsNetwork: isEnoughForNetwork,
  fit(data, options) {
    const { stepMs, horizon } = data;
    const chosen = chooseForecast(data, options);
    if (chosen.forecast === null) return { model: null, reason: chosen.reason };
    return { model: { stepMs, horizon, ...chosen } };
  },
  extent: forecastExtent,
  between: forecastSeriesBetween,
  evaluate(model, trial) {
    const { stepMs, horizon } = trial.later;
    const fits = model?.stepMs === stepMs && model.horizon === horizon;
    const peers = peerMembers({ horizon, level: bandLevel });
    const own = fits ? { ...memberOf(model), name: 'model' } : null;
    const scores = scoreMembers([...(own ? [own] : []), ...peers], trial);
    const reached = (of: 'share' | 'bandOff', name: string) => (own ? (scores.get(name)?.[of] ?? null) : null);
    const ahead = Math.round((horizon * stepMs) / 60_000);
    return [
      {
        ...{ name: `relative error ${ahead} min ahead`, better: 'lower', value: reached('share', 'model') },
        baselines: Object.fromEntries(peers.map(({ name }) => [name, reached('share', name)])),
      },
      {
        ...{ name: '90 % bands off by', better: 'lower', value: reached('bandOff', 'model') },
        baselines: { [peers[1]!.name]: reached('bandOff', peers[1]!.name) },
      },
    ];
  },
  gate(scores, duel) {
    if (!duel && scores[0]?.value === null)
      return { decision: 'keep', reason: 'not measured, and forecasts that need no training are there' };
    return gateByMetrics(scores, duel);
  },
  toArtefact: ({ forecast, ...rest }) => ({ ...rest, ...packForecast(forecast) }),
  fromArtefact(stored) {
    const { stepMs, horizon, tried, ...packed } = (stored ?? {}) as Record<string, unknown>;
    if (!isCount(stepMs) || !isCount(horizon) || !isTried(tried ?? []))
      throw new NocturneError('model-artefact-damaged', 'A forecast has no steps, or what was tried is no list', {
        hint: 'train the model again',
      });
    return { stepMs, horizon, forecast: unpackForecast(packed, horizon), tried: (tried ?? []) as TriedForecast[] };
  },
  losses: ({ forecast }) => lossesOfForecast(forecast),
  card({ forecast, tried, stepMs, horizon }, data) {
    const { series, places, steps } = data;
    const learned = series.reduce((sum, one) => sum + one.values.length, 0);
    const part =
      learned < steps ? ` Of ${places} places and ${steps} steps, ${series.length} and ${learned} taught.` : '';
    return {
      method: `${methods[forecast.by]}; the band is tracked at each place (Angelopoulos, Candès and Tibshirani 2023). Steps of ${stepMs / 60_000} min, ${horizon} ahead.${part}${describeTried(tried)}`,
      split:
        'measured on the last 30 % of the time after training on the first 70 %; the model in use is trained on all',
      trainingRows: countValues(data),
      features: features[forecast.by],
      classes: [],
      notGoodFor: ['jumps that nothing announces', 'a rhythm of the day', 'metrics that hardly ever move'],
    };
  },
};

const methods: Record<TrainedForecast['by'], string> = {
  trees:
    'Boosted trees (Friedman 2001) for the median, the mean and both ends of a band that holds nine of ten values, grown on all places together',
  lstm: 'A network of two layers with long short-term memory (Hochreiter and Schmidhuber 1997) for the median, trained on all places together with the absolute error',
  median: 'The median of the last 60 steps, which nothing that learns beat by one percent on the last 30 % of the time',
};

const features: Record<TrainedForecast['by'], string[]> = {
  trees: [...forecastFeatureNames],
  lstm: [`values of the last ${windowSteps} steps`, `slow average at each of the last ${windowSteps} steps`],
  median: ['median of the last 60'],
};

/** What each reached within the training, so that people see what won and by how much. */
function describeTried(tried: readonly TriedForecast[]): string {
  if (tried.length === 0) return '';
  const each = tried.map(
    ({ name, share, because }) =>
      `${name} ${share === null ? `not measured (${because ?? 'nothing to judge it by'})` : formatScore(share, 3)}`,
  );
  return ` Tried, by mean absolute error as a share of the last value's: ${each.join(', ')}.`;
}

function isTried(value: unknown): value is TriedForecast[] {
  const isOne = (one: unknown) =>
    typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string' && 'share' in one;
  return Array.isArray(value) && value.every(isOne);
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;
