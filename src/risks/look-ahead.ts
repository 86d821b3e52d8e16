import { levelMs } from '../diagnosis/forecasting/level-series.ts';
import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricLimits } from '../domain/metric-limits.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { OverLimit } from '../domain/risk.ts';
import { forecastSubject } from '../learning/forecast-subjects.ts';
import { trend } from '../learning/kinds/trend.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import type { Log } from '../log.ts';
import { levelsSeen, usualTrend } from '../models/forecasting/trend/trend-methods.ts';
import type { Store } from '../store/store.ts';
import { forecastDayOfPlace } from '../tools/forecast/day-place.ts';
import { findBusyHours } from './judge-day.ts';
import { describeCrossing, freshMs, isOver, newest, opensRisk, outcomeOf } from './judge-trend.ts';
import { type OpenRisks, readOpenRisks } from './open-risks.ts';
import { levelsEnd, type PlaceLevels, readLevels } from './read-levels.ts';
import { lookFact, lookId } from './risk-facts.ts';

/** What must not be reached: values of metrics, and a share of the capacity of links. */
export interface RiskLimits {
  limits: MetricLimits;
  capacityPct: number;
}

export interface LookAheadDeps {
  store: Store;
  history: HistoryReader;
  metrics: MetricReader;
  models: ModelsInUse;
  topology: () => Topology;
  settings: RiskLimits;
  newId: NewId;
  clock: Clock;
  log: Log;
}

const throughput = 'throughput_mbps';

/** Looks which metrics will reach their limit, by their levels: opens risks, brings those that stand up to date, and ends them. Safe to repeat. */
export async function lookAtTrends(deps: LookAheadDeps): Promise<void> {
  const risks = await readOpenRisks(deps, 'trend');
  const now = deps.clock();
  const over: OverLimit[] = [];
  let isWhole = true;
  for (const [metric, limit] of Object.entries(deps.settings.limits)) {
    const levels = await readLevels(deps.history, { metric, count: levelsSeen, now });
    // Nothing is known, and so nothing is said: neither that a risk is over nor that one begins.
    if (!levels) {
      deps.log.warn({ metric }, 'the history did not tell the last two hours, and risks stay as they were');
      isWhole = false;
      continue;
    }
    const { method } = deps.models.of(trend, forecastSubject(metric)!)?.model ?? { method: usualTrend };
    const places = new Map(
      risks.standing().flatMap((one) => (one.metric === metric ? [[placeKey(one.place), one.place]] : [])),
    );
    for (const [key, { place }] of levels) places.set(key, place);
    for (const [key, place] of places) {
      if (!isKnown(deps.topology(), place)) continue;
      const found = levels.get(key) ?? null;
      if (found && isOver(found, limit, now)) over.push({ place, metric, level: newest(found), limit });
      const crossing = found && method.find(found.levels, limit);
      await carryOn(risks, { place, metric, limit, levels: found, crossing, now });
    }
  }
  // A metric whose limit was taken away is looked at no more, nor is a device that left the inventory.
  for (const risk of risks.standing())
    if (deps.settings.limits[risk.metric] === undefined || !isKnown(deps.topology(), risk.place))
      await risks.end(risk, 'unknown');
  if (isWhole) await keepLook(deps, { at: now, over });
}

/** What is over a limit is told of so many places, and so many times at which nobody looked. */
const kept = { over: 100, gaps: 50 };

async function keepLook({ store }: LookAheadDeps, { at, over }: { at: number; over: OverLimit[] }): Promise<void> {
  const last = await store.facts.get(lookFact, lookId);
  const gap = last && at - last.at > freshMs ? [{ from: last.at, to: at }] : [];
  await store.facts.put(lookFact, lookId, {
    ...{ at, over: over.slice(0, kept.over), more: Math.max(0, over.length - kept.over) },
    gaps: [...(last?.gaps ?? []), ...gap].slice(-kept.gaps),
  });
}

const isKnown = ({ devices }: Topology, place: Place) => devices.some(({ name }) => name === place.device);

type Seen = Parameters<typeof opensRisk>[0] & { place: Place; metric: string };

async function carryOn(risks: OpenRisks, seen: Seen): Promise<void> {
  const { place, metric, limit, levels, crossing } = seen;
  const last = risks.last(place, metric);
  if (last && last.end === null) {
    const how = outcomeOf(last, seen);
    if (how) return risks.end(last, how);
    return crossing && levels ? risks.seen(last, { ...describeCrossing(crossing, levels), limit }) : undefined;
  }
  if (opensRisk(seen, last))
    return risks.open({ place, metric, limit, basis: 'trend', ...describeCrossing(crossing!, levels!) });
}

/** Looks which links will carry more than their share of capacity in the next hours, by the forecast of a day. Safe to repeat. */
export async function lookAtDays(deps: LookAheadDeps): Promise<void> {
  const risks = await readOpenRisks(deps, 'day');
  const now = deps.clock();
  const levels = await readLevels(deps.history, { metric: throughput, count: 12, now });
  if (!levels) return;
  const seen = new Set<string>();
  for (const { a, b, capacityMbps } of deps.topology().links) {
    if (capacityMbps === null) continue;
    const limit = (capacityMbps * deps.settings.capacityPct) / 100;
    for (const place of [a, b].map((end): Place => ({ device: end.device, interface: end.interface }))) {
      await lookAtDay(deps, risks, { place, limit, levels: levels.get(placeKey(place)) ?? null, now });
      seen.add(placeKey(place));
    }
  }
  // A link that left the inventory, or whose capacity did, is looked at no more.
  for (const risk of risks.standing()) if (!seen.has(placeKey(risk.place))) await risks.end(risk, 'unknown');
}

async function lookAtDay(
  deps: LookAheadDeps,
  risks: OpenRisks,
  { place, limit, levels, now }: { place: Place; limit: number; levels: PlaceLevels | null; now: number },
): Promise<void> {
  const last = risks.last(place, throughput);
  if (last && last.end === null) {
    const since = Math.floor((levelsEnd(now) - last.openedAt) / levelMs);
    const isOver = since > 0 && levels?.levels.slice(-since).some((level) => level > last.limit);
    if (isOver) return risks.end(last, 'happened');
    if (now > last.until!) return risks.end(last, levels ? 'did-not' : 'unknown');
  }
  const { day } = await forecastDayOfPlace(deps, { place, metric: throughput, now });
  const hours = day.outcome === 'ok' && !day.isConstant ? findBusyHours(day, limit, now) : null;
  if (last && last.end === null) {
    // What was announced stays announced, and ends with its hours.
    return hours && hours.expectedAt >= last.expectedAt ? undefined : hours ? risks.seen(last, hours) : undefined;
  }
  if (hours) return risks.open({ place, metric: throughput, limit, basis: 'day', ...hours });
}
