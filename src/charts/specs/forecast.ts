import type { Point } from '../../domain/metric-reader.ts';
import { describeMetric } from '../../domain/sample.ts';
import { chartCard, frameLayer } from '../chart-frame.ts';
import type { ChartKind } from '../chart-kind.ts';
import { eventLayers, gapLayers, type Layer, type Look, legendLayers, lineLayers } from '../chart-layers.ts';
import { type ChartSeries, drawnSeries } from '../incident-chart.ts';
import { shortenMiddle } from '../legend.ts';
import { describeFacts, seriesFacts } from '../series-facts.ts';
import { colours } from '../style.ts';
import { formatMoment, formatValue } from '../wording.ts';

/** What was expected of one moment. */
export interface ForecastPoint {
  at: number;
  median: number;
  lower: number;
  upper: number;
}

/** One metric at one place with what was expected of it, and what is expected next. Times are milliseconds since 1970. */
export interface ForecastChart {
  metric: string;
  label: string;
  from: number;
  /** Has room for `next`. */
  to: number;
  now: number;
  /** What came. */
  points: readonly Point[];
  /** What was expected of the moments until now, each forecast at the moment that it was made for. */
  issued: readonly ForecastPoint[];
  next: ForecastPoint | null;
}

const time = { type: 'temporal' } as const;

const colour = colours.target[1];

const expectedLabel = 'expected ten minutes before';

/** Bands that are wider than nearly all are cut off by the picture: they would make everything else flat. */
const bandsShown = 0.95;

function bandsOf({ issued, from, now }: ForecastChart): ForecastPoint[] {
  const isWhole = ({ at, ...values }: ForecastPoint) => Object.values(values).every(Number.isFinite);
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
    expectedLabel,
    bands.map(({ at, median }) => ({ at, value: median })),
  );
  const ends = [...bands, ...(next ? [next] : [])].flatMap(({ at, lower, upper }) => [
    { at, value: lower },
    { at, value: upper },
  ]);
  return { came, expected, all: [came, expected, line('', ends)] };
}

/** From now, where the last value is known, to the moment that is forecast. */
function nextLayers({ next, now }: ForecastChart, last: Point | undefined): Layer[] {
  if (!next) return [];
  const start = last ? [{ at: now, lower: last.value, upper: last.value, median: last.value }] : [];
  // A copy for each layer, because Vega marks what it has drawn.
  const end = () => ({ ...next });
  const values = [...start, end()];
  const x = { field: 'at', ...time };
  return [
    {
      data: { values },
      mark: { type: 'area', color: colour, opacity: 0.35 },
      encoding: { x, y: { field: 'lower', type: 'quantitative' }, y2: { field: 'upper' } },
    },
    {
      data: { values: [end()] },
      mark: { type: 'rule', color: colour, strokeWidth: 2.5 },
      encoding: { x, y: { field: 'lower', type: 'quantitative' }, y2: { field: 'upper' } },
    },
    ...(['lower', 'upper'] as const).map(
      (field): Layer => ({
        data: { values: [end()] },
        mark: { type: 'tick', color: colour, thickness: 2.5, size: 12, opacity: 1, orient: 'horizontal' },
        encoding: { x, y: { field, type: 'quantitative' } },
      }),
    ),
    {
      data: { values: [end()] },
      mark: {
        type: 'point',
        filled: true,
        size: 90,
        color: colour,
        opacity: 1,
        stroke: colours.card,
        strokeWidth: 1.2,
      },
      encoding: { x, y: { field: 'median', type: 'quantitative' } },
    },
  ];
}

const bandLayer = (values: ForecastPoint[]): Layer => ({
  data: { values: values.map((one) => ({ ...one })) },
  mark: { type: 'area', color: colour, opacity: 0.2 },
  encoding: {
    x: { field: 'at', ...time },
    y: { field: 'lower', type: 'quantitative' },
    y2: { field: 'upper' },
  },
});

function wordsOf(chart: ForecastChart): { expected: string[]; came: string[] } {
  const facts = seriesFacts(seriesOf(chart).came.points, chart.metric, null);
  if (!facts) return { expected: [], came: ['no data in this time'] };
  return { expected: nextWords(chart), came: describeFacts(facts, chart.metric, chart) };
}

/** The one line under the title has room for what is expected, or else for what came. */
function subtitle(chart: ForecastChart): string {
  const { expected, came } = wordsOf(chart);
  return (expected.length > 0 ? expected : came).join('  ·  ');
}

function nextWords({ next, metric, from, to }: ForecastChart): string[] {
  if (!next) return [];
  const [median, lower, upper] = [next.median, next.lower, next.upper].map((value) => formatValue(value, metric));
  const about = /^(under|over) /.test(median!) ? '' : 'about ';
  return [`${about}${median} at ${formatMoment(next.at, { from, to })}, between ${lower} and ${upper}`];
}

export const forecast = {
  problem({ from, to, now, next }) {
    if (!(Number.isFinite(from) && from < to && Number.isFinite(to))) return `a time from before to (${from}, ${to})`;
    if (!(now >= from && now <= to)) return `a now within its time (${now})`;
    return next && !(next.at >= now && next.at <= to) ? `a forecast between now and its end (${next.at})` : null;
  },
  spec(chart) {
    const { came, expected, all } = seriesOf(chart);
    const gaps = gapLayers({ from: chart.from, to: chart.now }, came);
    const solid = [1, 0];
    const looks: Look[] = [
      { label: came.label, colour: colours.target[0], dash: solid, width: 2.5 },
      { label: expectedLabel, colour, dash: [5, 3], width: 2 },
    ];
    const band: Look = { label: 'nine of ten values', colour: '#6b6243', dash: solid, width: 9 };
    const words = [describeMetric(chart.metric).title, shortenMiddle(chart.label, 30), 'forecast'].join('  ·  ');
    return chartCard({ text: words, subtitle: subtitle(chart) }, [
      ...gaps.shades,
      frameLayer(chart, all, looks),
      bandLayer(bandsOf(chart)),
      ...lineLayers({ from: chart.from, to: chart.now }, [came, expected], [2.5, 2]),
      ...eventLayers({ ...chart, series: [], events: [{ at: chart.now, kind: 'other', label: 'now' }] }),
      ...nextLayers(chart, came.points.at(-1)),
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
