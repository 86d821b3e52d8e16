import { z } from 'zod';
import { endedAt } from '../domain/metric-reader.ts';
import type { Place } from '../domain/place.ts';
import { formatPlace } from '../domain/place.ts';
import { describeMetric } from '../domain/sample.ts';
import { median, robustDeviation } from '../foundation/median.ts';
import { formatNumber } from '../foundation/number-words.ts';
import { findPlace, placeInput, unknownDevice } from './place-input.ts';
import { type ReadValues, readValues } from './read-values.ts';
import { defineTool, type ToolContext } from './tool.ts';
import { troubleSince } from './trouble-since.ts';
import { formatMetricValue, formatTime, lowerFirst } from './wording.ts';

const baselineMs = 15 * 60_000;

/** Medians of one metric since the trouble there began and in the quarter of an hour before it, from memory and the history. */
export const queryMetrics = defineTool({
  name: 'query_metrics',
  effect: 'read',
  agents: ['detector', 'analyst'],
  description:
    'One metric at one place: its median since the trouble there began (or over the last `seconds`) against what is usual there, or against its median in the 15 minutes before where that is not known. `change` says higher, lower, same or unknown; `covered` says which span was really measured, `unread` why a part of it was not, and `last_at` when the last reading came if that was too long ago for the values to be true now.',
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
    const read = (from: number, to: number) => readValues(context.ports, { place, metric: input.metric, from, to });
    const now = await read(span.from, span.to);
    if (now.points.length === 0) return noSamples(context, place, input.metric, now.unread);
    const before = await read(span.calmUntil - baselineMs, span.calmUntil);
    const usual = context.ports.metrics.usual?.(place, input.metric) ?? null;
    const deviation = context.ports.metrics.usualDeviation?.(place, input.metric) ?? null;
    const numbers = compare(valuesOf(now), valuesOf(before), { usual, deviation });
    const coverage = { asked: span, now: coverageOf(now, span), before: before.unread };
    const text = wordComparison(place, input.metric, coverage, numbers);
    const evidence = [context.evidence.add({ kind: 'metric', place, text, independent: true, change: numbers.change })];
    const covered = { ...isoSpan(coverage.now), readings: now.points.length, places: 1 };
    const last_at = coverage.now.endedAt === null ? null : new Date(coverage.now.endedAt).toISOString();
    const unread = now.unread ?? (numbers.before ? null : before.unread);
    return { outcome: 'ok', evidence, place, metric: input.metric, ...numbers, covered, last_at, unread };
  },
});

/** What counts as now, half-open, and until when all was well: of a long incident the first anomalies of a place are not kept. */
interface Span {
  from: number;
  to: number;
  calmUntil: number;
}

async function findSpan(
  context: ToolContext,
  { place, metric, seconds }: { place: Place; metric: string; seconds: number | null },
): Promise<Span> {
  const now = context.clock();
  // A reading of this very moment counts.
  const to = now + 1;
  const lately = (ms: number): Span => ({ from: now - ms, to, calmUntil: now - ms });
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

const valuesOf = ({ points }: ReadValues): number[] => points.map(({ value }) => value);

function noSamples(context: ToolContext, place: Place, metric: string, unread: string | null) {
  const known = context.ports.metrics.metricsAt(place).slice(0, 30);
  const where = `${metric} at ${formatPlace(place)}`;
  const reason = unread
    ? `Memory has no samples of ${where} in this span, and ${unread}.`
    : `No samples of ${where} in this span.`;
  return { outcome: 'no-data' as const, reason, place, metric, metrics_at_this_place: known };
}

/** What the readings of a span really reach from and to, and why not from where they were asked for; `late` when that is a good deal later. */
interface Coverage {
  from: number;
  to: number;
  late: boolean;
  /** When the last reading came, where that is too long ago to be called now. */
  endedAt: number | null;
  unread: string | null;
}

/** So much of a span may pass before its first reading. */
const lateShare = 0.1;
const leastLateMs = 60_000;

function coverageOf({ points, unread }: ReadValues, asked: Span): Coverage {
  const [from, to] = [points[0]!.at, points.at(-1)!.at];
  const late = from - asked.from > Math.max(leastLateMs, lateShare * (to - asked.from));
  return { from, to, late, endedAt: endedAt(points, asked.to), unread };
}

const isoSpan = ({ from, to }: Coverage) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

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

function wordComparison(
  place: Place,
  metric: string,
  coverage: { asked: Span; now: Coverage; before: string | null },
  { now, before, change }: Comparison,
): string {
  const subject = `${formatPlace(place)}: ${lowerFirst(describeMetric(metric).title)}`;
  const since = wordSince(coverage.asked, coverage.now);
  const current = `${formatMetricValue(metric, now.median)} (median of ${now.samples} ${since})`;
  if (!before) {
    const why =
      coverage.before === null ? 'nothing earlier to compare with' : `not compared, because ${coverage.before}`;
    return `${subject} ${current}; ${why}`;
  }
  const value = formatMetricValue(metric, before.median);
  const earlier = before.samples === null ? `usually ${value}` : `${value} before (median of ${before.samples})`;
  const times =
    before.median > 0 && change === 'higher' ? `, ${formatNumber(now.median / before.median)} times as much` : '';
  return `${subject} ${current}, ${earlier}${times}`;
}

/** Since when the readings reach back, which may be later than was asked for, and until when, if that is not now. */
function wordSince({ from: asked, to }: Span, { from, late, endedAt: last, unread }: Coverage): string {
  const end = last === null ? '' : `, the last at ${formatTime(last, to)}`;
  if (!late && unread === null) return `since ${formatTime(asked, to)}${end}`;
  const why = unread ?? 'nothing earlier is stored';
  return `since ${formatTime(from, to)}${end}, not since ${formatTime(asked, to)}: ${why}`;
}
