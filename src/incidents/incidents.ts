import type { Clock, NewId } from '../domain/clock.ts';
import { linkAt, type Topology } from '../domain/device.ts';
import type { Anomaly, Incident, Verdict } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import { type Place, placeKey, samePlace } from '../domain/place.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type Candidates, createCandidates, type Persistence } from './candidates.ts';
import { belongsTogether } from './grouping.ts';
import { type Impact, type Scope, severityOf } from './severity.ts';

/** All times of the lifecycle, milliseconds of sample time, so that a replay behaves like the day itself. */
export interface IncidentTimes {
  persistence: Persistence;
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
  anomaliesOf(id: string): Anomaly[];
  take(id: string, user: string): Promise<Incident | undefined>;
  /** Ends an incident because a change was verified; the drained ends stay bad and wake nobody until they are well again. */
  resolveByPlan(id: string, drained: Place[]): Promise<void>;
  /** Ends an incident because a person said that it is none. */
  dismiss(id: string, user: string, reason: string): Promise<boolean>;
  /** When everything observed so far is stored. */
  settled(): Promise<void>;
}

const drainedKind = 'drained-place';
const anomaliesKind = 'incident-anomalies';
const anomaliesKept = 200;

interface OpenIncident {
  incident: Incident;
  anomalies: Anomaly[];
  storedAt: number;
  dirty: boolean;
}

export function createIncidents(deps: IncidentDeps): Incidents {
  const { store, topology, times, log } = deps;
  const candidates: Candidates = createCandidates(times.persistence);
  const openById = new Map<string, OpenIncident>();
  const drained = new Map<string, { place: Place; lastBadAt: number }>();
  const restUntil = new Map<string, number>();
  let queue: Promise<void> = Promise.resolve();

  function enqueue(what: string, work: () => Promise<void>): Promise<void> {
    const done = queue.then(work);
    queue = done.catch((err) => log.error({ err, what }, 'incident not stored'));
    return done;
  }

  function severity(incident: Incident): Incident['severity'] {
    const devices = new Set(incident.places.map((place) => place.device));
    const scope: Scope = devices.size > 2 ? 'several' : incident.place.interface === null ? 'device' : 'interface';
    const felt = incident.places.some((place) => place.interface === null);
    const gone = incident.verdict?.symptom === 'unreachable';
    const impact: Impact = gone ? 'outage' : felt ? 'degraded' : 'none';
    return severityOf(scope, impact);
  }

  function applyVerdict(incident: Incident): boolean {
    const verdict = deps.classify(incident.places);
    if (!verdict) return false;
    const changed =
      incident.verdict?.cause !== verdict.cause || !samePlace(incident.place, verdict.place) || incident.verdict === null;
    incident.verdict = verdict;
    incident.place = verdict.place;
    incident.places = [verdict.place, ...incident.places.filter((place) => !samePlace(place, verdict.place))];
    incident.severity = severity(incident);
    return changed;
  }

  function openIncident(anomaly: Anomaly): void {
    const near = candidates.recent().filter((other) => belongsTogether(topology, [anomaly.place], other.place));
    const anomalies = near.filter((other) => !isDrained(other.place)).sort((a, b) => a.at - b.at);
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
    incident.severity = severity(incident);
    applyVerdict(incident);
    const entry: OpenIncident = { incident, anomalies, storedAt: anomaly.at, dirty: false };
    openById.set(incident.id, entry);
    const copy = structuredClone(incident);
    const seen = [...anomalies];
    void enqueue('open', async () => {
      await store.transaction(async (tables) => {
        await tables.incidents.insert(copy);
        await tables.facts.put(anomaliesKind, copy.id, seen);
        await tables.outbox.append(`${copy.id}:opened`, { type: 'incident.opened', incidentId: copy.id }, deps.clock());
      });
      await deps.later.later('investigate', { incidentId: copy.id }, { at: deps.clock() + times.settleMs, key: `investigate-${copy.id}` });
    });
  }

  function storeUpdate(entry: OpenIncident, at: number): void {
    entry.storedAt = at;
    entry.dirty = false;
    const copy = structuredClone(entry.incident);
    const seen = entry.anomalies.slice(-anomaliesKept);
    void enqueue('update', () =>
      store.transaction(async (tables) => {
        await tables.incidents.update(copy);
        await tables.facts.put(anomaliesKind, copy.id, seen);
        const key = `${copy.id}:updated:${at}`;
        await tables.outbox.append(key, { type: 'incident.updated', incidentId: copy.id }, deps.clock());
      }),
    );
  }

  function attach(entry: OpenIncident, anomaly: Anomaly): void {
    const { incident } = entry;
    incident.lastAnomalyAt = Math.max(incident.lastAnomalyAt, anomaly.at);
    incident.anomalies += 1;
    entry.anomalies.push(anomaly);
    if (entry.anomalies.length > 2 * anomaliesKept) entry.anomalies.splice(0, anomaliesKept);
    let news = false;
    if (!incident.places.some((place) => samePlace(place, anomaly.place))) {
      incident.places.push(anomaly.place);
      incident.severity = severity(incident);
      news = true;
    }
    const settling = anomaly.at - incident.openedAt <= times.settleMs;
    if (settling && applyVerdict(incident)) news = true;
    entry.dirty = true;
    if (news || anomaly.at - entry.storedAt >= times.updateEveryMs) storeUpdate(entry, anomaly.at);
  }

  function isDrained(place: Place): boolean {
    return drained.has(placeKey(place));
  }

  function end(id: string, at: number, why: string, extra?: (incident: Incident) => void): Promise<boolean> {
    const entry = openById.get(id);
    if (!entry) return Promise.resolve(false);
    openById.delete(id);
    const { incident } = entry;
    incident.state = 'resolved';
    incident.resolvedAt = at;
    extra?.(incident);
    for (const place of incident.places) {
      candidates.forget(place);
      restUntil.set(placeKey(place), at + times.restMs);
    }
    const copy = structuredClone(incident);
    return enqueue('end', () =>
      store.transaction(async (tables) => {
        await tables.incidents.update(copy);
        await tables.facts.put('incident-end', id, { why, at });
        await tables.outbox.append(`${id}:resolved`, { type: 'incident.resolved', incidentId: id }, deps.clock());
        await tables.audit.append({ at: deps.clock(), actor: 'nocturne', action: 'incident.resolved', subject: id, detail: { why } });
      }),
    ).then(() => true);
  }

  return {
    async load() {
      for (const { value } of await store.facts.list<{ place: Place; lastBadAt: number }>(drainedKind)) {
        drained.set(placeKey(value.place), value);
      }
      for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
        const anomalies = (await store.facts.get<Anomaly[]>(anomaliesKind, incident.id)) ?? [];
        openById.set(incident.id, { incident, anomalies, storedAt: incident.lastAnomalyAt, dirty: false });
        const options = { at: deps.clock(), key: `investigate-${incident.id}` };
        await deps.later.later('investigate', { incidentId: incident.id }, options);
      }
    },
    observe(place, at, anomaly) {
      const lasting = candidates.see(place, anomaly);
      if (!anomaly) return;
      const rest = drained.get(placeKey(place));
      if (rest) {
        rest.lastBadAt = at;
        return;
      }
      if ((restUntil.get(placeKey(place)) ?? 0) > at) return;
      const home = [...openById.values()].find((entry) => belongsTogether(topology, entry.incident.places.slice(0, 1), place));
      if (home) attach(home, anomaly);
      else if (lasting) openIncident(anomaly);
    },
    tick(at) {
      for (const entry of [...openById.values()]) {
        if (at - entry.incident.lastAnomalyAt >= times.quietMs) {
          void end(entry.incident.id, entry.incident.lastAnomalyAt + times.quietMs, 'quiet').catch(() => undefined);
        } else if (entry.dirty && at - entry.storedAt >= times.updateEveryMs) storeUpdate(entry, at);
      }
      for (const [key, entry] of drained) {
        if (at - entry.lastBadAt < times.quietMs) continue;
        drained.delete(key);
        void enqueue('undrain', () => store.facts.remove(drainedKind, key)).catch(() => undefined);
      }
    },
    get: (id) => openById.get(id)?.incident,
    open: () => [...openById.values()].map((entry) => entry.incident),
    anomaliesOf: (id) => openById.get(id)?.anomalies ?? [],
    async take(id, user) {
      const entry = openById.get(id);
      if (!entry) return undefined;
      entry.incident.owner = user;
      storeUpdate(entry, deps.clock());
      await queue;
      return entry.incident;
    },
    async resolveByPlan(id, places) {
      const entry = openById.get(id);
      const at = deps.clock();
      for (const place of places) {
        const link = linkAt(topology, place);
        for (const end of link ? [link.a, link.b] : [place]) {
          drained.set(placeKey(end), { place: { device: end.device, interface: end.interface }, lastBadAt: at });
        }
      }
      const marks = [...drained].map(([key, value]) => ({ key, value }));
      await enqueue('drain', async () => {
        for (const mark of marks) await store.facts.put(drainedKind, mark.key, mark.value);
      });
      if (entry) await end(id, at, 'verified');
    },
    async dismiss(id, user, reason) {
      return end(id, deps.clock(), `dismissed by ${user}: ${reason}`);
    },
    settled: () => queue,
  };
}
