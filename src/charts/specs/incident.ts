import type { TopLevelSpec } from 'vega-lite';
import { describeMetric } from '../../domain/sample.ts';
import { altText, troubleStart } from '../alt-text.ts';
import { chartCard, frameLayer } from '../chart-frame.ts';
import type { ChartKind } from '../chart-kind.ts';
import {
  anomalyLayers,
  eventLayers,
  gapLayers,
  type Look,
  legendLayers,
  lineLayers,
  thresholdLayers,
} from '../chart-layers.ts';
import { type ChartSeries, drawnSeries, type IncidentChart } from '../incident-chart.ts';
import { shortenMiddle } from '../legend.ts';
import { describeFacts, seriesFacts } from '../series-facts.ts';
import { colours, controlDashes } from '../style.ts';

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

/** Builds the picture of an incident in Vega-Lite. */
function incidentSpec(chart: IncidentChart): TopLevelSpec {
  const series = drawnSeries(chart);
  const looks = looksOf(chart, series);
  const target = series.find(({ role }) => role === 'target') ?? series[0];
  const gaps = gapLayers(chart, target);
  return chartCard({ text: titleOf(chart, target), subtitle: subtitle(chart, target) }, [
    ...gaps.shades,
    frameLayer(chart, series, looks),
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
  ]);
}

/** One metric around an incident: the places that it is about, others for comparison, what was anomalous and what was done. */
export const incident = {
  problem: ({ from, to }) =>
    Number.isFinite(from) && from < to && Number.isFinite(to) ? null : `a time from before to (${from}, ${to})`,
  spec: incidentSpec,
  altText,
} satisfies ChartKind<IncidentChart>;
