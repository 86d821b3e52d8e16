import { createSteadyClock } from '../domain/clock.ts';
import type { Anomaly, Incident } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import { createAccounts } from './accounts.ts';
import { createCandidates } from './candidates.ts';
import type { IncidentDeps } from './deps.ts';
import { createDrainedPlaces } from './drained-places.ts';
import { createEnding } from './ending.ts';
import { createExplanations } from './explanations.ts';
import { createGrouping } from './grouping.ts';
import { createIncidentExplanations } from './incident-explanations.ts';
import { createJudgement } from './judgement.ts';
import { createOpenIncident } from './open-incident.ts';
import { createOpenIncidents } from './open-incidents.ts';
import { createOpening } from './opening.ts';
import { createResting } from './resting.ts';
import { createSettling } from './settling.ts';
import { type Sign, signsOf } from './signs.ts';
import { createUnexplained } from './unexplained.ts';
import { createUpkeep } from './upkeep.ts';
import { createIncidentWriter } from './writer.ts';

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

/** All the parts of the lifecycle, in the order in which they need each other. */
function createParts(deps: IncidentDeps) {
  const { store, topology, times, clock } = deps;
  const now = createSteadyClock(clock);
  const seen = createCandidates(times.persistence, now);
  const unexplained = createUnexplained(times.persistence, now);
  const grouping = createGrouping(topology);
  const showsNow = (place: Place, sign: Sign) => {
    const latest = seen.latest(place);
    return latest !== undefined && signsOf(latest).includes(sign);
  };
  const explanations = createExplanations({ topology, grouping, showsNow });
  const drained = createDrainedPlaces({ store, topology, explanations, clock: now });
  const resting = createResting({ explanations, restMs: times.restMs, clock: now });
  const open = createOpenIncidents(grouping);
  const { growMs = 5 * 60_000 } = times;
  const accounts = createAccounts({ open, explanations, drained, resting, growMs, clock: now });
  const judgement = createJudgement({ ...deps, clock: now, accepts: ({ id }) => accounts.acceptsFor(id) });
  const writer = createIncidentWriter(deps);
  const explained = createIncidentExplanations({ explanations, open, store, writer, clock: now });
  const explanationOf = explained.of;
  const upkeep = createUpkeep({ ...deps, judgement, explanationOf, writer, now });
  const openOne = createOpening({ ...deps, open, accounts, unexplained, grouping, judgement, writer, now });
  const settling = createSettling({
    ...{ open, judgement, explanations, explanationOf, accounts, unexplained, upkeep, openOne },
  });
  const ending = createEnding({ ...deps, open, explained, judgement, resting, seen, unexplained, writer, now });
  return {
    now,
    seen,
    unexplained,
    drained,
    resting,
    open,
    accounts,
    writer,
    explained,
    upkeep,
    openOne,
    settling,
    ending,
  };
}

export function createIncidents(deps: IncidentDeps): Incidents {
  const { store, times, clock, log } = deps;
  const { now, seen, unexplained, drained, resting, open, accounts, ...parts } = createParts(deps);
  const { writer, explained, upkeep, openOne, settling, ending } = parts;
  const heard = (device: string) => open.heard(device, now());

  /** Hands an anomaly to the incidents that account for it; what is left, if anything. */
  function handOut(anomaly: Anomaly, isLasting: boolean): Anomaly | null {
    let left = accounts.wakingPart(anomaly);
    for (const entry of left ? open.explaining(anomaly.place) : []) {
      if (!left) break;
      const divided = accounts.divide(entry, left);
      if (divided.explained) upkeep.attach(entry, divided.explained, isLasting);
      left = divided.left;
    }
    return left;
  }

  return {
    async load() {
      await drained.load();
      await ending.loadResting();
      for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
        const anomalies = await writer.anomaliesOf(incident.id);
        open.add(createOpenIncident(incident, anomalies, { now: now(), heardAt: null }));
        await writer.investigate(incident.id, clock(), String(clock()));
      }
    },
    observe(place, at, anomaly) {
      settling.settleAll();
      const isLasting = seen.see(place, at, anomaly);
      drained.heard(place, { anomaly, inUse: deps.isInUse?.(place) ?? false });
      heard(place.device);
      const left = anomaly && handOut(anomaly, isLasting);
      const isLeft = unexplained.see(place, at, left, { isWhole: left === anomaly });
      if (!left) return;
      const young = open.youngFor(place);
      if (young) upkeep.attach(young, left, isLeft);
      else if (isLeft && unexplained.isTroubled(place)) openOne(left);
    },
    heard,
    tick() {
      writer.retry();
      settling.settleAll();
      resting.release();
      ending.endQuiet();
      drained.release(times.quietMs).catch((err: unknown) => log.error({ err }, 'released places not stored'));
    },
    get: (id) => open.get(id)?.incident,
    open: () => open.all().map((entry) => entry.incident),
    anomaliesOf: async (id) => open.get(id)?.anomalies ?? (await writer.anomaliesOf(id)),
    async take(id, user) {
      const entry = open.get(id);
      if (!entry || (entry.incident.owner ?? user) !== user) return false;
      if (entry.incident.owner === user) return true;
      entry.incident.owner = user;
      await writer.taken(entry.incident, entry.anomalies, user);
      return true;
    },
    async resolveByPlan(id, places) {
      const explanation = await explained.byId(id);
      if (explanation) await drained.drain(places, explanation);
      return ending.end(id, clock(), { how: 'verified' });
    },
    async dismiss(id, user, reason) {
      const entry = open.get(id);
      if (!entry) return false;
      await drained.dismiss(entry.explanation ?? explained.of(entry));
      return ending.end(id, clock(), { how: 'dismissed', by: user, reason });
    },
    failing: () => writer.failing(),
    settled: () => writer.settled(),
  };
}
