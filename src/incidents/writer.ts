import type { Clock } from '../domain/clock.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { Anomaly, Incident, IncidentEnd } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { anomaliesFact } from './anomalies-fact.ts';
import type { IncidentJobs } from './asked-jobs.ts';
import type { IncidentDeps } from './deps.ts';
import { evidenceFact } from './evidence-fact.ts';
import { createWriteQueue, type WriteQueue } from './write-queue.ts';

/** The database keeps so many of one incident. */
const anomaliesKept = 200;

/**
 * Stores what the lifecycle decides, behind it, so that scoring a sample never waits for the database. The writes of one incident are done
 * in their order, and those that fail are tried again: see {@link WriteQueue}.
 */
export interface IncidentWriter extends Pick<WriteQueue, 'retry' | 'failing' | 'settled'> {
  /** `investigateAt` is when the agents look at it, milliseconds since 1970. */
  opened(incident: Incident, anomalies: readonly Anomaly[], investigateAt: number): void;
  updated(incident: Incident, anomalies: readonly Anomaly[], at: number): void;
  /** Resolves when it is stored. */
  taken(incident: Incident, anomalies: readonly Anomaly[], user: string): Promise<void>;
  /** It is worse than when `former` took it. */
  worsened(incident: Incident, anomalies: readonly Anomaly[], former: string): void;
  /** Resolves when it is stored. */
  ended(incident: Incident, end: IncidentEnd): Promise<void>;
  anomaliesOf(id: string): Promise<Anomaly[]>;
  /** Asks for the agents' look at an incident, once for each incident and `again` however often it is asked for. */
  investigate(id: string, at: number, again?: string): Promise<void>;
}

/** For the audit. */
function whyEnded(end: IncidentEnd): string {
  if (end.how === 'dismissed') return `not an incident: ${end.reason}`;
  return end.how === 'verified' ? 'a change was verified' : 'telemetry showed no trouble any more';
}

export function createIncidentWriter(deps: {
  store: Pick<Store, 'facts' | 'transaction'>;
  evidenceOf?: IncidentDeps['evidenceOf'];
  later: Later<Pick<IncidentJobs, 'investigate'>>;
  clock: Clock;
  log: Log;
}): IncidentWriter {
  const { store, later, clock } = deps;
  const writes = createWriteQueue(deps);
  const behind = (stored: Promise<void>) => void stored.catch(() => undefined);
  const investigate = (id: string, at: number, again = 'first') =>
    later.later('investigate', { incidentId: id }, { at, key: `investigate-${id}-${again}` });

  /** What is to be stored of an incident as it is now: itself, and what is kept beside it. */
  function takeDown(incident: Incident, anomalies: readonly Anomaly[]) {
    const copy = structuredClone(incident);
    const seen = anomalies.slice(-anomaliesKept);
    // A verdict of an earlier process has its evidence stored.
    const evidence = incident.verdict && (deps.evidenceOf?.(incident.verdict) ?? null);
    const putBeside = async ({ facts }: Pick<Store, 'facts'>) => {
      await facts.put(anomaliesFact, copy.id, seen);
      const { modelId, cause } = copy.verdict ?? {};
      if (evidence && modelId && cause) await facts.put(evidenceFact, copy.id, { modelId, cause, ...evidence });
    };
    return { copy, putBeside };
  }

  /** Stores a new owner, or that there is none any more, with its event and who did it. */
  function enqueueOwner(
    incident: Incident,
    anomalies: readonly Anomaly[],
    done: { actor: string; action: string; key: string; event: DomainEvent; detail?: Record<string, unknown> },
  ): Promise<void> {
    const { copy, putBeside } = takeDown(incident, anomalies);
    return writes.add(copy.id, 'owner', () =>
      store.transaction(async (tables) => {
        await tables.incidents.update(copy);
        await putBeside(tables);
        const isNew = await tables.outbox.append(`${copy.id}:${done.key}`, done.event, clock());
        if (!isNew) return;
        const detail = { severity: copy.severity, ...done.detail };
        const { actor, action } = done;
        await tables.audit.append({ at: clock(), actor, action, subject: copy.id, detail });
      }),
    );
  }

  return {
    investigate,
    taken(incident, anomalies, user) {
      const event = { type: 'incident.updated', incidentId: incident.id } as const;
      const key = `taken:${user}:${incident.severity}`;
      return enqueueOwner(incident, anomalies, { actor: user, action: 'incident.taken', key, event });
    },
    worsened(incident, anomalies, former) {
      const { id: incidentId, severity } = incident;
      const event = { type: 'incident.worsened', incidentId, severity } as const;
      const detail = { takenBy: former };
      const done = { actor: 'nocturne', action: 'incident.worsened', key: `worsened:${severity}`, event, detail };
      behind(enqueueOwner(incident, anomalies, done));
    },
    opened(incident, anomalies, investigateAt) {
      const { copy, putBeside } = takeDown(incident, anomalies);
      const write = async () => {
        await store.transaction(async (tables) => {
          // It may be there already: a connection can break after the commit.
          if (!(await tables.incidents.get(copy.id))) await tables.incidents.insert(copy);
          await putBeside(tables);
          const event = { type: 'incident.opened', incidentId: copy.id } as const;
          await tables.outbox.append(`${copy.id}:opened`, event, clock());
        });
        await investigate(copy.id, investigateAt);
      };
      behind(writes.add(copy.id, 'opening', write));
    },
    updated(incident, anomalies, at) {
      const { copy, putBeside } = takeDown(incident, anomalies);
      const write = () =>
        store.transaction(async (tables) => {
          await tables.incidents.update(copy);
          await putBeside(tables);
          const event = { type: 'incident.updated', incidentId: copy.id } as const;
          await tables.outbox.append(`${copy.id}:updated:${at}`, event, clock());
        });
      behind(writes.add(copy.id, 'update', write));
    },
    ended(incident, end) {
      const copy = structuredClone(incident);
      const actor = end.how === 'dismissed' ? end.by : 'nocturne';
      return writes.add(copy.id, 'end', () =>
        store.transaction(async (tables) => {
          await tables.incidents.update(copy);
          const event = { type: 'incident.resolved', incidentId: copy.id } as const;
          const fresh = await tables.outbox.append(`${copy.id}:resolved`, event, clock());
          if (!fresh) return;
          const detail = { why: whyEnded(end), resolvedAt: copy.resolvedAt };
          await tables.audit.append({ at: clock(), actor, action: 'incident.resolved', subject: copy.id, detail });
        }),
      );
    },
    anomaliesOf: async (id) => (await store.facts.get(anomaliesFact, id)) ?? [],
    retry: writes.retry,
    failing: writes.failing,
    settled: writes.settled,
  };
}
