import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Anomaly, Incident, Verdict } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import { type Place, placeKey, samePlace } from '../domain/place.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { createCandidates, type Persistence } from './candidates.ts';
import { createDrainedPlaces } from './drained-places.ts';
import { belongsTogether } from './grouping.ts';
import { rateIncident } from './severity.ts';
import { createIncidentWriter } from './writer.ts';

/** All times of the lifecycle, milliseconds of sample time, so that a replay behaves like the day itself. */
export interface IncidentTimes {
  /** Left out, each place is judged by how often it sends. */
  persistence?: Persistence;
  /** The verdict may still change this long after the opening. */
  settleMs: number;
  /** An incident without any anomaly for so long is over. */
  quietMs: number;
  /** After an end, leftovers in the feature windows of the same places open nothing. */
  restMs: number;
  /** At most one stored update of an open incident in this time. */
  updateEveryMs: number;
}

export interface IncidentDeps {
  store: Store;
  topology: Topology;
  /** What the models say about these places now; null when they can't say anything. */
  classify(places: Place[]): Verdict | null;
  times: IncidentTimes;
  later: Later;
  newId: NewId;
  clock: Clock;
  log: Log;
}

/** Keeps incidents from the first lasting anomaly to their end. `observe` is synchronous; storing happens behind it, in order. */
export interface Incidents {
  /** Loads what is open after a restart. Call it before the first sample. */
  load(): Promise<void>;
  /** One scored reading of one place; null when it is ordinary. */
  observe(place: Place, at: number, anomaly: Anomaly | null): void;
  /** Ends what has been quiet for long enough. `at` is sample time. */
  tick(at: number): void;
  get(id: string): Incident | undefined;
  open(): Incident[];
  /** Oldest first, also of an incident that has ended. */
  anomaliesOf(id: string): Promise<Anomaly[]>;
  take(id: string, user: string): Promise<boolean>;
  /** Ends an incident because a change was verified; the drained places stay bad and wake nobody until they are well again. */
  resolveByPlan(id: string, drained: Place[]): Promise<boolean>;
  /** Ends an incident because a person said that it is none. */
  dismiss(id: string, user: string, reason: string): Promise<boolean>;
  /** When everything observed so far is stored. */
  settled(): Promise<void>;
}

interface OpenIncident {
  incident: Incident;
  anomalies: Anomaly[];
  storedAt: number;
}

/** Anomalies in memory for one incident; the database keeps the last 200. */
const anomaliesInMemory = 400;

export function createIncidents(deps: IncidentDeps): Incidents {
  const { store, topology, times, log } = deps;
  const candidates = createCandidates(times.persistence);
  const drained = createDrainedPlaces(store, topology);
  const writer = createIncidentWriter({ ...deps, settleMs: times.settleMs });
  const openById = new Map<string, OpenIncident>();
  const restUntil = new Map<string, number>();

  /** Asks the models again; true when cause or place changed. */
  function judge(incident: Incident): boolean {
    const verdict = deps.classify(incident.places);
    if (!verdict) return false;
    const changed = incident.verdict?.cause !== verdict.cause || !samePlace(incident.place, verdict.place);
    incident.verdict = verdict;
    incident.place = verdict.place;
    incident.places = [verdict.place, ...incident.places.filter((place) => !samePlace(place, verdict.place))];
    return changed;
  }

  function openIncident(anomaly: Anomaly): void {
    const near = candidates.recent().filter((other) => belongsTogether(topology, [anomaly.place], other.place));
    const anomalies = near.filter((other) => !drained.has(other.place)).sort((a, b) => a.at - b.at);
    const incident: Incident = {
      id: deps.newId('INC'),
      state: 'open',
      severity: 'warning',
      openedAt: anomaly.at,
      lastAnomalyAt: anomaly.at,
      resolvedAt: null,
      place: anomaly.place,
      places: anomalies.map((other) => other.place),
      anomalies: anomalies.length,
      verdict: null,
      owner: null,
    };
    judge(incident);
    incident.severity = rateIncident(incident);
    openById.set(incident.id, { incident, anomalies, storedAt: anomaly.at });
    writer.opened(incident, anomalies);
  }

  function attach(entry: OpenIncident, anomaly: Anomaly): void {
    const { incident, anomalies } = entry;
    incident.lastAnomalyAt = Math.max(incident.lastAnomalyAt, anomaly.at);
    incident.anomalies += 1;
    anomalies.push(anomaly);
    if (anomalies.length > anomaliesInMemory) anomalies.splice(0, anomaliesInMemory / 2);
    const newPlace = !incident.places.some((place) => samePlace(place, anomaly.place));
    if (newPlace) incident.places.push(anomaly.place);
    const newVerdict = anomaly.at - incident.openedAt <= times.settleMs && judge(incident);
    incident.severity = rateIncident(incident);
    if (newPlace || newVerdict || anomaly.at - entry.storedAt >= times.updateEveryMs) {
      entry.storedAt = anomaly.at;
      writer.updated(incident, anomalies, anomaly.at);
    }
  }

  async function end(id: string, at: number, why: string, actor: string): Promise<boolean> {
    const entry = openById.get(id);
    if (!entry) return false;
    openById.delete(id);
    const { incident } = entry;
    incident.state = 'resolved';
    incident.resolvedAt = at;
    for (const place of incident.places) {
      candidates.forget(place);
      restUntil.set(placeKey(place), at + times.restMs);
    }
    await writer.ended(incident, why, actor);
    return true;
  }

  return {
    async load() {
      await drained.load();
      for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
        const anomalies = await writer.anomaliesOf(incident.id);
        openById.set(incident.id, { incident, anomalies, storedAt: incident.lastAnomalyAt });
        await writer.investigate(incident.id, deps.clock(), String(deps.clock()));
      }
    },
    observe(place, at, anomaly) {
      const lasting = candidates.see(place, at, anomaly);
      if (!anomaly) return;
      if (drained.has(place)) return drained.stillBad(place, at);
      if ((restUntil.get(placeKey(place)) ?? 0) > at) return;
      const entries = [...openById.values()];
      const home = entries.find((entry) => belongsTogether(topology, [entry.incident.place], place));
      if (home) attach(home, anomaly);
      else if (lasting) openIncident(anomaly);
    },
    tick(at) {
      const fail = (err: unknown) => log.error({ err }, 'end of incident not stored');
      for (const { incident } of [...openById.values()]) {
        const quietSince = incident.lastAnomalyAt + times.quietMs;
        if (at >= quietSince) end(incident.id, quietSince, 'quiet', 'nocturne').catch(fail);
      }
      drained.release(at, times.quietMs).stored.catch(fail);
    },
    get: (id) => openById.get(id)?.incident,
    open: () => [...openById.values()].map((entry) => entry.incident),
    anomaliesOf: async (id) => openById.get(id)?.anomalies ?? (await writer.anomaliesOf(id)),
    async take(id, user) {
      const entry = openById.get(id);
      if (!entry) return false;
      entry.incident.owner = user;
      writer.updated(entry.incident, entry.anomalies, deps.clock());
      await writer.settled();
      return true;
    },
    async resolveByPlan(id, places) {
      await drained.add(places, deps.clock());
      return end(id, deps.clock(), 'a verified change', 'nocturne');
    },
    dismiss: (id, user, reason) => end(id, deps.clock(), `no incident: ${reason}`, user),
    settled: () => writer.settled(),
  };
}
