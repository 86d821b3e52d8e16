import type { PlanTimes } from '../changes/plan-facts.ts';
import type { ChartEvent, ChartSeries, IncidentChart } from '../charts/incident-chart.ts';
import { otherEnd, type Topology } from '../domain/device.ts';
import type { Anomaly, Incident } from '../domain/incident.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { formatPlace, type Place, samePlace } from '../domain/place.ts';
import type { Plan, Vote } from '../domain/plan.ts';
import { upperMedian } from '../foundation/median.ts';
import { endWords } from './views/end-words.ts';

/** The calm before: at least this long and so many samples, so that trouble of seconds fills the picture and minute data still shows a line. */
const calmMs = 2 * 60_000;
const calmSamples = 30;
const controlsShown = 2;

/** What happened to the plans of an incident, for the marks on its picture and the lines of its summary. */
export interface PlanStory {
  plan: Plan;
  votes: Vote[];
  times: PlanTimes;
}

/**
 * What the picture of an incident shows: its most unusual metric at the named place and the far end, places of the same device for comparison, and
 * what was done. Undefined when telemetry holds nothing to draw.
 */
export function incidentPicture(story: {
  incident: Incident;
  anomalies: Anomaly[];
  plans: PlanStory[];
  metrics: MetricReader;
  topology: Topology;
  to: number;
}): IncidentChart | undefined {
  const { incident, anomalies, plans, to } = story;
  const metric = mostUnusual(anomalies, incident.place) ?? mostUnusual(anomalies);
  if (!metric) return undefined;
  const calmFrom = incident.openedAt - calmOf(story, metric);
  const series = seriesOf(story, metric, calmFrom);
  if (series.length === 0) return undefined;
  // A picture begins where telemetry begins; silence after that is drawn as such.
  const from = Math.max(calmFrom, Math.min(...series.map(({ points }) => points[0]?.at ?? to)) - 1000);
  const [subject] = series;
  return {
    ...{ metric, from, to, series },
    anomalies: anomalies.filter(({ place }) => samePlace(place, subject!.place)).map(({ at }) => at),
    events: eventsOf(incident, plans),
    threshold: thresholdOf(plans, metric, series),
    usual: story.metrics.usual?.(subject!.place, metric) ?? null,
    note: incident.id,
  };
}

/** The plan that ran last: what it promised is what the picture is to show. One that was replaced or withdrawn promised nothing. */
function lastRun(plans: PlanStory[]): Plan | undefined {
  return plans
    .filter(({ times }) => times.executedAt !== null)
    .sort((a, b) => a.times.executedAt! - b.times.executedAt!)
    .at(-1)?.plan;
}

/** A target is only drawn where the line that it speaks of is drawn too. */
function thresholdOf(plans: PlanStory[], metric: string, series: PlacedSeries[]): IncidentChart['threshold'] {
  const expected = lastRun(plans)?.content.expected;
  const line = expected && series.find(({ place }) => samePlace(place, expected.place));
  if (!expected || !line || expected.metric !== metric) return null;
  return { value: expected.threshold, direction: expected.direction, label: line.label };
}

type PlacedSeries = ChartSeries & { place: Place };

function calmOf({ incident, metrics, to }: Parameters<typeof incidentPicture>[0], metric: string): number {
  const times = metrics.values(incident.place, metric, incident.openedAt - 60 * 60_000, to).map(({ at }) => at);
  const steps = times.slice(1).map((at, i) => at - times[i]!);
  return Math.max(calmMs, calmSamples * (upperMedian(steps) ?? 0));
}

/** The metric that was furthest off, at this place or at any. */
function mostUnusual(anomalies: Anomaly[], place?: Place): string | undefined {
  return anomalies
    .filter((anomaly) => !place || samePlace(anomaly.place, place))
    .flatMap((anomaly) => anomaly.metrics)
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation))[0]?.metric;
}

function seriesOf(story: Parameters<typeof incidentPicture>[0], metric: string, from: number): PlacedSeries[] {
  const { incident, topology, metrics, plans, to } = story;
  const { place } = incident;
  const far = otherEnd(topology, place);
  const own = topology.links
    .flatMap(({ a, b }) => [a, b])
    .filter((end) => end.device === place.device && !samePlace(end, place));
  const draw = (where: Place, role: ChartSeries['role']) => ({
    ...{ place: where, label: formatPlace(where) },
    role,
    points: metrics.values(where, metric, from, to),
  });
  // What the services of the device feel is what a change is measured by; the link itself may stay bad.
  const felt: Place = { device: place.device, interface: null };
  const promised = lastRun(plans)?.content.expected.place;
  const ends = distinct([place, ...(far ? [far] : []), felt, ...(promised ? [promised] : [])]);
  const targets = ends.map((where) => draw(where, 'target'));
  const controls = own
    .filter((end) => !ends.some((other) => samePlace(other, end)))
    .map((where) => draw(where, 'control'))
    .filter(({ points }) => points.length > 0);
  return [...targets.filter(({ points }) => points.length > 0), ...controls.slice(0, controlsShown)];
}

function distinct(places: Place[]): Place[] {
  return places.filter((place, i) => places.findIndex((other) => samePlace(other, place)) === i);
}

function eventsOf(incident: Incident, plans: PlanStory[]): ChartEvent[] {
  const done = plans.flatMap(({ votes, times }) => [
    ...mark(times.approvedAt, 'approved', votes.length > 0 ? 'approved' : 'break-glass'),
    ...mark(times.executedAt, 'executed', 'executed'),
    ...mark(times.rolledBackAt, 'rolled-back', 'rolled back'),
    ...mark(times.recoveredAt, 'recovered', 'recovered'),
  ]);
  const end = incident.resolvedAt;
  return [
    { at: incident.openedAt, kind: 'detected', label: 'detected' },
    ...done,
    ...(end === null ? [] : [{ at: end, kind: 'other' as const, label: endWords(incident).moment }]),
  ];
}

function mark(at: number | null, kind: ChartEvent['kind'], label: string): ChartEvent[] {
  return at === null ? [] : [{ at, kind, label }];
}
