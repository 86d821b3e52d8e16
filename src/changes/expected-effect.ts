import { neighboursOf, type Topology } from '../domain/device.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Place } from '../domain/place.ts';
import type { ExpectedEffect } from '../domain/plan.ts';
import { median } from '../foundation/median.ts';
import { roundShown } from '../foundation/number-words.ts';
import { presentExpected } from './expected-series.ts';
import type { Playbook } from './playbooks.ts';

const minute = 60_000;
/** Where no model knows the usual value, it is the median of this long before the incident, without its last seconds: detection takes a moment. */
const baselineMs = 30 * minute;
const onsetMs = 10_000;
const fewestPoints = 3;

export interface EffectOptions {
  playbook: Playbook;
  places: Place[];
  topology: Topology;
  metrics: MetricReader;
  /** When the incident opened, and now; milliseconds since 1970. */
  openedAt: number;
  now: number;
}

interface Reading {
  place: Place;
  baseline: number;
  before: number;
}

/**
 * Fixes what must be true after the change, from telemetry, before anybody approves: the metric of the worst-hit end, as the whole device
 * sees it, must come back to within a share of its excess over the usual value. Without telemetry there is no plan, because nothing could
 * show that it helped.
 */
export function buildExpectedEffect(options: EffectOptions): { expected: ExpectedEffect } | { reason: string } {
  const { playbook, places } = options;
  const wanted = playbook.expect;
  if (!wanted) return { reason: 'The playbook promises no effect' };
  const sign = wanted.direction === 'below' ? 1 : -1;
  const ends = [...new Set(places.map(({ device }) => device))].map((device): Place => ({ device, interface: null }));
  const readings = ends.flatMap((place) => readNow(options, place, wanted.metric) ?? []);
  if (readings.length === 0) return { reason: `There is no telemetry of ${wanted.metric} to measure the change by` };
  const [worst] = readings.sort((a, b) => sign * (b.before - b.baseline - (a.before - a.baseline)));
  const { place, baseline, before } = worst!;
  const allowed = Math.max(wanted.least_margin, wanted.remaining_share * Math.abs(before - baseline));
  // Rounded as the card shows it: people approve the very limit that the change is judged by.
  const threshold = roundShown(baseline + sign * allowed);
  if (!wanted.stays && sign * (before - threshold) <= 0)
    return { reason: `${wanted.metric} of ${place.device} is not out of the ordinary now` };
  const expected: ExpectedEffect = {
    place,
    metric: wanted.metric,
    direction: wanted.direction,
    threshold,
    withinSeconds: wanted.within_seconds,
    samples: wanted.samples,
    controls: findControls(options, ends, place, wanted.metric),
    controlMargin: wanted.control_margin,
    baseline: round(baseline),
    before: round(before),
  };
  return { expected };
}

function readNow({ metrics, openedAt, now }: EffectOptions, place: Place, metric: string): Reading | undefined {
  const present = presentExpected(metrics, { place, metric }, now);
  const baseline = metrics.usual?.(place, metric) ?? medianBefore(metrics, place, metric, openedAt);
  return present === undefined || baseline === undefined ? undefined : { place, baseline, before: present };
}

function medianBefore(metrics: MetricReader, place: Place, metric: string, openedAt: number): number | undefined {
  const earlier = metrics.values(place, metric, openedAt - baselineMs, openedAt - onsetMs).map(({ value }) => value);
  return earlier.length < fewestPoints ? undefined : (median(earlier) ?? undefined);
}

/** The other end and the neighbours of both, as far as they report the metric. The target is none of them. */
export function findControls(
  { topology, metrics, now }: Pick<EffectOptions, 'topology' | 'metrics' | 'now'>,
  ends: Place[],
  target: Place | null,
  metric: string,
): Place[] {
  const neighbours = ends.flatMap(({ device }) => neighboursOf(topology, device));
  const names = new Set([...ends.map(({ device }) => device), ...neighbours]);
  if (target) names.delete(target.device);
  return [...names]
    .map((device): Place => ({ device, interface: null }))
    .filter((place) => presentExpected(metrics, { place, metric }, now) !== undefined);
}

const round = (value: number) => Math.round(value * 1000) / 1000;
