import type { ForecastsReport, MetricForecasts } from '../app/backtest/judge-forecasts.ts';
import type { LeftOutPlace } from '../diagnosis/forecasting/forecast-report.ts';
import { count, formatNumber, formatPercent, formatScore } from '../foundation/number-words.ts';
import { listShort } from './backtest-tables.ts';
import { formatTable, formatUtc } from './output.ts';

/** Times before this one count from a beginning of their own, which says nothing to people. */
const firstRealTime = 1e11;

/** A part for each metric: what was judged, the table of members, and what a training would put in use. */
export function formatForecasts({ from, metrics, otherMetrics }: ForecastsReport): string {
  const cut = from >= firstRealTime ? [`judged from ${formatUtc(from)} on`] : [];
  const others = otherMetrics.length > 0 ? [`not forecast unless named with --metric: ${otherMetrics.join(', ')}`] : [];
  const nothing = metrics.length === 0 ? ['nothing to judge: there is none of the metrics that models forecast'] : [];
  return [[...cut, ...others, ...nothing].join('\n'), ...metrics.map(formatMetric)].filter(Boolean).join('\n\n');
}

type Judged = Extract<MetricForecasts, { outcome: 'ok' }>;

function formatMetric(report: MetricForecasts): string {
  const { metric } = report;
  if (report.outcome === 'not-judged') return `${metric}: not judged: ${report.reason}`;
  const { forecasts, places, untrained, chosen } = report;
  const [ahead, step] = [report.aheadMs, report.stepMs].map((ms) => `${formatNumber(ms / 60_000)} min`);
  return [
    `${metric}: ${ahead} ahead, in steps of ${step}`,
    `${count(forecasts, 'forecast')} at ${count(places, 'place')} judged, ${learnedOf(report)}`,
    ...leftOutOf(report),
    '',
    tableOf(report),
    '',
    ...untrained.map(({ name, reason }) => `${name}: not trained, because ${reason}`),
    `a training would use ${chosen.name}: ${chosen.reason}`,
  ].join('\n');
}

function learnedOf({ learned }: Judged): string {
  const { places, steps, taughtPlaces, taughtSteps } = learned;
  const all = `${count(steps, 'step')} of ${count(places, 'place')}`;
  if (taughtSteps === steps) return `learned from ${all}`;
  const part = taughtPlaces === places ? `the newest ${taughtSteps}` : `${taughtSteps} at ${taughtPlaces} places`;
  return `learned from ${part} of ${all}`;
}

const whyWords: Record<LeftOutPlace['why'], string> = {
  ended: 'no value after the cut',
  'too-few': 'too few values',
  constant: 'it did not move',
};

function leftOutOf({ leftOut }: Judged): string[] {
  return Object.entries(whyWords).flatMap(([why, words]) => {
    const names = leftOut.filter((place) => place.why === why).map(({ place }) => place);
    return names.length === 0 ? [] : [`left out, ${words}: ${listShort(names)}`];
  });
}

function tableOf({ lines }: Judged): string {
  return formatTable(
    ['METHOD', 'MAE', 'RMSE', "OF LAST VALUE'S", 'IN BAND', 'INTERVAL SCORE'],
    lines.map(({ name, mae, rmse, share, coverage, intervalScore }) => [
      ...[name, formatNumber(mae), formatNumber(rmse), formatScore(share)],
      ...[formatPercent(coverage, 1), formatNumber(intervalScore)],
    ]),
  );
}
