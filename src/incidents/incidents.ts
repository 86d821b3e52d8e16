import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Anomaly, Incident, Verdict } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import type { Persistence } from '../domain/persistence.ts';
import { type Place, placeKey, samePlace } from '../domain/place.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { createCandidates } from './candidates.ts';
import { createDrainedPlaces } from './drained-places.ts';
import { createGrouping, hopsTogether } from './grouping.ts';
import { createJudgement } from './judgement.ts';
import { rateIncident, worseOf } from './severity.ts';
import { createIncidentWriter } from './writer.ts';

/** All times of the lifecycle, milliseconds of sample time, so that a replay behaves like the day itself. */
export interface IncidentTimes {
  /** Left out, each place is judged by how often it sends. */
  persistence?: Persistence;
  /** The verdict may still change this long after the opening, and for one reading where they come more seldom. */
  settleMs: number;
  /** As long as the cause is unknown, the models are asked for so long, and the agents wait; five times `settleMs` when left out. */
  patienceMs?: number;
  /** An incident whose device sent nothing but ordinary readings for so long is over. Silence is no end. */
  quietMs: number;
  /** After an end, leftovers in the feature windows of the same places open nothing. */
  restMs: number;
  /** Trouble at further places joins an incident that is not older than this; five minutes when left out. */
  growMs?: number;
  /** At most one stored update of an open incident in this time. */
  updateEveryMs: number;
}

export interface IncidentDeps {
  store: Store;
  topology: Topology;
  /** What the models say about these places now; null when they can't say anything. */
  classify(places: Place[]): Verdict | null;
  /** What is certain about these places now, by rule; it counts at any time. Null when nothing is. */
  certain?(places: Place[]): Verdict | null;
  /** Whether a place carries traffic as usual: a drained one that does is in use again, and watched again. */
  isInUse?(place: Place): boolean;
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
  /** Any reading of a device, scored or not. `observe` tells of its own. */
  heard(device: string, at: number): void;
  /** To be called after every delivery: ends what has been quiet for long enough, and asks the models again where the cause is open. */
  tick(): void;
  get(id: string): Incident | undefined;
  open(): Incident[];
  /** Oldest first, also of an incident that has ended. */
  anomaliesOf(id: string): Promise<Anomaly[]>;
  take(id: string, user: string): Promise<boolean>;
  /** Ends an incident because a change was verified; the drained places stay bad and wake nobody until they are well again. */
  resolveByPlan(id: string, drained: Place[]): Promise<boolean>;
  /** Ends an incident because a person said that it is none; its places wake nobody until they have been well for a while. */
  dismiss(id: string, user: string, reason: string): Promise<boolean>;
  /** Why incidents can't be stored at the moment; null when they can. Those that wait are not lost. */
  failing(): string | null;
  /** When everything observed so far is stored. */
  settled(): Promise<void>;
}

interface OpenIncident {
  incident: Incident;
  anomalies: Anomaly[];
  storedAt: number;
  /** Sample times of the first and the latest reading of its device in this process; null before. */
  heard: { first: number; latest: number } | null;
}

/** Anomalies in memory for one incident; the database keeps the last 200. */
const anomaliesInMemory = 400;

export function createIncidents(deps: IncidentDeps): Incidents {
  const { store, topology, times, clock, log } = deps;
  const candidates = createCandidates(times.persistence);
  const drained = createDrainedPlaces(store, topology);
  const { hops, isBehind } = createGrouping(topology);
  const judgement = createJudgement(deps);
  const writer = createIncidentWriter(deps);
  const openById = new Map<string, OpenIncident>();
  const restUntil = new Map<string, number>();
  const fail = (what: string) => (err: unknown) => log.error({ err }, what);

  const { growMs = 5 * 60_000 } = times;
  const isResting = (place: Place, at: number) => (restUntil.get(placeKey(place)) ?? 0) > at;
  const wakes = ({ place, at }: Anomaly) => !drained.has(place) && !isResting(place, at);

  function openIncident(anomaly: Anomaly): void {
    const since = anomaly.at - times.quietMs;
    const anomalies = candidates
      .recent()
      .filter((other) => other.at >= since && mayBeOne(anomaly.place, other.place))
      .filter((other) => wakes(other) && !homeOf(other.place, Number.POSITIVE_INFINITY))
      .sort((a, b) => a.at - b.at);
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
    const waitMs = judgement.begin(incident, candidates.intervalMs(anomaly.place));
    incident.severity = rateIncident(incident);
    const heard = { first: anomaly.at, latest: anomaly.at };
    openById.set(incident.id, { incident, anomalies, storedAt: anomaly.at, heard });
    writer.opened(incident, anomalies, clock() + waitMs);
  }

  function attach(entry: OpenIncident, anomaly: Anomaly, lasting: boolean): void {
    const { incident, anomalies } = entry;
    const newPlace = !incident.places.some((place) => samePlace(place, anomaly.place));
    // A stray anomaly nearby is not part of the trouble and must not keep it open.
    if (newPlace && !lasting) return;
    incident.lastAnomalyAt = Math.max(incident.lastAnomalyAt, anomaly.at);
    incident.anomalies += 1;
    anomalies.push(anomaly);
    if (anomalies.length > anomaliesInMemory) anomalies.splice(0, anomaliesInMemory / 2);
    if (newPlace) incident.places.push(anomaly.place);
    const stored = rejudge(entry, anomaly.at);
    if (!stored && (newPlace || anomaly.at - entry.storedAt >= times.updateEveryMs)) keep(entry, anomaly.at);
  }

  /** Asks the models again as long as that may change anything; true when it did and was stored. */
  function rejudge(entry: OpenIncident, at: number): boolean {
    const { incident } = entry;
    const wasOpen = judgement.isOpen(incident);
    const changed = judgement.mayChange(incident, at) && judgement.judge(incident, at);
    // What people are woken for does not become less urgent by itself.
    incident.severity = worseOf(incident.severity, rateIncident(incident));
    if (!changed) return false;
    keep(entry, at);
    if (wasOpen && !judgement.isOpen(incident)) {
      writer.investigate(incident.id, clock(), 'known').catch(fail('investigation not asked for'));
    }
    return true;
  }

  function keep(entry: OpenIncident, at: number): void {
    entry.storedAt = at;
    writer.updated(entry.incident, entry.anomalies, at);
  }

  async function end(id: string, at: number, why: string, actor: string): Promise<boolean> {
    const entry = openById.get(id);
    if (!entry) return false;
    openById.delete(id);
    judgement.forget(id);
    const { incident } = entry;
    incident.state = 'resolved';
    incident.resolvedAt = at;
    for (const place of incident.places) {
      candidates.forget(place);
      if (why !== 'quiet') restUntil.set(placeKey(place), at + times.restMs);
    }
    await writer.ended(incident, why, actor);
    return true;
  }

  /** When it became quiet, if it has been for long enough. Counted from the first reading after a restart: before it nobody watched. */
  function quietSince({ incident, heard }: OpenIncident): number | null {
    if (!heard) return null;
    const over = Math.max(incident.lastAnomalyAt, heard.first) + times.quietMs;
    return heard.latest >= over ? over : null;
  }

  /** Near each other, or the other one is where this one would be cut off. */
  function mayBeOne(place: Place, other: Place): boolean {
    return hops(place.device, other.device) <= hopsTogether || isBehind(other.device, place.device);
  }

  /** In links, up to {@link hopsTogether}: what hangs behind a place is as far as the furthest that still belongs to it. */
  function distance(named: Place, other: Place): number {
    return isBehind(named.device, other.device)
      ? Math.min(hopsTogether, hops(named.device, other.device))
      : hops(named.device, other.device);
  }

  /** The open incident that trouble at this place belongs to: the one that has the place, or the nearest one that still grows. */
  function homeOf(place: Place, at: number): OpenIncident | undefined {
    let nearest: { entry: OpenIncident; far: number } | undefined;
    for (const entry of openById.values()) {
      const { incident } = entry;
      if (incident.places.some((known) => samePlace(known, place))) return entry;
      const far = at - incident.openedAt > growMs ? Number.POSITIVE_INFINITY : distance(incident.place, place);
      if (far <= hopsTogether && (!nearest || far < nearest.far)) nearest = { entry, far };
    }
    return nearest?.entry;
  }

  function heard(device: string, at: number): void {
    for (const entry of openById.values()) {
      if (entry.incident.place.device !== device) continue;
      const { first, latest } = entry.heard ?? { first: at, latest: at };
      entry.heard = { first, latest: Math.max(latest, at) };
    }
  }

  return {
    async load() {
      await drained.load();
      for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
        const anomalies = await writer.anomaliesOf(incident.id);
        openById.set(incident.id, { incident, anomalies, storedAt: incident.lastAnomalyAt, heard: null });
        await writer.investigate(incident.id, clock(), String(clock()));
      }
    },
    observe(place, at, anomaly) {
      const lasting = candidates.see(place, at, anomaly);
      drained.heard(place, at, { bad: anomaly !== null, inUse: deps.isInUse?.(place) ?? false });
      heard(place.device, at);
      if (!anomaly || !wakes(anomaly)) return;
      const home = homeOf(place, at);
      if (home) attach(home, anomaly, lasting);
      else if (lasting) openIncident(anomaly);
    },
    heard,
    tick() {
      writer.retry();
      for (const entry of [...openById.values()]) {
        const over = quietSince(entry);
        if (over !== null) end(entry.incident.id, over, 'quiet', 'nocturne').catch(fail('end of incident not stored'));
      }
      drained.release(times.quietMs).stored.catch(fail('released places not stored'));
    },
    get: (id) => openById.get(id)?.incident,
    open: () => [...openById.values()].map((entry) => entry.incident),
    anomaliesOf: async (id) => openById.get(id)?.anomalies ?? (await writer.anomaliesOf(id)),
    async take(id, user) {
      const entry = openById.get(id);
      if (!entry) return false;
      entry.incident.owner = user;
      writer.updated(entry.incident, entry.anomalies, clock());
      await writer.settled();
      return true;
    },
    async resolveByPlan(id, places) {
      await drained.add(places, clock(), 'plan');
      return end(id, clock(), 'a verified change', 'nocturne');
    },
    async dismiss(id, user, reason) {
      const entry = openById.get(id);
      if (!entry) return false;
      await drained.add(entry.incident.places, entry.incident.lastAnomalyAt, 'person');
      return end(id, clock(), `no incident: ${reason}`, user);
    },
    failing: () => writer.failing(),
    settled: () => writer.settled(),
  };
}
