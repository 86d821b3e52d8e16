import type { ForecastSource } from '../../diagnosis/backtest/forecast-source.ts';
import { type ForecastLine, type LeftOutPlace, scoreForecasts } from '../../diagnosis/forecasting/forecast-report.ts';
import {
  type ForecastData,
  forecastSeriesBetween,
  keepNewestSteps,
} from '../../diagnosis/forecasting/forecast-series.ts';
import type { ForecastTrial } from '../../diagnosis/forecasting/forecast-trial.ts';
import type { TrainedMember } from '../../diagnosis/forecasting/trained-members.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import { count } from '../../foundation/number-words.ts';
import { forecastShort, memberOf } from '../../learning/kinds/forecast-short.ts';
import { type ForecastMember, naiveMember } from '../../models/forecasting/forecast-members.ts';
import { bandLevel, type ForecastSteps } from '../../models/forecasting/forecast-steps.ts';
import { medianOf60, naiveForecasts } from '../../models/forecasting/naive-forecasts.ts';
import type { Tensorflow } from '../../models/tensorflow.ts';

/** Places and steps between their first and last values, before the cut. */
interface Learned {
  places: number;
  steps: number;
  /** Those that members learned from: of many only some, as in training. */
  taughtPlaces: number;
  taughtSteps: number;
}

/** The scores of the forecasts of one metric, or why they could not be judged. */
export type MetricForecasts = { metric: string; leftOut: { place: string; why: LeftOutPlace['why'] }[] } & (
  | ({
      outcome: 'ok';
      /** How far ahead was forecast, milliseconds. */
      aheadMs: number;
      forecasts: number;
      places: number;
      learned: Learned;
      lines: ForecastLine[];
      /** Members that could not be trained. */
      untrained: { name: string; reason: string }[];
      /** What a training on the earlier part would put in use, with the reason of its gate. */
      chosen: { name: string; isModel: boolean; reason: string };
    } & ForecastSteps)
  | { outcome: 'not-judged'; reason: string }
);

export interface ForecastsReport {
  /** The judged part begins here, milliseconds since 1970. */
  from: number;
  metrics: MetricForecasts[];
  /** Metrics that are there and were not asked for. */
  otherMetrics: readonly string[];
}

export interface JudgeOptions {
  seed: number;
  trained: readonly TrainedMember[];
  /** With it the gate is asked about networks too. */
  tensorflow?: Tensorflow | undefined;
  onProgress?: (step: WorkStep) => void;
}

/** What forecasts where no model is in use. */
export const simpleName = 'the best simple forecast of each place';

/** People choose nothing that matters to forecasts. */
const settings = { falseAlarmsPerDeviceDay: 1 };

/** Judges forecasts of each metric on what comes after the cut: those that need no training, and members that learned from what was before. */
export function judgeForecasts(source: ForecastSource, options: JudgeOptions): ForecastsReport {
  const { from, metrics, otherMetrics } = source;
  const total = metrics.length;
  const reports = metrics.map((metric, done) => {
    const progress = (share: number, what: string) =>
      options.onProgress?.({ done: done + share, total, note: `${metric}: ${what}` });
    return judgeMetric(source, metric, { ...options, progress });
  });
  options.onProgress?.({ done: total, total, note: 'done' });
  return { from, metrics: reports, otherMetrics };
}

type MetricOptions = JudgeOptions & { progress(share: number, what: string): void };

function judgeMetric(source: ForecastSource, metric: string, options: MetricOptions): MetricForecasts {
  const { seed, progress } = options;
  progress(0, 'gathering its values');
  const data = source.dataOf(metric);
  const { stepMs, horizon } = data;
  const steps = { horizon, level: bandLevel };
  const trial = cutTrial(data, source.from);
  const naive = [...naiveForecasts, medianOf60].map((one) => naiveMember(one, steps));
  const nameOf = ({ key, why }: LeftOutPlace) => ({ place: source.placeOf(key), why });
  const tried = scoreForecasts(naive.slice(0, 1), trial);
  if (tried.places === 0) {
    const leftOut = tried.leftOut.map(nameOf);
    return { metric, outcome: 'not-judged', reason: whyNothing(tried.leftOut), leftOut };
  }
  const taught = keepNewestSteps(trial.earlier, { seed });
  const { own, chosen } = askGate(taught, trial, options);
  const { members, untrained } = trainMembers(taught, own, options);
  const scores = scoreForecasts([...naive, ...members], trial, (done, all) =>
    progress(0.75 + (0.25 * done) / all, 'judging'),
  );
  return {
    ...{ metric, outcome: 'ok', stepMs, horizon, aheadMs: horizon * stepMs },
    ...{ ...scores, leftOut: scores.leftOut.map(nameOf), untrained, chosen },
    learned: {
      ...{ places: trial.earlier.series.length, steps: stepsOf(trial.earlier) },
      ...{ taughtPlaces: taught.series.length, taughtSteps: stepsOf(taught) },
    },
  };
}

const stepsOf = ({ series }: ForecastData) => series.reduce((sum, { values }) => sum + values.length, 0);

/** A step that holds the cut is judged: what is learned from ends before it. */
function cutTrial(data: ForecastData, from: number): ForecastTrial {
  const lastBefore = from - data.stepMs;
  return {
    earlier: forecastSeriesBetween(data, Number.NEGATIVE_INFINITY, lastBefore),
    later: forecastSeriesBetween(data, lastBefore, Number.POSITIVE_INFINITY),
  };
}

/** Trains as the product does, and lets its gate decide about the model on the later part. */
function askGate(taught: ForecastData, trial: ForecastTrial, { seed, tensorflow, progress }: MetricOptions) {
  const fitting = (done: number, total: number) => progress((0.4 * done) / total, `fitting the ${forecastShort.title}`);
  fitting(0, 1);
  const fitted = forecastShort.fit(taught, { seed, settings, tensorflow, progress: fitting });
  if (fitted.model === null) return { own: null, chosen: { name: simpleName, isModel: false, reason: fitted.reason } };
  const own = memberOf(fitted.model);
  progress(0.4, 'asking the gate');
  const { decision, reason } = forecastShort.gate(forecastShort.evaluate(fitted.model, trial, settings), null);
  const isModel = decision === 'promote';
  return { own, chosen: { name: isModel ? own.name : simpleName, isModel, reason } };
}

/** Trains each member that the product has not trained already. */
function trainMembers(
  taught: ForecastData,
  own: ForecastMember | null,
  { seed, trained, progress }: MetricOptions,
): { members: ForecastMember[]; untrained: { name: string; reason: string }[] } {
  const members: ForecastMember[] = [];
  const untrained: { name: string; reason: string }[] = [];
  for (const [i, learner] of trained.entries()) {
    const { name } = learner;
    const fitting = (done: number, total: number) =>
      progress(0.5 + (0.25 * (i + done / total)) / trained.length, `fitting ${name}`);
    const fitted = own?.name === name ? { member: own } : learner.fit(taught, { seed, progress: fitting });
    if (fitted.member) members.push(fitted.member);
    else untrained.push({ name, reason: fitted.reason });
  }
  return { members, untrained };
}

const whyWords: Record<LeftOutPlace['why'], string> = {
  ended: 'no value came after the cut',
  'too-few': 'too few values came to judge a forecast',
  constant: 'it did not move after the cut, so its last value was always right',
};

function whyNothing(leftOut: readonly LeftOutPlace[]): string {
  const reasons = Object.entries(whyWords).flatMap(([why, words]) => {
    const many = leftOut.filter((place) => place.why === why).length;
    return many === 0 ? [] : [`at ${count(many, 'place')} ${words}`];
  });
  return reasons.length === 0 ? 'it has no values' : reasons.join('; ');
}
