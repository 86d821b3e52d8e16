import type { TopLevelSpec } from 'vega-lite';
import { tickFormat, timeAxis, valueDomain, valueTitle } from './chart-axes.ts';
import type { Layer, Look } from './chart-layers.ts';
import { chartTheme } from './chart-theme.ts';
import type { ChartSeries, IncidentChart } from './incident-chart.ts';
import { plot } from './style.ts';

/** The card that every picture is: one size, one look, a title with a line of numbers under it. The first layer lies at the bottom. */
export function chartCard(title: { text: string; subtitle: string }, layer: Layer[]): TopLevelSpec {
  return { width: plot.width, height: plot.height, padding: plot.padding, config: chartTheme, title, layer };
}

/** An invisible point that carries the scales, the axes and the legend for all layers. Each line has a look; a look may be of no line. */
export function frameLayer(
  chart: Pick<IncidentChart, 'metric' | 'from' | 'to' | 'threshold'>,
  series: readonly ChartSeries[],
  looks: readonly Look[],
): Layer {
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
