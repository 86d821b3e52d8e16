import type { Clock } from '../domain/clock.ts';
import type { Anomaly, Incident } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

const anomaliesKind = 'incident-anomalies';
const anomaliesKept = 200;

/**
 * Stores what the lifecycle decides, in order and behind it, so that scoring a sample never waits for the database. A failed write is logged
 * and, for an opening or an end, tried again with the next tick by whoever holds the incident.
 */
export interface IncidentWriter {
  opened(incident: Incident, anomalies: readonly Anomaly[]): void;
  updated(incident: Incident, anomalies: readonly Anomaly[], at: number): void;
  ended(incident: Incident, why: string, actor: string): Promise<void>;
  anomaliesOf(id: string): Promise<Anomaly[]>;
  /** Asks for the agents' look at an incident, once for each incident and `again` however often it is asked for. */
  investigate(id: string, at: number, again?: string): Promise<void>;
  /** Runs other work in the same order. Rejects when it fails. */
  run(work: () => Promise<void>): Promise<void>;
  settled(): Promise<void>;
}

export function createIncidentWriter(deps: {
  store: Store;
  later: Later;
  clock: Clock;
  settleMs: number;
  log: Log;
}): IncidentWriter {
  const { store, later, clock, log } = deps;
  let queue: Promise<void> = Promise.resolve();

  function run(work: () => Promise<void>): Promise<void> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  function behind(incidentId: string, what: string, work: () => Promise<void>): void {
    run(work).catch((err) => log.error({ err, incidentId, what }, 'incident not stored'));
  }

  const investigate = (id: string, at: number, again = 'first') =>
    later.later('investigate', { incidentId: id }, { at, key: `investigate-${id}-${again}` });

  return {
    run,
    investigate,
    opened(incident, anomalies) {
      const copy = structuredClone(incident);
      const seen = [...anomalies];
      behind(copy.id, 'opening', async () => {
        await store.transaction(async (tables) => {
          await tables.incidents.insert(copy);
          await tables.facts.put(anomaliesKind, copy.id, seen);
          const event = { type: 'incident.opened', incidentId: copy.id } as const;
          await tables.outbox.append(`${copy.id}:opened`, event, clock());
        });
        await investigate(copy.id, clock() + deps.settleMs);
      });
    },
    updated(incident, anomalies, at) {
      const copy = structuredClone(incident);
      const seen = anomalies.slice(-anomaliesKept);
      behind(copy.id, 'update', () =>
        store.transaction(async (tables) => {
          await tables.incidents.update(copy);
          await tables.facts.put(anomaliesKind, copy.id, seen);
          const event = { type: 'incident.updated', incidentId: copy.id } as const;
          await tables.outbox.append(`${copy.id}:updated:${at}`, event, clock());
        }),
      );
    },
    ended(incident, why, actor) {
      const copy = structuredClone(incident);
      return run(() =>
        store.transaction(async (tables) => {
          await tables.incidents.update(copy);
          await tables.facts.put('incident-end', copy.id, { why, actor, at: copy.resolvedAt });
          const event = { type: 'incident.resolved', incidentId: copy.id } as const;
          await tables.outbox.append(`${copy.id}:resolved`, event, clock());
          const detail = { why, resolvedAt: copy.resolvedAt };
          await tables.audit.append({ at: clock(), actor, action: 'incident.resolved', subject: copy.id, detail });
        }),
      );
    },
    anomaliesOf: async (id) => (await store.facts.get<Anomaly[]>(anomaliesKind, id)) ?? [],
    settled: () => queue,
  };
}
