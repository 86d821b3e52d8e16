import { type Clock, createSteadyClock, type NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Accepts, Anomaly, Incident, IncidentEnd, Verdict } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import type { Persistence } from '../domain/persistence.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { IncidentJobs } from './asked-jobs.ts';
import { createCandidates } from './candidates.ts';
import { createDrainedPlaces } from './drained-places.ts';
import { createExplanations, type Explanation } from './explanations.ts';
import { createGrouping, hopsTogether } from './grouping.ts';
import { createJudgement } from './judgement.ts';
import { addAnomaly, createOpenIncident, hasPlace, keepAnomalies, type OpenIncident } from './open-incident.ts';
import { createResting } from './resting.ts';
import { rateIncident, worseOf } from './severity.ts';
import { type Sign, signsOf } from './signs.ts';
import { createIncidentWriter } from './writer.ts';

/** All times of the lifecycle in milliseconds, counted by a steady clock: a replay, whose clock is sample time, behaves like the day itself. */
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
  /** What the models say about these places now, of the causes that `accepts` lets through; null when they can't say anything. */
  classify(places: Place[], accepts: Accepts): Verdict | null;
  /** What is certain about these places now, by rule; it counts at any time. Null when nothing is. */
  certain?(places: Place[]): Verdict | null;
  /** Whether a place carries traffic as usual: a drained one that does is in use again, and watched again. */
  isInUse?(place: Place): boolean;
  times: IncidentTimes;
  later: Later<Pick<IncidentJobs, 'investigate'>>;
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
  heard(device: string): void;
  /** To be called after every delivery: ends what has been quiet for long enough, and asks the models again where the cause is open. */
  tick(): void;
  get(id: string): Incident | undefined;
  open(): Incident[];
  /** Oldest first, also of an incident that has ended. */
  anomaliesOf(id: string): Promise<Anomaly[]>;
  /** Puts it into somebody's hands, as grave as it is now. False when it is over, unknown, or somebody else has it. */
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

/**
 * What an explained anomaly shows besides opens an incident when it lasts for so long: nobody found that part anomalous by itself, and any
 * device is busy for some seconds now and then.
 */
const besidesMs = 15_000;

/** More than end within a rest. */
const latelyEnded = 50;

export function createIncidents(deps: IncidentDeps): Incidents {
  const { store, topology, times, clock, log } = deps;
  const now = createSteadyClock(clock);
  /** What was seen of each place, and what of it no open incident accounts for. */
  const seen = createCandidates(times.persistence, now);
  const unexplained = createCandidates(times.persistence, now);
  /** The anomalies of which nothing is accounted for. */
  const alone = createCandidates(times.persistence, now);
  const grouping = createGrouping(topology);
  const { mayBeOne, distance } = grouping;
  const showsNow = (place: Place, sign: Sign) => {
    const latest = seen.latest(place);
    return latest !== undefined && signsOf(latest).includes(sign);
  };
  const explanations = createExplanations({ topology, grouping, showsNow });
  const drained = createDrainedPlaces({ store, topology, explanations, clock: now });
  const openById = new Map<string, OpenIncident>();
  const judgement = createJudgement({ ...deps, clock: now, accepts: ({ id }) => acceptsFor(id) });
  const writer = createIncidentWriter(deps);
  const resting = createResting({ explanations, restMs: times.restMs, clock: now });
  const fail = (what: string) => (err: unknown) => log.error({ err }, what);

  const { growMs = 5 * 60_000 } = times;

  /** A cause that is covered at a place is none of an open incident. One that another incident names, or waits for and shows more of, is that one's. */
  const acceptsFor =
    (id: string): Accepts =>
    (cause, place) => {
      if (cause === 'unknown') return true;
      const countIn = ({ shown }: OpenIncident) => explanations.count({ cause, place, shown });
      const own = openById.get(id);
      const ownCount = own ? countIn(own) : 0;
      const isOthers = (other: OpenIncident) =>
        (other.incident.verdict?.cause === cause && explanations.isNamed(other.incident, place)) ||
        (judgement.isOpen(other.incident) && countIn(other) > ownCount);
      return !drained.covers(cause, place) && ![...openById.values()].some((other) => other !== own && isOthers(other));
    };

  /** The part of an anomaly that may wake somebody: a drain, a dismissal or an end a moment ago covers the rest. */
  function wakingPart(anomaly: Anomaly): Anomaly | null {
    return resting.wakingPart(drained.uncovered(anomaly));
  }

  function openIncident(anomaly: Anomaly): void {
    const near = unexplained
      .recent(times.quietMs)
      .filter((other) => mayBeOne(anomaly.place, other.place) && !youngFor(other.place))
      .flatMap((other) => leftOf(other) ?? [])
      .sort((a, b) => a.at - b.at);
    const openedAt = unexplained.lastingSince(anomaly.place) ?? anomaly.at;
    const incident: Incident = {
      id: deps.newId('INC'),
      state: 'open',
      severity: 'warning',
      openedAt,
      lastAnomalyAt: anomaly.at,
      resolvedAt: null,
      place: anomaly.place,
      places: near.map((other) => other.place),
      anomalies: near.length,
      verdict: null,
      owner: null,
    };
    const entry = createOpenIncident(incident, near, { now: now(), heardAt: now() });
    openById.set(incident.id, entry);
    const waitMs = judgement.begin(incident, unexplained.intervalMs(anomaly.place));
    incident.severity = rateIncident(incident);
    writer.opened(incident, entry.anomalies, clock() + waitMs);
  }

  /** What neither open incidents whose cause is settled nor anything else accounts for. */
  function leftOf(anomaly: Anomaly): Anomaly | null {
    let left = wakingPart(anomaly);
    for (const entry of explaining(anomaly.place)) if (left) left = divide(entry, left).left;
    return left;
  }

  /** Whether a place is in lasting trouble that nothing accounts for. */
  const isTroubled = (place: Place) => alone.lastingSince(place) !== null || unexplained.lastingMs(place) >= besidesMs;

  function forgetUnexplained(place: Place): void {
    unexplained.forget(place);
    alone.forget(place);
  }

  function attach(entry: OpenIncident, anomaly: Anomaly, lasting: boolean): void {
    // A stray anomaly nearby is not part of the trouble and must not keep it open.
    if (!hasPlace(entry, anomaly.place) && !lasting) return;
    const isNew = addAnomaly(entry, anomaly, now());
    const stored = rejudge(entry);
    if (!stored && (isNew || now() - entry.storedAt >= times.updateEveryMs)) keep(entry);
  }

  /** Asks the models again as long as that may change anything; true when it did and was stored. */
  function rejudge(entry: OpenIncident): boolean {
    const { incident } = entry;
    const wasOpen = judgement.isOpen(incident);
    const former = incident.severity;
    const changed = judgement.judge(incident);
    const isStored = raise(entry);
    if (!changed && incident.severity === former) return false;
    if (changed && entry.explanation) entry.explanation = explanationOf(entry);
    if (changed || !isStored) keep(entry);
    if (!judgement.isOpen(incident)) askAgents(incident, wasOpen);
    return true;
  }

  /** A look that ended may be about what the incident was before; one that still waits is done only once. */
  function askAgents(incident: Incident, isNews: boolean): void {
    const at = clock() + (isNews ? 0 : judgement.settlesInMs(incident));
    const again = isNews ? 'known' : String(clock());
    writer.investigate(incident.id, at, again).catch(fail('investigation not asked for'));
  }

  /**
   * What people are woken for does not become less urgent by itself. Who took an incident took it as grave as it was: when it gets worse, it is
   * nobody's again, and somebody is woken as for a new one. True when that was stored.
   */
  function raise(entry: OpenIncident): boolean {
    const { incident, anomalies } = entry;
    const former = incident.severity;
    incident.severity = worseOf(former, rateIncident(incident));
    const { owner } = incident;
    if (incident.severity === former || owner === null) return false;
    incident.owner = null;
    entry.storedAt = now();
    writer.worsened(incident, anomalies, owner);
    return true;
  }

  function keep(entry: OpenIncident): void {
    entry.storedAt = now();
    writer.updated(entry.incident, entry.anomalies, clock());
  }

  /** What the verdict accounts for; where that is nothing that was seen, or nobody knows the cause, what accounts for most of it. */
  function explanationOf({ incident, shown }: OpenIncident): Explanation {
    const { verdict, place } = incident;
    const named = verdict && { cause: verdict.cause, place: verdict.place, shown };
    return named && !judgement.isOpen(incident) && explanations.count(named) > 0
      ? named
      : explanations.suppose(shown, place);
  }

  /** Also of an incident that has ended. */
  async function explanationById(id: string): Promise<Explanation | undefined> {
    const entry = openById.get(id);
    if (entry) return entry.explanation ?? explanationOf(entry);
    const incident = await store.incidents.get(id);
    if (!incident) return undefined;
    return explanationOf(createOpenIncident(incident, await writer.anomaliesOf(id), { now: now(), heardAt: null }));
  }

  /** Once the cause is settled, what it does not account for leaves the incident, and opens another one where it lasts. */
  function settle(entry: OpenIncident): void {
    const explanation = explanationOf(entry);
    const left = new Map<string, Anomaly>();
    const changed = keepAnomalies(entry, (anomaly) => {
      const parts = explanations.divide(explanation, anomaly);
      if (parts.left === anomaly) left.set(placeKey(anomaly.place), anomaly);
      else left.delete(placeKey(anomaly.place));
      return parts.explained;
    });
    entry.explanation = { ...explanation, shown: entry.shown };
    for (const place of entry.incident.places) if (!left.has(placeKey(place))) forgetUnexplained(place);
    if (!changed) return;
    keep(entry);
    for (const anomaly of left.values()) {
      if (!isTroubled(anomaly.place) || youngFor(anomaly.place)) continue;
      const rest = leftOf(anomaly);
      if (rest) openIncident(rest);
    }
  }

  function settleAll(): void {
    for (const entry of openById.values()) {
      if (!entry.explanation && judgement.isSettled(entry.incident)) settle(entry);
    }
  }

  async function end(id: string, at: number, how: IncidentEnd): Promise<boolean> {
    const entry = openById.get(id);
    if (!entry) return false;
    openById.delete(id);
    judgement.forget(id);
    const { incident } = entry;
    incident.state = 'resolved';
    incident.resolvedAt = at;
    incident.end = how;
    if (how.how !== 'quiet') resting.rest(entry.explanation ?? explanationOf(entry));
    for (const place of incident.places) {
      seen.forget(place);
      // What its cause did not account for may be about to open another one.
      if (!entry.explanation) forgetUnexplained(place);
    }
    await writer.ended(incident, how);
    return true;
  }

  /** Whether ordinary readings came for long enough. Counted from the first reading after a restart: before it nobody watched. */
  const isQuiet = ({ badAt, heardAt }: OpenIncident) => heardAt !== null && heardAt - badAt >= times.quietMs;

  /** Incidents whose cause is settled and may account for trouble at this place: those that have the place first, then the nearest. */
  function explaining(place: Place): OpenIncident[] {
    const far = new Map<OpenIncident, number>();
    for (const entry of openById.values()) {
      if (entry.explanation) far.set(entry, hasPlace(entry, place) ? -1 : distance(entry.incident.place, place));
    }
    return [...far].sort(([, a], [, b]) => a - b).map(([entry]) => entry);
  }

  /** A further place joins an incident only while that is young, unless it is the other end of the named link. */
  function divide(entry: OpenIncident, anomaly: Anomaly): { explained: Anomaly | null; left: Anomaly | null } {
    const mayJoin =
      hasPlace(entry, anomaly.place) ||
      now() - entry.begunAt <= growMs ||
      explanations.isNamed(entry.incident, anomaly.place);
    return mayJoin && entry.explanation
      ? explanations.divide(entry.explanation, anomaly)
      : { explained: null, left: anomaly };
  }

  /** The incident that takes whatever happens at this place, because nobody knows its cause yet: one that has the place, or the nearest. */
  function youngFor(place: Place): OpenIncident | undefined {
    let nearest: { entry: OpenIncident; far: number } | undefined;
    for (const entry of openById.values()) {
      if (entry.explanation) continue;
      const far = hasPlace(entry, place) ? -1 : distance(entry.incident.place, place);
      if (far <= hopsTogether && (!nearest || far < nearest.far)) nearest = { entry, far };
    }
    return nearest?.entry;
  }

  function heard(device: string): void {
    for (const entry of openById.values()) {
      if (entry.incident.place.device !== device) continue;
      if (entry.heardAt === null) entry.badAt = now();
      entry.heardAt = now();
    }
  }

  /** What ended just before a restart rests again, because the next process fills its windows with the same readings. */
  async function loadResting(): Promise<void> {
    for (const { id, resolvedAt, end: ended } of await store.incidents.list({
      states: ['resolved'],
      limit: latelyEnded,
    })) {
      const isOver = Math.abs(clock() - (resolvedAt ?? 0)) > times.restMs;
      if (isOver || ended?.how === 'quiet') continue;
      const explanation = await explanationById(id);
      if (explanation) resting.rest(explanation);
    }
  }

  return {
    async load() {
      await drained.load();
      await loadResting();
      for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
        const anomalies = await writer.anomaliesOf(incident.id);
        openById.set(incident.id, createOpenIncident(incident, anomalies, { now: now(), heardAt: null }));
        await writer.investigate(incident.id, clock(), String(clock()));
      }
    },
    observe(place, at, anomaly) {
      settleAll();
      const lasting = seen.see(place, at, anomaly);
      drained.heard(place, { anomaly, inUse: deps.isInUse?.(place) ?? false });
      heard(place.device);
      let left = anomaly && wakingPart(anomaly);
      for (const entry of left ? explaining(place) : []) {
        if (!left) break;
        const parts = divide(entry, left);
        if (parts.explained) attach(entry, parts.explained, lasting);
        left = parts.left;
      }
      const isLeft = unexplained.see(place, at, left);
      alone.see(place, at, left === anomaly ? left : null);
      if (!left) return;
      const young = youngFor(place);
      if (young) attach(young, left, isLeft);
      else if (isLeft && isTroubled(place)) openIncident(left);
    },
    heard,
    tick() {
      writer.retry();
      settleAll();
      resting.release();
      for (const entry of [...openById.values()]) {
        if (!isQuiet(entry)) continue;
        const over = clock() - now() + entry.badAt + times.quietMs;
        end(entry.incident.id, over, { how: 'quiet' }).catch(fail('end of incident not stored'));
      }
      drained.release(times.quietMs).catch(fail('released places not stored'));
    },
    get: (id) => openById.get(id)?.incident,
    open: () => [...openById.values()].map((entry) => entry.incident),
    anomaliesOf: async (id) => openById.get(id)?.anomalies ?? (await writer.anomaliesOf(id)),
    async take(id, user) {
      const entry = openById.get(id);
      if (!entry || (entry.incident.owner ?? user) !== user) return false;
      if (entry.incident.owner === user) return true;
      entry.incident.owner = user;
      await writer.taken(entry.incident, entry.anomalies, user);
      return true;
    },
    async resolveByPlan(id, places) {
      const explanation = await explanationById(id);
      if (explanation) await drained.drain(places, explanation);
      return end(id, clock(), { how: 'verified' });
    },
    async dismiss(id, user, reason) {
      const entry = openById.get(id);
      if (!entry) return false;
      await drained.dismiss(entry.explanation ?? explanationOf(entry));
      return end(id, clock(), { how: 'dismissed', by: user, reason });
    },
    failing: () => writer.failing(),
    settled: () => writer.settled(),
  };
}
