import type { BackTest } from '../diagnosis/forecasting/back-test.ts';
import { linkAt, type Topology } from '../domain/device.ts';
import type { Digest, DigestLink } from '../domain/digest.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { placeKey } from '../domain/place.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import { hourMs } from '../models/forecasting/day/day-forecast.ts';
import { forecastDayOfPlace } from '../tools/forecast/day-place.ts';
import { leastTested } from '../tools/forecast/day-words.ts';
import { unreadBecause } from '../tools/read-values.ts';
import { throughput } from './digest-phrases.ts';

export interface HistoryPorts {
  history: HistoryReader;
  metrics: MetricReader;
  models: ModelsInUse;
  topology: Topology;
}

export const weekMs = 7 * 24 * hourMs;
const bounds = { rows: 100_000, withinMs: 30_000 };
const shown = 3;
const hoursAhead = 12;

/** By how much a median has to rise, in its unit and as a share, before a device is said to get worse. */
const worseBy: Readonly<Record<string, number>> = { latency_ms: 5, packet_loss_pct: 0.5, cpu_pct: 10, memory_pct: 10 };
const worseShare = 0.25;

/** The places whose medians rose most against the week before the span, the most first; and why some of it is not known. */
export async function gatherWorse(
  { history, topology }: HistoryPorts,
  { from, to }: { from: number; to: number },
): Promise<{ worse: Digest['worse']; unread: string | null }> {
  const names = new Set(topology.devices.map(({ name }) => name));
  const found: (Digest['worse'][number] & { share: number })[] = [];
  for (const [metric, least] of Object.entries(worseBy)) {
    const [before, now] = [
      await history.percentiles({ metric, from: from - weekMs, to: from }, [0.5], bounds),
      await history.percentiles({ metric, from, to }, [0.5], bounds),
    ];
    for (const answer of [before, now]) {
      if (answer.outcome === 'failed') return { worse: [], unread: unreadBecause[answer.why] };
      // Of an answer that was cut nobody knows which places it lacks.
      if (answer.outcome === 'ok' && answer.more)
        return { worse: [], unread: 'there are more places than can be compared at once' };
    }
    if (before.outcome !== 'ok' || now.outcome !== 'ok') continue;
    const earlier = new Map(before.series.map(({ place, values }) => [placeKey(place), values[0]!]));
    for (const { place, values } of now.series) {
      const was = earlier.get(placeKey(place));
      if (was === undefined || !names.has(place.device)) continue;
      const rise = values[0]! - was;
      if (rise >= least && rise >= worseShare * was)
        found.push({ place, metric, before: was, now: values[0]!, share: rise / least });
    }
  }
  const worse = found.sort((a, b) => b.share - a.share).slice(0, shown);
  return { worse: worse.map(({ share: _, ...one }) => one), unread: null };
}

/** The links that carried most in the span, and what is expected of each in the next twelve hours. */
export async function gatherBusiest(
  ports: HistoryPorts,
  { from, to }: { from: number; to: number },
): Promise<DigestLink[]> {
  const ranked = await ports.history.top({ metric: throughput, from, to }, { by: 'p95', count: 4 * shown }, bounds);
  if (ranked.outcome !== 'ok') return [];
  const found: DigestLink[] = [];
  const links = new Set<string>();
  for (const { place } of ranked.series) {
    const link = linkAt(ports.topology, place);
    // The other end of a link that stands there already tells the same.
    if (!link || links.has(link.name) || found.length === shown) continue;
    links.add(link.name);
    const { day } = await forecastDayOfPlace(ports, { place, metric: throughput, now: to });
    if (day.outcome !== 'ok') continue;
    const coming = day.hours.filter(({ at }) => at + hourMs > to && at <= to + hoursAhead * hourMs);
    const most = coming.reduce((best, one) => (one.median > best.median ? one : best), coming[0]!);
    if (!most) continue;
    const tested = day.tested && day.tested.count >= leastTested ? shareOf(day.tested) : null;
    const { at, median: expected, lower, upper } = most;
    found.push({ place, at, expected, lower, upper, capacityMbps: link.capacityMbps, tested });
  }
  return found;
}

const shareOf = ({ errorShare, coverage, count }: BackTest): DigestLink['tested'] => ({
  ...{ errorShare, coverage, hours: count },
});

/** Devices that are asked about one by one, at most. */
const mostAsked = 50;

/** Devices of the inventory of which nothing came in a span: memory knows those that sent lately, and the history is asked about the others. */
export async function findSilent(
  { history, metrics, topology }: HistoryPorts,
  { from, to }: { from: number; to: number },
): Promise<string[]> {
  const unheard = topology.devices.map(({ name }) => name).filter((name) => (metrics.lastHeard(name) ?? 0) < from);
  const silent: string[] = [];
  for (const device of unheard.slice(0, mostAsked)) {
    const found = await history.last({ device, from, to }, 1);
    // Where the history gives no answer, what memory does not know was not heard.
    if (found.outcome !== 'ok') silent.push(device);
  }
  return [...silent, ...unheard.slice(mostAsked)];
}
