import type { TopLevelSpec } from 'vega-lite';
import { anomalyMarks } from './anomaly-marks.ts';
import { flagOffset, placeEvents } from './event-lanes.ts';
import type { ChartSeries, IncidentChart } from './incident-chart.ts';
import { legendLine, legendSize, legendTextX, placeLegend, shortenMiddle } from './legend.ts';
import { findGaps, linePoints } from './line-points.ts';
import { colours, eventColours, plot } from './style.ts';
import { textWidth } from './text-width.ts';
import { formatTarget, type Span } from './wording.ts';

export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** How a line looks. Lines of a series are solid or dashed, so that colour is not the only difference. */
export interface Look {
  label: string;
  colour: string;
  dash: readonly number[];
  width: number;
}

const time = { type: 'temporal' } as const;
const value = { field: 'value', type: 'quantitative' } as const;
const textSize = 12;
const laneHeight = 18;

/** A text that stays readable on top of lines: drawn twice, first as its own background. */
function textLayers(
  values: object[],
  encoding: object,
  mark: { color: string; align?: string; baseline?: string; dy?: number },
  halo: string = colours.card,
): Layer[] {
  const drawn = (own: object) =>
    ({ data: { values }, mark: { type: 'text', fontSize: textSize, ...mark, ...own }, encoding }) as Layer;
  return [drawn({ stroke: halo, strokeWidth: 5, strokeJoin: 'round' }), drawn({})];
}

export function gapLayers(chart: Span, target: ChartSeries | undefined): { shades: Layer[]; words: Layer[] } {
  const gaps = findGaps(target?.points ?? [], chart.from, chart.to);
  const isWide = ({ from, to }: { from: number; to: number }) =>
    ((to - from) / (chart.to - chart.from)) * plot.width > textWidth('no data', textSize) + 12;
  const words = gaps.filter(isWide).map(({ from, to }) => ({ at: (from + to) / 2, text: 'no data' }));
  const place = { x: { field: 'at', ...time }, y: { value: plot.height / 2 }, text: { field: 'text' } };
  return {
    shades: [
      {
        data: { values: gaps },
        mark: { type: 'rect', color: colours.noData },
        encoding: { x: { field: 'from', ...time }, x2: { field: 'to' }, y: { value: 0 }, y2: { value: plot.height } },
      },
    ],
    words: textLayers(words, place, { color: colours.muted }, colours.noData),
  };
}

export function thresholdLayers(chart: IncidentChart): Layer[] {
  if (!chart.threshold) return [];
  const { direction, label } = chart.threshold;
  const text = `${shortenMiddle(label, 24)} to be ${direction} ${formatTarget(chart.threshold.value, chart.metric)}`;
  const values = [{ value: chart.threshold.value, text }];
  return [
    {
      data: { values },
      mark: { type: 'rule', color: colours.threshold, strokeDash: [5, 4], strokeWidth: 1.5 },
      encoding: { y: value },
    },
    ...textLayers(
      values,
      { x: { value: 6 }, y: value, text: { field: 'text' } },
      {
        color: colours.threshold,
        align: 'left',
        baseline: direction === 'below' ? 'bottom' : 'top',
        dy: direction === 'below' ? -5 : 5,
      },
    ),
  ];
}

export function eventLayers(chart: IncidentChart): Layer[] {
  return placeEvents(chart.events ?? [], chart.from, chart.to).flatMap(({ at, label, kind, lane, align }) => {
    const color = eventColours[kind];
    const labelY = -6 - lane * laneHeight;
    const values = [{ at, label }];
    const x = { field: 'at', ...time };
    return [
      {
        data: { values },
        mark: { type: 'rule', color, strokeWidth: 1.5 },
        encoding: { x, y: { value: labelY - textSize }, y2: { value: plot.height } },
      },
      {
        data: { values },
        mark: {
          type: 'text',
          color,
          fontSize: plot.eventSize,
          fontWeight: 'bold',
          baseline: 'bottom',
          align,
          dx: align === 'left' ? flagOffset : -flagOffset,
        },
        encoding: { x, y: { value: labelY + 2 }, text: { field: 'label' } },
      },
    ] satisfies Layer[];
  });
}

/** Lines from the last series to the first, so that the first lies on top. */
export function lineLayers(chart: Span, series: readonly ChartSeries[], widths: readonly number[]): Layer[] {
  const lines = series.map(
    ({ label, points }, index): Layer => ({
      data: { values: linePoints(points, chart.from, chart.to).map((point) => ({ ...point, label })) },
      mark: { type: 'line', strokeWidth: widths[index]!, strokeJoin: 'round', invalid: 'break-paths-show-domains' },
      encoding: {
        x: { field: 'at', ...time },
        y: value,
        color: { field: 'label', type: 'nominal' },
        strokeDash: { field: 'label', type: 'nominal' },
      },
    }),
  );
  return lines.reverse();
}

export function anomalyLayers(chart: IncidentChart, target: ChartSeries | undefined): Layer[] {
  const { line, dots } = anomalyMarks(target?.points ?? [], new Set(chart.anomalies), chart);
  const encoding = { x: { field: 'at', ...time }, y: value };
  return [
    {
      data: { values: line },
      mark: {
        type: 'line',
        color: colours.anomaly,
        strokeWidth: 3,
        strokeJoin: 'round',
        invalid: 'break-paths-show-domains',
      },
      encoding,
    },
    {
      data: { values: dots.map((dot) => ({ ...dot })) },
      mark: {
        type: 'point',
        filled: true,
        size: 60,
        color: colours.anomaly,
        opacity: 1,
        stroke: colours.card,
        strokeWidth: 1.2,
      },
      encoding,
    },
  ];
}

/** From the plot to the first row of the legend: past the labels and the title of the time axis. */
const legendTop = 66;
const legendRow = 22;

/** The legend is set by hand: Vega's has columns of one width, in which long names lose their ends. `top`: pixels down to its first row. */
export function legendLayers(looks: readonly Look[], top = plot.height + legendTop): Layer[] {
  const entries = placeLegend(looks.map(({ label }) => label));
  return entries.flatMap((entry, index): Layer[] => {
    const { colour, dash, width } = looks[index]!;
    const y = top + entry.row * legendRow;
    const values = [{ text: entry.text }];
    return [
      {
        data: { values },
        mark: { type: 'rule', color: colour, strokeDash: [...dash], strokeWidth: Math.max(2.5, width) },
        encoding: { x: { value: entry.x }, x2: { value: entry.x + legendLine }, y: { value: y } },
      },
      {
        data: { values },
        mark: { type: 'text', color: colours.text, fontSize: legendSize, align: 'left', baseline: 'middle' },
        encoding: { x: { value: legendTextX(entry) }, y: { value: y }, text: { field: 'text' } },
      },
    ];
  });
}
