import {
  type ForecastData,
  forecastExtent,
  forecastSeriesBetween,
  gatherForecastSeries,
} from '../../diagnosis/forecasting/forecast-series.ts';
import { peerMembers, scoreMembers } from '../../diagnosis/forecasting/forecast-trial.ts';
import { canonicalMetrics } from '../../domain/sample.ts';
import { NocturneError } from '../../errors.ts';
import { packForecastTrees, unpackForecastTrees } from '../../models/forecasting/boosted-json.ts';
import { forecastFeatureNames } from '../../models/forecasting/forecast-features.ts';
import { type ForecastMember, naiveMember, treesMember, treesName } from '../../models/forecasting/forecast-members.ts';
import { bandLevel, type ForecastSteps } from '../../models/forecasting/forecast-steps.ts';
import { type ForecastTrees, fitForecastTrees, leastRows } from '../../models/forecasting/forecast-trees.ts';
import { medianOf60 } from '../../models/forecasting/naive-forecasts.ts';
import { gateByMetrics } from '../gate.ts';
import type { ModelKind } from '../kind.ts';

/** Forecasts of one metric at any place, ten minutes ahead. */
export interface ForecastShort extends ForecastSteps {
  /** Null where the median of 60 was better than trees. */
  trees: ForecastTrees | null;
}

/** Metrics that move by themselves; a capacity is set by people. */
const metrics = Object.keys(canonicalMetrics).filter((metric) => metric !== 'bandwidth_mbps');

const subjectOf = (metric: string) => metric.replaceAll('_', '-');

/** The subject that forecasts a metric; null when no model is about it. */
export const forecastSubject = (metric: string) => (metrics.includes(metric) ? subjectOf(metric) : null);

/** What of a model forecasts one series. */
export const memberOf = ({ trees, horizon }: ForecastShort): ForecastMember =>
  trees ? treesMember(trees) : naiveMember(medianOf60, { horizon, level: bandLevel });

/** Members are compared on what comes after this share of the time. */
const earlierShare = 0.7;

/** Trees whose error is not smaller by one percent are not worth their size. */
const worthIt = 0.99;

export const forecastShort: ModelKind<ForecastShort, ForecastData> = {
  kind: 'forecast-short',
  title: 'forecast of ten minutes',
  purpose: 'tells what a metric will probably read ten minutes from now, and between which values',
  subjects: () => metrics.map(subjectOf),
  dataset: ({ readings }, { subject, seed }) => ({
    data: () => gatherForecastSeries(readings, metrics.find((metric) => subjectOf(metric) === subject)!, { seed }),
  }),
  fit(data, { seed, progress }) {
    const { stepMs, horizon } = data;
    const extent = forecastExtent(data);
    if (!extent) return { model: null, reason: 'the span holds no values of it' };
    const cutAt = extent.from + earlierShare * (extent.to - extent.from);
    const earlier = forecastSeriesBetween(data, Number.NEGATIVE_INFINITY, cutAt);
    const later = forecastSeriesBetween(data, cutAt, Number.POSITIVE_INFINITY);
    const options = { horizon, level: bandLevel, seed };
    const tried = fitForecastTrees(earlier.series, { ...options, isTrial: true });
    if (!tried) return { model: null, reason: tooLittle };
    const slow = naiveMember(medianOf60, { horizon, level: bandLevel });
    const scores = scoreMembers([treesMember(tried), slow], { earlier, later });
    const [own, other] = [scores.get(treesName)!.share, scores.get(slow.name)!.share];
    if (own === null || other === null) return { model: null, reason: tooLittle };
    if (own >= worthIt * other) return { model: { stepMs, horizon, trees: null } };
    return {
      model: { stepMs, horizon, trees: fitForecastTrees(data.series, { ...options, ...(progress && { progress }) }) },
    };
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
  toArtefact: ({ trees, ...steps }) => ({ ...steps, trees: trees && packForecastTrees(trees) }),
  fromArtefact(stored) {
    const { stepMs, horizon, trees } = (stored ?? {}) as Record<string, unknown>;
    const restored = trees === null ? null : unpackForecastTrees(trees);
    if (!isCount(stepMs) || !isCount(horizon) || (restored && restored.horizon !== horizon))
      throw new NocturneError('model-artefact-damaged', 'A forecast has no steps that fit its trees', {
        hint: 'train the model again',
      });
    return { stepMs, horizon, trees: restored };
  },
  card({ trees, stepMs, horizon }, { series, places, steps }) {
    const values = series.reduce((sum, one) => sum + one.values.filter((value) => !Number.isNaN(value)).length, 0);
    const learned = series.reduce((sum, one) => sum + one.values.length, 0);
    const part =
      learned < steps ? ` Of ${places} places and ${steps} steps, ${series.length} and ${learned} taught.` : '';
    return {
      method: `${trees ? 'Boosted trees (Friedman 2001) for the median, the mean and both ends of a band that holds nine of ten values, grown on all places together' : 'The median of the last 60 steps, which was better than boosted trees on the last 30 % of the time'}; the band is tracked at each place (Angelopoulos, Candès and Tibshirani 2023). Steps of ${stepMs / 60_000} min, ${horizon} ahead.${part}`,
      split:
        'measured on the last 30 % of the time after training on the first 70 %; the model in use is trained on all',
      trainingRows: values,
      features: trees ? [...forecastFeatureNames] : ['median of the last 60'],
      classes: [],
      notGoodFor: ['jumps that nothing announces', 'a rhythm of the day', 'metrics that hardly ever move'],
    };
  },
};

const tooLittle = `the span holds too few values that move: ${leastRows} pairs of values ten minutes apart are needed before its last 30 %`;

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;
