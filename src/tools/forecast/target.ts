import type { Topology } from '../../domain/device.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import { formatPlace, type Place, placeKey } from '../../domain/place.ts';
import { canonicalMetrics } from '../../domain/sample.ts';
import { nearestWord } from '../../foundation/nearest-word.ts';

/** What somebody wants forecast; left out is what is chosen for them. */
export interface ForecastQuestion {
  device: string;
  interface?: string | undefined;
  metric?: string | undefined;
}

/** One metric at one place, with the other places of the device that send it; or why there is none, in a sentence. */
export type ForecastTarget = { place: Place; metric: string; others: Place[] } | { problem: string };

const dayMs = 86_400_000;

const order = Object.keys(canonicalMetrics);

const same = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase();

/**
 * Finds what is meant among what the device sent in the last day. Without a metric it is latency, or the first of ours that is sent; without an
 * interface the device as a whole, or its first interface that sends the metric.
 */
export async function findTarget(
  { topology, metrics, history }: { topology: Topology; metrics: MetricReader; history: HistoryReader },
  { device, interface: port, metric }: ForecastQuestion,
  now: number,
): Promise<ForecastTarget> {
  const names = topology.devices.map(({ name }) => name);
  const name = names.find((one) => same(one, device));
  if (name === undefined) return { problem: `No device ${device} is in the inventory.${meant(device, names)}` };
  const sent = await sentBy(name, { topology, metrics, history }, now);
  if (sent.length === 0)
    return { problem: `${name} sent nothing in the last 24 h. That does not mean that it is well.` };
  const here = port === undefined ? sent : sent.filter(({ place }) => same(place.interface, port));
  if (here.length === 0) {
    const ports = unique(sent.flatMap(({ place }) => place.interface ?? []));
    return { problem: `No interface ${port} of ${name} sent anything in the last 24 h.${meant(port!, ports)}` };
  }
  const known = unique(here.map((one) => one.metric));
  const wanted = metric === undefined ? known[0]! : known.find((one) => same(one, metric));
  if (wanted === undefined) {
    const where = formatPlace({ device: name, interface: port ?? null });
    return {
      problem: `${where} sent no ${metric} in the last 24 h.${meant(metric!, known)} It sends ${known.join(', ')}.`,
    };
  }
  const [first, ...others] = here.filter((one) => one.metric === wanted);
  return { place: first!.place, metric: wanted, others: others.map(({ place }) => place) };
}

interface Sent {
  place: Place;
  metric: string;
}

/** In the order in which it is chosen. */
async function sentBy(
  device: string,
  { topology, metrics, history }: { topology: Topology; metrics: MetricReader; history: HistoryReader },
  now: number,
): Promise<Sent[]> {
  const answer = await history.last({ device, from: now - dayMs, to: now + 1 }, 1);
  const stored = answer.outcome === 'ok' ? answer.series.map(({ place, metric }) => ({ place, metric })) : [];
  const ends = topology.links.flatMap(({ a, b }) => [a, b]).filter((end) => end.device === device);
  const places: Place[] = [{ device, interface: null }, ...ends];
  const lately = places.flatMap((place) => metrics.metricsAt(place).map((metric) => ({ place, metric })));
  const found = new Map([...stored, ...lately].map((one) => [`${placeKey(one.place)}\t${one.metric}`, one]));
  const rank = ({ metric }: Sent) => (order.includes(metric) ? order.indexOf(metric) : order.length);
  const nameOf = ({ place, metric }: Sent) => `${place.interface ?? ''}\t${metric}`;
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

const unique = (words: readonly string[]) => [...new Set(words)];

function meant(word: string, among: readonly string[]): string {
  const near = nearestWord(word, among);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
