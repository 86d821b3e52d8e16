import type { TopLevelSpec } from 'vega-lite';
import type { Point } from '../../domain/metric-reader.ts';
import { describeMetric } from '../../domain/sample.ts';
import { formatNumber } from '../../foundation/number-words.ts';
import { chartCard, frameLayer } from '../chart-frame.ts';
import type { ChartKind } from '../chart-kind.ts';
import { type Layer, type Look, legendLayers, lineLayers } from '../chart-layers.ts';
import { drawnSeries } from '../incident-chart.ts';
import { shortenMiddle } from '../legend.ts';
import { colours, plot } from '../style.ts';
import { textWidth } from '../text-width.ts';
import { formatValue } from '../wording.ts';

interface Titled {
  /** Which places, and what of them. */
  title: string;
}

/** Lines over time. */
export interface HistoryLines extends Titled {
  form: 'lines';
  metric: string;
  from: number;
  to: number;
  lines: readonly { label: string; points: readonly Point[] }[];
}

/** Bars of places, hours or causes; `beside` is a second value of each. */
export interface HistoryBars extends Titled {
  form: 'bars';
  /** Of whose unit the values are; null where `unit` says what they are. */
  metric: string | null;
  unit?: string;
  /** Names of the values, where there are two. */
  names?: readonly [string, string];
  /** The bars stand beside each other in an order of their own, such as hours. */
  isOrdered?: boolean;
  bars: readonly { label: string; value: number; beside?: number }[];
}

/** A value for each row and column, such as hours of a week; cells that are not given have none. */
export interface HistoryGrid extends Titled {
  form: 'grid';
  metric: string | null;
  unit?: string;
  rows: readonly string[];
  columns: readonly string[];
  cells: readonly { row: number; column: number; value: number }[];
}

export type HistoryChart = HistoryLines | HistoryBars | HistoryGrid;

const lineColours = [colours.target[0], colours.target[1], colours.target[2]];
const looksOf = (names: readonly string[]): Look[] =>
  names.map((label, i) => ({
    ...{ label, colour: lineColours[i % lineColours.length]!, width: 2.5 },
    dash: i === 0 ? [1, 0] : [5, 3],
  }));

const unitOf = ({ metric, unit }: { metric: string | null; unit?: string | undefined }) =>
  metric === null ? (unit ?? '') : describeMetric(metric).unit;
const nameOf = ({ metric }: { metric: string | null }) => (metric === null ? '' : describeMetric(metric).title);
const axisTitle = (chart: HistoryBars | HistoryGrid) =>
  chart.metric === null
    ? capital(chart.unit ?? '')
    : [nameOf(chart), unitOf(chart) && `(${unitOf(chart)})`].filter(Boolean).join(' ');

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const withUnit = (value: number, chart: HistoryBars | HistoryGrid) =>
  chart.metric === null ? `${formatNumber(value)} ${chart.unit ?? ''}`.trim() : formatValue(value, chart.metric);

const finiteBars = ({ bars }: HistoryBars) =>
  bars.filter(({ value, beside = 0 }) => Number.isFinite(value) || Number.isFinite(beside));
const finiteCells = ({ cells, rows, columns }: HistoryGrid) =>
  cells.filter(({ row, column, value }) => Number.isFinite(value) && row in rows && column in columns);

/** Pixels beside the plot: for the labels of an axis in every picture, and for the legend of a grid. */
const axisRoom = 40;
const legendRoom = 90;
const labelSize = 12;

const longestLabel = (chart: HistoryBars) =>
  Math.min(
    labelLimit,
    finiteBars(chart)
      .slice(0, mostBars.lying)
      .reduce((most, { label }) => Math.max(most, textWidth(shortenMiddle(label, 30), labelSize)), 0),
  );
const labelLimit = 230;

/** More bars than these would be too thin to read. */
const mostBars = { lying: 12, standing: 62 };

/** Pixels: so few bars would be blocks. */
const thickest = 34;
const fewBars = 5;

function extremes(chart: HistoryBars | HistoryGrid): string {
  const values =
    chart.form === 'bars'
      ? finiteBars(chart).flatMap(({ label, value }) => (Number.isFinite(value) ? [{ label, value }] : []))
      : finiteCells(chart).map(({ row, column, value }) => ({
          label: `${chart.rows[row]} ${chart.columns[column]}`,
          value,
        }));
  if (values.length === 0) return 'no data in this time';
  const sorted = [...values].sort((a, b) => b.value - a.value);
  const say = ({ label, value }: (typeof values)[number]) => `${shortenMiddle(label, 24)} ${withUnit(value, chart)}`;
  if (chart.form === 'bars' && chart.names) return `the largest changes, ${chart.names.join(' beside ')}`;
  // Of a ranking only the first are drawn, so the lowest of them is not the lowest.
  if (chart.form === 'bars' && !chart.isOrdered) return `highest: ${say(sorted[0]!)}`;
  return sorted.length === 1 ? say(sorted[0]!) : `highest: ${say(sorted[0]!)}  ·  lowest: ${say(sorted.at(-1)!)}`;
}

/** A text in an expression of Vega, which takes no line ends of Unicode in one. */
const quoted = (text: string) =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);

function barLayers(chart: HistoryBars): Layer[] {
  const names = chart.names ?? [''];
  const all = finiteBars(chart);
  const shown = chart.isOrdered ? all.slice(-mostBars.standing) : all.slice(0, mostBars.lying);
  const bars = shown.map((bar, i) => ({ ...bar, key: `${i}`, name: shortenMiddle(bar.label, 30) }));
  const values = bars.flatMap(({ key, name, value, beside }) =>
    [value, beside].flatMap((of, part) =>
      of !== undefined && Number.isFinite(of) ? [{ key, name, part: names[part] ?? '', value: of }] : [],
    ),
  );
  const labels = `{${bars.map(({ key, name }) => `${quoted(key)}: ${quoted(name)}`).join(', ')}}[datum.value]`;
  const place = {
    ...{ field: 'key', type: 'ordinal', sort: bars.map(({ key }) => key) },
    axis: {
      title: null,
      labelExpr: labels,
      labelLimit,
      ticks: false,
      domain: false,
      labelAngle: chart.isOrdered && bars.length > 12 ? -60 : 0,
      labelOverlap: chart.isOrdered === true,
    },
  };
  const size = {
    ...{ field: 'value', type: 'quantitative', scale: { zero: true, nice: true } },
    axis: { title: axisTitle(chart), tickCount: 5, ticks: false, domain: false, grid: true },
  };
  const looks = looksOf(names);
  const colour = {
    field: 'part',
    type: 'nominal',
    scale: { domain: names, range: looks.map(({ colour: of }) => of) },
    legend: null,
  };
  const offset = chart.names
    ? { [chart.isOrdered ? 'xOffset' : 'yOffset']: { field: 'part', type: 'nominal', sort: [...names] } }
    : {};
  const isThin = !chart.isOrdered && !chart.names && bars.length <= fewBars;
  const encoding = chart.isOrdered ? { x: place, y: size } : { y: place, x: size };
  const layer = {
    data: { values },
    mark: { type: 'bar', cornerRadiusEnd: 2, ...(isThin && { height: thickest }) },
    encoding: { ...encoding, color: colour, ...offset },
  };
  return [layer as unknown as Layer, ...(chart.names ? legendLayers(looks) : [])];
}

function gridLayers(chart: HistoryGrid): Layer[] {
  const values = finiteCells(chart).map(({ row, column, value }) => ({
    row: chart.rows[row],
    column: chart.columns[column],
    value,
  }));
  const band = (field: string, sort: readonly string[]) => ({
    ...{ field, type: 'ordinal', sort: [...sort], scale: { domain: [...sort] } },
    axis: { title: null, ticks: false, domain: false, labelAngle: 0 },
  });
  const colour = {
    ...{ field: 'value', type: 'quantitative', scale: { range: ['#1d3a4d', colours.target[0], colours.target[1]] } },
    legend: {
      title: axisTitle(chart),
      labelColor: colours.muted,
      titleColor: colours.muted,
      gradientLength: 180,
      tickCount: 4,
    },
  };
  const encoding = { x: band('column', chart.columns), y: band('row', chart.rows), color: colour };
  return [
    { data: { values }, mark: { type: 'rect', stroke: colours.card, strokeWidth: 1 }, encoding } as unknown as Layer,
  ];
}

function lineParts(chart: HistoryLines) {
  const { from, to } = chart;
  const series = drawnSeries({
    from,
    to,
    series: chart.lines.map(({ label, points }) => ({ label, role: 'target', points })),
  });
  const looks = looksOf(chart.lines.map(({ label }) => label));
  return { series, looks };
}

function lineFacts({ lines, metric }: HistoryLines): string {
  const all = lines.flatMap(({ points }) => points.map(({ value }) => value)).filter(Number.isFinite);
  if (all.length === 0) return 'no data in this time';
  const [low, high] = all.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [all[0]!, all[0]!]);
  return `between ${formatValue(low, metric)} and ${formatValue(high, metric)}`;
}

function spec(chart: HistoryChart): TopLevelSpec {
  const name = chart.form === 'lines' ? describeMetric(chart.metric).title : nameOf(chart);
  const text = [name, shortenMiddle(chart.title, Math.max(12, 52 - name.length))].filter(Boolean).join('  ·  ');
  if (chart.form === 'bars') {
    const room = chart.isOrdered ? 0 : Math.max(0, longestLabel(chart) - axisRoom);
    return { ...chartCard({ text, subtitle: extremes(chart) }, barLayers(chart)), width: plot.width - room };
  }
  if (chart.form === 'grid')
    return { ...chartCard({ text, subtitle: extremes(chart) }, gridLayers(chart)), width: plot.width - legendRoom };
  const { series, looks } = lineParts(chart);
  return chartCard({ text, subtitle: lineFacts(chart) }, [
    frameLayer(chart, series, looks),
    ...lineLayers(
      chart,
      series,
      looks.map(({ width }) => width),
    ),
    ...legendLayers(looks),
  ]);
}

/** Slack takes up to 2,000 characters of alt text. */
const maxLength = 1900;

/** The answer to a question about the history. */
export const history = {
  problem(chart) {
    if (chart.form !== 'lines') return null;
    const { from, to } = chart;
    return Number.isFinite(from) && from < to && Number.isFinite(to) ? null : `a time from before to (${from}, ${to})`;
  },
  spec,
  altText(chart) {
    const name = chart.form === 'lines' ? describeMetric(chart.metric).title : nameOf(chart);
    const facts = chart.form === 'lines' ? lineFacts(chart) : extremes(chart).replace('  ·  ', ', ');
    return `${name === '' ? '' : `${name} of `}${chart.title.slice(0, 300)}: ${facts}.`.slice(0, maxLength);
  },
} satisfies ChartKind<HistoryChart>;
