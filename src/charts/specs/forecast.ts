import type { Point } from '../../domain/metric-reader.ts';
import { describeMetric } from '../../domain/sample.ts';
import { chartCard, frameLayer } from '../chart-frame.ts';
import type { ChartKind } from '../chart-kind.ts';
import { eventLayers, gapLayers, type Look, legendLayers, lineLayers } from '../chart-layers.ts';
import {
  bandLayer,
  comingLayers,
  type ForecastPoint,
  forecastColour,
  forecastDash,
  nextLayers,
} from '../forecast-layers.ts';
import { type ChartSeries, drawnSeries } from '../incident-chart.ts';
import { shortenMiddle } from '../legend.ts';
import { describeFacts, seriesFacts } from '../series-facts.ts';
import { colours } from '../style.ts';
import { formatMoment, formatValue } from '../wording.ts';

/** One metric at one place with what was expected of it, and what is expected next. Times are milliseconds since 1970. */
export interface ForecastChart {
  metric: string;
  label: string;
  from: number;
  /** Has room for `next` or `coming`. */
  to: number;
  now: number;
  /** What came. */
  points: readonly Point[];
  /** What was expected of the moments until now, each forecast at the moment that it was made for. */
  issued: readonly ForecastPoint[];
  /** The one moment after now that is forecast; null for none, or where `coming` has several. */
  next: ForecastPoint | null;
  /** The moments that are forecast, oldest first: a line with its band to the right of now. The first may be that of a step that has begun. */
  coming?: readonly ForecastPoint[];
  /** What `issued` is, for the legend; "expected ten minutes before" when left out. */
  ahead?: string;
}

const usualAhead = 'expected ten minutes before';

/** Bands that are wider than nearly all are cut off by the picture: they would make everything else flat. */
const bandsShown = 0.95;

const isWhole = ({ at, median, lower, upper }: ForecastPoint) => [at, median, lower, upper].every(Number.isFinite);

const comingOf = ({ coming = [], from, to }: ForecastChart) =>
  coming.filter((one) => isWhole(one) && one.at >= from && one.at <= to);

function bandsOf({ issued, from, now }: ForecastChart): ForecastPoint[] {
  const within = issued.filter((one) => one.at >= from && one.at <= now && isWhole(one));
  const widest = within.map(({ lower, upper }) => upper - lower).sort((a, b) => a - b)[
    Math.floor(bandsShown * (within.length - 1))
  ];
  return within.map(({ at, median, lower, upper }) => ({
    ...{ at, median, lower: Math.max(lower, median - widest!), upper: Math.min(upper, median + widest!) },
  }));
}

function seriesOf(chart: ForecastChart): { came: ChartSeries; expected: ChartSeries; all: ChartSeries[] } {
  const { from, to, label, points, next } = chart;
  const line = (name: string, of: readonly Point[]) =>
    drawnSeries({ from, to, series: [{ label: name, role: 'target', points: of }] })[0]!;
  const bands = bandsOf(chart);
  const came = line(label, points);
  const expected = line(
    chart.ahead ?? usualAhead,
    bands.map(({ at, median }) => ({ at, value: median })),
  );
  const ends = [...bands, ...comingOf(chart), ...(next ? [next] : [])].flatMap(({ at, lower, upper }) => [
    { at, value: lower },
    { at, value: upper },
  ]);
  return { came, expected, all: [came, expected, line('', ends)] };
}

/** What is expected, short for the picture and whole for those who can't see it, and what came. */
function wordsOf(chart: ForecastChart): { short: string[]; expected: string[]; came: string[] } {
  const facts = seriesFacts(seriesOf(chart).came.points, chart.metric, null);
  if (!facts) return { short: [], expected: [], came: ['no data in this time'] };
  const extremes = extremesOf(chart);
  return {
    short: [...nextWords(chart), ...extremes.map(([words]) => words)],
    expected: [...nextWords(chart), ...extremes.map(([words, band]) => `${words}, ${band}`)],
    came: describeFacts(facts, chart.metric, chart),
  };
}

/** The one line under the title has room for what is expected, or else for what came. */
function subtitle(chart: ForecastChart): string {
  const { short, came } = wordsOf(chart);
  return (short.length > 0 ? short : came).join('  ·  ');
}

/** What is too small for its figures is "under 0.001 %", and that is about enough. */
const about = (value: string) => (/^(under|over) /.test(value) ? value : `about ${value}`);

function bandWords({ lower, upper }: ForecastPoint, metric: string): string {
  return `between ${formatValue(lower, metric)} and ${formatValue(upper, metric)}`;
}

function nextWords({ next, metric, from, to }: ForecastChart): string[] {
  if (!next) return [];
  const when = formatMoment(next.at, { from, to });
  return [`${about(formatValue(next.median, metric))} at ${when}, ${bandWords(next, metric)}`];
}

/** The highest and the lowest of what comes, each with its band; one of them where both read alike. */
function extremesOf(chart: ForecastChart): [words: string, band: string][] {
  const { metric } = chart;
  const ordered = comingOf(chart).sort((a, b) => b.median - a.median);
  const value = ({ median }: ForecastPoint) => about(formatValue(median, metric));
  const [highest, lowest] = [ordered[0], ordered.at(-1)];
  if (!highest || !lowest) return [];
  const widest = {
    ...highest,
    lower: Math.min(...ordered.map(({ lower }) => lower)),
    upper: Math.max(...ordered.map(({ upper }) => upper)),
  };
  if (value(highest) === value(lowest)) return [[`${value(highest)} throughout`, bandWords(widest, metric)]];
  // Seconds say nothing of a round time.
  const when = ({ at }: ForecastPoint) => formatMoment(at, chart).replace(/(:\d\d):00$/, '$1');
  return [
    [`highest ${value(highest)} at ${when(highest)}`, bandWords(highest, metric)],
    [`lowest ${value(lowest)} at ${when(lowest)}`, bandWords(lowest, metric)],
  ];
}

export const forecast = {
  problem({ from, to, now, next, coming = [] }) {
    if (!(Number.isFinite(from) && from < to && Number.isFinite(to))) return `a time from before to (${from}, ${to})`;
    if (!(now >= from && now <= to)) return `a now within its time (${now})`;
    if (next && coming.length > 0) return 'one forecast or several, and not both';
    const outside = coming.find(({ at }) => !(at >= from && at <= to));
    if (outside) return `forecasts within its time (${outside.at})`;
    return next && !(next.at >= now && next.at <= to) ? `a forecast between now and its end (${next.at})` : null;
  },
  spec(chart) {
    const { came, expected, all } = seriesOf(chart);
    const gaps = gapLayers({ from: chart.from, to: chart.now }, came);
    const solid = [1, 0];
    const looks: Look[] = [
      { label: came.label, colour: colours.target[0], dash: solid, width: 2.5 },
      { label: expected.label, colour: forecastColour, dash: forecastDash, width: 2 },
    ];
    const band: Look = { label: 'nine of ten values', colour: '#6b6243', dash: solid, width: 9 };
    const words = [describeMetric(chart.metric).title, shortenMiddle(chart.label, 30), 'forecast'].join('  ·  ');
    return chartCard({ text: words, subtitle: subtitle(chart) }, [
      ...gaps.shades,
      frameLayer(chart, all, looks),
      bandLayer(bandsOf(chart)),
      ...lineLayers({ from: chart.from, to: chart.now }, [came, expected], [2.5, 2]),
      ...eventLayers({ ...chart, series: [], events: [{ at: chart.now, kind: 'other', label: 'now' }] }),
      ...(chart.next ? nextLayers(chart.next, chart.now, came.points.at(-1)) : []),
      ...comingLayers(comingOf(chart)),
      ...gaps.words,
      ...legendLayers([...looks, band]),
    ]);
  },
  altText(chart) {
    const { expected, came } = wordsOf(chart);
    const what = `${describeMetric(chart.metric).title} of ${chart.label.slice(0, 200)}`;
    return `Forecast of ${what}: ${[...expected, ...came].join(', ')}.`;
  },
} satisfies ChartKind<ForecastChart>;
