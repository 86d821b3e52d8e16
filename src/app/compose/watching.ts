import type { Config } from '../../config.ts';
import type { CauseEvidence } from '../../diagnosis/cause-evidence.ts';
import { createLimits, type Limits } from '../../diagnosis/limits.ts';
import { createPresence, type Presence } from '../../diagnosis/presence.ts';
import type { Clock, NewId } from '../../domain/clock.ts';
import type { Topology } from '../../domain/device.ts';
import type { Verdict } from '../../domain/incident.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import type { Place } from '../../domain/place.ts';
import { rulesModelId } from '../../domain/verdict-source.ts';
import { limitsIn } from '../../foundation/limit-settings.ts';
import type { IncidentDeps, IncidentTimes } from '../../incidents/deps.ts';
import { createIncidents, type Incidents } from '../../incidents/incidents.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { createRecent, type Recent } from '../../telemetry/recent.ts';
import { createIntake, type Intake } from '../intake.ts';
import { openLearnedUsual } from '../learned-usual.ts';
import { createLiveModels, type LiveModels } from '../live-models.ts';

export type WatchingConfig = Pick<Config, 'detection'>;

export interface WatchingDoors {
  store: Store;
  topology: Topology;
  /** Where the trained models are. None is read before `models.load()`. */
  modelsDir: string;
  later: IncidentDeps['later'];
  newId: NewId;
  clock: Clock;
  log: Log;
}

/** From a sample to an incident. */
export interface Watching {
  recent: Recent;
  models: LiveModels;
  presence: Presence;
  /** What was measured lately, beside what is usual. */
  metrics: MetricReader;
  incidents: Incidents;
  /** Takes samples as soon as it is called; `start` it for silence to be noticed by real time too. */
  intake: Intake;
  /** Resolves when what came of the samples so far is stored. */
  settled(): Promise<void>;
}

/** Builds what notices trouble, names its cause and keeps incidents of it. Nothing runs yet. */
export async function composeWatching(config: WatchingConfig, doors: WatchingDoors): Promise<Watching> {
  const { store, topology, modelsDir, clock, log } = doors;
  const recent = createRecent({ retainMinutes: config.detection.retainMinutes, clock });
  const { settled: usualSettled, ...usualKept } = await openLearnedUsual(store, log);
  const models = createLiveModels(modelsDir, { topology, clock, ...usualKept });
  const { diagnoser } = models;
  const usual = (place: Place, metric: string) => diagnoser.usual(place, metric)?.centre;
  const presence = createPresence({ topology, usual, clock });
  const limits = createLimits({ limits: limitsIn(config.detection), clock });
  const metrics: MetricReader = {
    ...recent,
    usual: (place, metric) => usual(place, metric) ?? null,
    usualDeviation: (place, metric) => diagnoser.usual(place, metric)?.scale ?? null,
  };
  const incidents = createIncidents({
    ...doors,
    ...classifyBy(models, limits),
    certain: presence.classify,
    isInUse: diagnoser.carriesTraffic,
    times: incidentTimes(config),
  });
  const intake = createIntake({ recent, presence, limits, models, incidents });
  const settled = async () => void (await Promise.all([incidents.settled(), usualSettled()]));
  return { recent, models, presence, metrics, incidents, intake, settled };
}

/** A trained cause model has the last word where it knows a place. Rules name a cause without one: by what is usual, or by a fixed limit. */
function classifyBy(
  { diagnoser }: LiveModels,
  limits: Limits,
): Pick<Required<IncidentDeps>, 'classify' | 'evidenceOf'> {
  const evidence = new WeakMap<Verdict, CauseEvidence>();
  return {
    classify(places, accepts) {
      const named = diagnoser.classify(places, accepts);
      const isOpen = !named || (named.modelId === rulesModelId && named.cause === 'unknown');
      const verdict = isOpen ? (limits.classify(places, accepts) ?? named) : named;
      // It has to be read now: the places look different when the verdict is stored.
      const seen = verdict && diagnoser.evidence(places, accepts);
      if (seen) evidence.set(verdict, seen);
      return verdict;
    },
    evidenceOf: (verdict) => evidence.get(verdict) ?? null,
  };
}

/** The times of the lifecycle that are configured, and those that are the same for all. */
export function incidentTimes({ detection }: WatchingConfig): IncidentTimes {
  const { persistence, settleSeconds, quietSeconds } = detection;
  return {
    persistence,
    settleMs: Math.ceil(settleSeconds * 1000),
    quietMs: Math.ceil(quietSeconds * 1000),
    restMs: 15_000,
    updateEveryMs: 10_000,
  };
}
