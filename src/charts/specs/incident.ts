import type { TopLevelSpec } from 'vega-lite';
import { describeMetric } from '../../domain/sample.ts';
import { altText, troubleStart } from '../alt-text.ts';
import { tickFormat, timeAxis, valueDomain, valueTitle } from '../chart-axes.ts';
import type { ChartKind } from '../chart-kind.ts';
import {
  anomalyLayers,
  eventLayers,
  gapLayers,
  type Layer,
  type Look,
  legendLayers,
  lineLayers,
  thresholdLayers,
} from '../chart-layers.ts';
import { chartTheme } from '../chart-theme.ts';
import { type ChartSeries, drawnSeries, type IncidentChart } from '../incident-chart.ts';
import { shortenMiddle } from '../legend.ts';
import { describeFacts, seriesFacts } from '../series-facts.ts';
import { colours, controlDashes, plot } from '../style.ts';

const solid = [1, 0] as const;

function looksOf(chart: IncidentChart, series: readonly ChartSeries[]): Look[] {
  const looks = series.map(({ label, role }, index) => {
    const place = series.slice(0, index).filter((before) => before.role === role).length;
    return role === 'target'
      ? { label, colour: colours.target[place % colours.target.length]!, dash: solid, width: 2.5 }
      : { label, colour: colours.control[place % 4]!, dash: controlDashes[place % 4]!, width: 1.8 };
  });
  const anomalous = { label: 'anomalous', colour: colours.anomaly, dash: solid, width: 3 };
  return chart.anomalies?.length ? [...looks, anomalous] : looks;
}

/** What fits into the width of the picture in bold letters. */
const titleLength = 54;

function titleOf(chart: IncidentChart, target: ChartSeries | undefined): string {
  const { title } = describeMetric(chart.metric);
  const room = titleLength - title.length - (chart.note?.length ?? 0);
  const label = target && shortenMiddle(target.label, Math.max(12, room));
  return [title, label, chart.note].filter(Boolean).join('  ·  ');
}

/** The one line of numbers under the title. */
function subtitle(chart: IncidentChart, target: ChartSeries | undefined): string {
  const facts = target && seriesFacts(target.points, chart.metric, troubleStart(chart), chart.usual);
  return facts ? describeFacts(facts, chart.metric, chart).join('  ·  ') : 'no data in this time';
}

/** An invisible point that carries the scales, the axes and the legend for all layers. */
function frame(chart: IncidentChart, series: readonly ChartSeries[], looks: readonly Look[]): Layer {
  const time = timeAxis(chart);
  const empty = series.every(({ points }) => points.length === 0);
  const domain = looks.map(({ label }) => label);
  const values = valueDomain(chart, series);
  return {
    data: { values: [{ at: chart.from, value: values[0], label: domain[0] }] },
    mark: { type: 'point', opacity: 0 },
    encoding: {
      x: {
        field: 'at',
        type: 'temporal',
        scale: { type: 'utc', domain: [chart.from, chart.to], nice: false },
        axis: { values: time.values, labelExpr: time.labelExpr, title: time.title, grid: false, labelFlush: 30 },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        scale: { domain: values, nice: true, zero: false },
        axis: {
          title: valueTitle(chart.metric),
          ...tickFormat(values),
          tickCount: 5,
          ticks: false,
          domain: false,
          grid: true,
          labels: !empty,
        },
      },
      color: {
        field: 'label',
        type: 'nominal',
        scale: { domain, range: looks.map(({ colour }) => colour) },
        legend: null,
      },
      strokeDash: {
        field: 'label',
        type: 'nominal',
        scale: { domain, range: looks.map(({ dash }) => [...dash]) },
        legend: null,
      },
    },
  };
}

/** Builds the picture of an incident in Vega-Lite. */
function incidentSpec(chart: IncidentChart): TopLevelSpec {
  const series = drawnSeries(chart);
  const looks = looksOf(chart, series);
  const target = series.find(({ role }) => role === 'target') ?? series[0];
  const gaps = gapLayers(chart, target);
  return {
    width: plot.width,
    height: plot.height,
    padding: plot.padding,
    config: chartTheme,
    title: { text: titleOf(chart, target), subtitle: subtitle(chart, target) },
    layer: [
      ...gaps.shades,
      frame(chart, series, looks),
      ...lineLayers(
        chart,
        series,
        looks.map(({ width }) => width),
      ),
      ...anomalyLayers(chart, target),
      ...eventLayers(chart),
      ...thresholdLayers(chart),
      ...gaps.words,
      ...(looks.length > 1 ? legendLayers(looks) : []),
    ],
  };
}

/** One metric around an incident: the places that it is about, others for comparison, what was anomalous and what was done. */
export const incident = {
  problem: ({ from, to }) =>
    Number.isFinite(from) && from < to && Number.isFinite(to) ? null : `a time from before to (${from}, ${to})`,
  spec: incidentSpec,
  altText,
} satisfies ChartKind<IncidentChart>;
