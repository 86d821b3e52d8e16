import { otherEnd, type Topology } from '../../domain/device.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Label } from '../../domain/recording.ts';

/** An incident of a replay. Times are milliseconds of sample time; `closedAt` is null for one that was open at the end. */
export interface ReplayedIncident {
  openedAt: number;
  closedAt: number | null;
  device: string;
  interface: string | null;
  cause: string;
  confidence: number;
}

/** What is compared of a stored incident. */
export const asReplayed = ({ openedAt, resolvedAt, place, verdict }: Incident): ReplayedIncident => ({
  openedAt,
  closedAt: resolvedAt,
  device: place.device,
  interface: place.interface,
  cause: verdict?.cause ?? 'unknown',
  confidence: verdict?.confidence ?? 0,
});

/** Something that happened according to the labels. `devices` are those at which an incident counts as found. */
export interface LabelledEvent {
  start: number;
  end: number;
  cause: string;
  devices: Set<string>;
}

/**
 * How well incidents and labels fit. `found` events had an incident of their own, `matched` incidents belong to an event; `precision` is
 * matched ÷ incidents, `recall` found ÷ events, `falsePerDay` the unmatched incidents in a day of the span, `causeRight` the share of the
 * found events whose first incident names the cause. A share of nothing is null.
 */
export interface Comparison {
  events: number;
  found: number;
  incidents: number;
  matched: number;
  precision: number | null;
  recall: number | null;
  falsePerDay: number | null;
  causeRight: number | null;
}

/** An incident may open this long after the end of its event. */
const afterEndMs = 2 * 60_000;
const dayMs = 86_400_000;

/** One event for each distinct start, end and cause; the rows of a group are its places. Only events that touch the span. */
export function eventsOf(
  labels: readonly Label[],
  topology: Topology,
  span: { from: number; to: number },
): LabelledEvent[] {
  const events = new Map<string, LabelledEvent>();
  for (const { start, end, cause, device, interface: port } of labels) {
    if (end < span.from || start >= span.to) continue;
    const key = `${start} ${end} ${cause}`;
    const event = events.get(key) ?? { start, end, cause, devices: new Set<string>() };
    events.set(key, event);
    event.devices.add(device);
    const peer = port === null ? undefined : otherEnd(topology, { device, interface: port });
    if (peer) event.devices.add(peer.device);
  }
  return [...events.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** An incident and the event that it belongs to; null for one that belongs to none. */
export interface MatchedIncident {
  incident: ReplayedIncident;
  event: LabelledEvent | null;
}

/**
 * Gives every incident to at most one event: of those that it fits, to the one that still lacks an incident and ends first. In the order in which the
 * incidents were opened.
 */
export function matchIncidents(
  incidents: readonly ReplayedIncident[],
  events: readonly LabelledEvent[],
): MatchedIncident[] {
  const found = new Set<LabelledEvent>();
  return [...incidents]
    .sort((a, b) => a.openedAt - b.openedAt)
    .map((incident) => {
      const fitting = events
        .filter(({ start, end }) => start <= incident.openedAt && incident.openedAt <= end + afterEndMs)
        .filter(({ devices }) => devices.has(incident.device))
        .sort((a, b) => Number(found.has(a)) - Number(found.has(b)) || a.end - b.end);
      const event = fitting[0] ?? null;
      if (event) found.add(event);
      return { incident, event };
    });
}

/** The first incident of each event that has one. */
export function firstOfEach(matched: readonly MatchedIncident[]): Map<LabelledEvent, ReplayedIncident> {
  const first = new Map<LabelledEvent, ReplayedIncident>();
  for (const { incident, event } of matched) if (event && !first.has(event)) first.set(event, incident);
  return first;
}

/** How well the incidents of a span fit its events. */
export function compareWithEvents(
  incidents: readonly ReplayedIncident[],
  events: readonly LabelledEvent[],
  span: { from: number; to: number },
): Comparison {
  const all = matchIncidents(incidents, events);
  const firstOf = firstOfEach(all);
  const matched = all.filter(({ event }) => event !== null).length;
  const found = firstOf.size;
  const right = [...firstOf].filter(([event, incident]) => event.cause === incident.cause).length;
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    events: events.length,
    found,
    incidents: incidents.length,
    matched,
    precision: share(matched, incidents.length),
    recall: share(found, events.length),
    falsePerDay: share(incidents.length - matched, (span.to - span.from) / dayMs),
    causeRight: share(right, found),
  };
}
