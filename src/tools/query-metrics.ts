import { z } from 'zod';
import type { Place } from '../domain/place.ts';
import { formatPlace } from '../domain/place.ts';
import { describeMetric } from '../domain/sample.ts';
import { median, robustDeviation } from '../foundation/median.ts';
import { formatNumber } from '../foundation/number-words.ts';
import { findPlace, placeInput, unknownDevice } from './place-input.ts';
import { defineTool, type ToolContext } from './tool.ts';
import { troubleSince } from './trouble-since.ts';
import { formatMetricValue, formatTime, lowerFirst } from './wording.ts';

const baselineMs = 15 * 60_000;

/** Medians of one metric since the trouble there began and in the quarter of an hour before it. */
export const queryMetrics = defineTool({
  name: 'query_metrics',
  effect: 'read',
  description:
    'One metric at one place: its median since the trouble there began (or over the last `seconds`) against what is usual there, or against its median in the 15 minutes before where that is not known. `change` says higher, lower, same or unknown.',
  input: z.strictObject({
    ...placeInput,
    metric: z.string().min(1).max(120).describe('Metric name, for example latency_ms'),
    seconds: z
      .number()
      .int()
      .min(5)
      .max(86_400)
      .nullish()
      .describe('Length of the span, if not since the trouble there began'),
  }),
  async run(input, context) {
    const topology = context.ports.topology();
    const place = findPlace(topology, input);
    if (!place) return unknownDevice(topology);
    const span = await findSpan(context, { place, metric: input.metric, seconds: input.seconds ?? null });
    const now = read(context, place, input.metric, span.from, span.to);
    const before = read(context, place, input.metric, span.calmUntil - baselineMs, span.calmUntil - 1);
    if (now.length === 0) return noSamples(context, place, input.metric);
    const usual = context.ports.metrics.usual?.(place, input.metric) ?? null;
    const deviation = context.ports.metrics.usualDeviation?.(place, input.metric) ?? null;
    const numbers = compare(now, before, { usual, deviation });
    const text = wordComparison(place, input.metric, span.from, numbers);
    const evidence = [context.evidence.add({ kind: 'metric', place, text, independent: true, change: numbers.change })];
    return { outcome: 'ok', evidence, place, metric: input.metric, ...numbers };
  },
});

/** What counts as now, and until when all was well: of a long incident the first anomalies of a place are not kept. */
interface Span {
  from: number;
  to: number;
  calmUntil: number;
}

async function findSpan(
  context: ToolContext,
  { place, metric, seconds }: { place: Place; metric: string; seconds: number | null },
): Promise<Span> {
  const to = context.clock();
  const lately = (ms: number): Span => ({ from: to - ms, to, calmUntil: to - ms });
  if (seconds !== null) return lately(seconds * 1000);
  const found = await context.ports.getIncident(context.incidentId);
  if (!found) return lately(60_000);
  const { incident, anomalies } = found;
  const topology = context.ports.topology();
  const calmUntil = Math.min(incident.openedAt, ...anomalies.map(({ at }) => at));
  // Where there is no trouble, one asks because of the trouble at the named place.
  const since =
    troubleSince(anomalies, { place, metric, topology }) ??
    troubleSince(anomalies, { place: incident.place, topology });
  return { from: since ?? calmUntil, to, calmUntil };
}

function read(context: ToolContext, place: Place, metric: string, from: number, to: number): number[] {
  return context.ports.metrics.values(place, metric, from, to).map((point) => point.value);
}

function noSamples(context: ToolContext, place: Place, metric: string) {
  const known = context.ports.metrics.metricsAt(place).slice(0, 30);
  const reason = `No samples of ${metric} at ${formatPlace(place)} in this span.`;
  return { outcome: 'no-data' as const, reason, place, metric, metrics_at_this_place: known };
}

export interface Comparison {
  now: { median: number; samples: number };
  /** What is usual by the models (`samples` is null then), or the median of the span before. */
  before: { median: number; samples: number | null } | null;
  change: 'higher' | 'lower' | 'same' | 'unknown';
}

/** A change is one of more than three robust deviations and a fifth of the value before. */
function compare(
  now: number[],
  earlier: number[],
  { usual, deviation }: { usual: number | null; deviation: number | null },
): Comparison {
  const current = { median: median(now)!, samples: now.length };
  const reference = usual ?? median(earlier);
  if (reference === null) return { now: current, before: null, change: 'unknown' };
  // The span before may hold an earlier fault and the one now climbs or jumps: both would widen a deviation that is taken from them alone.
  const spreads = [earlier, ...(usual === null ? [] : [now])].map(robustDeviation).filter((spread) => spread !== null);
  const spread = deviation ?? Math.min(...spreads);
  const threshold = Math.max(3 * spread, 0.2 * Math.abs(reference));
  const difference = current.median - reference;
  const change = Math.abs(difference) <= threshold ? 'same' : difference > 0 ? 'higher' : 'lower';
  return { now: current, before: { median: reference, samples: usual === null ? earlier.length : null }, change };
}

function wordComparison(place: Place, metric: string, from: number, { now, before, change }: Comparison): string {
  const subject = `${formatPlace(place)}: ${lowerFirst(describeMetric(metric).title)}`;
  const current = `${formatMetricValue(metric, now.median)} (median of ${now.samples} since ${formatTime(from)})`;
  if (!before) return `${subject} ${current}; nothing earlier to compare with`;
  const value = formatMetricValue(metric, before.median);
  const earlier = before.samples === null ? `usually ${value}` : `${value} before (median of ${before.samples})`;
  const times =
    before.median > 0 && change === 'higher' ? `, ${formatNumber(now.median / before.median)} times as much` : '';
  return `${subject} ${current}, ${earlier}${times}`;
}
