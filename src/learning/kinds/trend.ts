import {
  countValues,
  type ForecastData,
  forecastExtent,
  forecastSeriesBetween,
} from '../../diagnosis/forecasting/forecast-series.ts';
import { gatherLevels, levelMs } from '../../diagnosis/forecasting/level-series.ts';
import { costOf, scoreTrend } from '../../diagnosis/forecasting/trend-trial.ts';
import { limitableMetrics, usualLimits } from '../../domain/metric-limits.ts';
import { describeMetric } from '../../domain/sample.ts';
import { plainLimit, type TrendMethod, trendMethods } from '../../models/forecasting/trend/trend-methods.ts';
import { forecastSubject, metricOfSubject } from '../forecast-subjects.ts';
import { gateByMetrics } from '../gate.ts';
import type { LearningSettings, ModelKind } from '../kind.ts';
import { readStoredMethod } from '../stored-method.ts';

/** How it is noticed, at any place, that one metric will reach a limit. */
export interface Trend {
  method: TrendMethod;
}

/** Levels of one metric. */
export interface TrendData extends ForecastData {
  metric: string;
}

const limitOf = (metric: string, { limits = usualLimits }: LearningSettings): number | null => limits[metric] ?? null;

export const trend: ModelKind<Trend, TrendData> = {
  kind: 'trend',
  title: 'time until a limit',
  purpose: 'tells that a metric will reach its limit, and in how many minutes',
  subjects: () => limitableMetrics.map((metric) => forecastSubject(metric)!),
  dataset: ({ readings }, { subject }) => {
    const metric = metricOfSubject(subject);
    return { data: () => ({ metric, ...gatherLevels(readings, metric) }) };
  },
  fit(data, { settings }) {
    const limit = limitOf(data.metric, settings);
    if (limit === null) return { model: null, reason: 'no limit is set for it' };
    const judged = trendMethods.flatMap((method) => {
      const cost = costOf(scoreTrend(method, { earlier: null, later: data }, limit));
      return cost === null ? [] : [{ method, cost }];
    });
    if (judged.length === 0)
      return {
        model: null,
        reason: `nothing reached its limit of ${limit}, so nothing tells which way of warning is better; the usual one warns`,
      };
    const { method } = judged.reduce((best, one) => (one.cost < best.cost ? one : best));
    return { model: { method } };
  },
  extent: forecastExtent,
  between: (data, after, until) => ({ metric: data.metric, ...forecastSeriesBetween(data, after, until) }),
  evaluate(model, trial, settings) {
    const { metric } = trial.later;
    const limit = limitOf(metric, settings);
    const name = `missed and false warnings for each time at ${limit === null ? 'no limit' : `${limit} ${describeMetric(metric).unit}`.trim()}`;
    const cost = (method: TrendMethod) => (model && limit !== null ? costOf(scoreTrend(method, trial, limit)) : null);
    const others = [...trendMethods, plainLimit].filter(({ id }) => id !== model?.method.id);
    return [
      {
        ...{ name, better: 'lower', value: model && cost(model.method) },
        baselines: Object.fromEntries(others.map((one) => [one.name, cost(one)])),
      },
    ];
  },
  gate(scores, duel) {
    if (!duel && scores[0]?.value === null)
      return { decision: 'keep', reason: 'not measured, and a way of warning that needs no training is there' };
    return gateByMetrics(scores, duel);
  },
  toArtefact: ({ method }) => ({ method: method.id }),
  fromArtefact: (stored) => ({ method: readStoredMethod(stored, trendMethods, 'A trend') }),
  card: ({ method }, data) => ({
    method: `The ${method.name}, which cost least of: ${trendMethods.map(({ name }) => name).join(', ')}. It looks at medians of ${levelMs / 60_000} minutes (Theil 1950, Sen 1968; Holt 1957).`,
    split:
      'measured on the last 30 % of the time after choosing on the first 70 %; the model in use is chosen on all of it',
    trainingRows: countValues(data),
    features: [method.name],
    classes: [],
    notGoodFor: [
      'jumps that nothing announces',
      'what rises towards its limit every day and turns before it',
      'metrics that are sent less often than every quarter of an hour',
    ],
  }),
};
