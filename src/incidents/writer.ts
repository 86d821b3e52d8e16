import PQueue from 'p-queue';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { Anomaly, Incident, IncidentEnd } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { defineFact, measuredNumber, placeShape } from '../store/fact-kind.ts';
import type { Store } from '../store/store.ts';
import type { IncidentJobs } from './asked-jobs.ts';

const anomaly: z.ZodType<Anomaly> = z.object({
  at: z.number(),
  place: placeShape,
  score: measuredNumber,
  metrics: z.array(
    z.object({ metric: z.string(), value: measuredNumber, expected: measuredNumber, deviation: measuredNumber }),
  ),
  detector: z.string(),
});
/** The latest anomalies of an incident, whose id is the fact's. An incident can be told of without them. */
export const anomaliesFact = defineFact({
  name: 'incident-anomalies',
  value: z.array(anomaly),
  whenDamaged: 'leave-out',
});
const anomaliesKept = 200;
/** An update or an end that fails for so long will never succeed. An opening is tried for ever: nobody else knows of that incident. */
const giveUpAfterMs = 10 * 60_000;
/** More than this between two tries is a clock that jumped, and counts as this. */
const longestPauseMs = 30_000;

/**
 * Stores what the lifecycle decides, behind it, so that scoring a sample never waits for the database. The writes of one incident are done
 * in their order. One that fails is tried again, after those of other incidents. At most an opening, two updates and an end wait for each
 * incident, because a newer update takes the place of an older one.
 */
export interface IncidentWriter {
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
  /** Tries what failed once more; one try at a time, however often it is called. */
  retry(): void;
  /** Why nothing can be stored at the moment, and how many writes wait; null when all is well. */
  failing(): string | null;
  /** When everything was tried. */
  settled(): Promise<void>;
}

interface Work {
  incidentId: string;
  what: 'opening' | 'update' | 'owner' | 'end';
  /** How long it has been failing, milliseconds. */
  failedMs: number;
  run(): Promise<void>;
  done(): void;
  failed(err: unknown): void;
}

/** For the audit. */
function whyEnded(end: IncidentEnd): string {
  if (end.how === 'dismissed') return `not an incident: ${end.reason}`;
  return end.how === 'verified' ? 'a change was verified' : 'telemetry showed no trouble any more';
}

export function createIncidentWriter(deps: {
  store: Store;
  later: Later<Pick<IncidentJobs, 'investigate'>>;
  clock: Clock;
  log: Log;
}): IncidentWriter {
  const { store, later, clock, log } = deps;
  const waiting: Work[] = [];
  const attempts = new PQueue({ concurrency: 1 });
  let isRetrying = false;
  let failure: { at: number; says: string } | null = null;

  async function work(): Promise<void> {
    for (let first = waiting[0]; first; first = waiting[0]) {
      try {
        await first.run();
        waiting.shift();
        first.done();
        failure = null;
      } catch (err) {
        return afterFailure(first, err);
      }
    }
  }

  function afterFailure(first: Work, err: unknown): void {
    const { incidentId, what } = first;
    const now = clock();
    first.failedMs += failure ? Math.min(Math.max(0, now - failure.at), longestPauseMs) : 0;
    failure = { at: now, says: describeError(err) };
    if (what === 'opening' || first.failedMs < giveUpAfterMs) {
      log.warn({ err, incidentId, what }, 'incident not stored yet');
      behindOthers(incidentId);
      return;
    }
    log.error({ err, incidentId, what }, 'incident not stored');
    waiting.shift();
    first.failed(err);
  }

  /** One that can never be stored holds up nothing but its own incident. */
  function behindOthers(incidentId: string): void {
    const own = waiting.filter((each) => each.incidentId === incidentId);
    const others = waiting.filter((each) => each.incidentId !== incidentId);
    waiting.splice(0, waiting.length, ...others, ...own);
  }

  const attempt = () => attempts.add(work);

  function enqueue(incidentId: string, what: Work['what'], run: () => Promise<void>): Promise<void> {
    // A newer state of the same incident takes the place of one that still waits. The first in line may be under way.
    const outdated = waiting.findIndex((each, i) => i > 0 && each.incidentId === incidentId && each.what === 'update');
    if (outdated > 0 && what === 'update') waiting.splice(outdated, 1)[0]!.done();
    const stored = new Promise<void>((done, failed) => {
      waiting.push({ incidentId, what, failedMs: 0, run, done, failed });
    });
    void attempt();
    return stored;
  }

  const behind = (stored: Promise<void>) => void stored.catch(() => undefined);
  const investigate = (id: string, at: number, again = 'first') =>
    later.later('investigate', { incidentId: id }, { at, key: `investigate-${id}-${again}` });

  /** Stores a new owner, or that there is none any more, with its event and who did it. */
  function enqueueOwner(
    incident: Incident,
    anomalies: readonly Anomaly[],
    done: { actor: string; action: string; key: string; event: DomainEvent; detail?: Record<string, unknown> },
  ): Promise<void> {
    const copy = structuredClone(incident);
    const seen = anomalies.slice(-anomaliesKept);
    return enqueue(copy.id, 'owner', () =>
      store.transaction(async (tables) => {
        await tables.incidents.update(copy);
        await tables.facts.put(anomaliesFact, copy.id, seen);
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
      const copy = structuredClone(incident);
      const seen = anomalies.slice(-anomaliesKept);
      const write = async () => {
        await store.transaction(async (tables) => {
          // It may be there already: a connection can break after the commit.
          if (!(await tables.incidents.get(copy.id))) await tables.incidents.insert(copy);
          await tables.facts.put(anomaliesFact, copy.id, seen);
          const event = { type: 'incident.opened', incidentId: copy.id } as const;
          await tables.outbox.append(`${copy.id}:opened`, event, clock());
        });
        await investigate(copy.id, investigateAt);
      };
      behind(enqueue(copy.id, 'opening', write));
    },
    updated(incident, anomalies, at) {
      const copy = structuredClone(incident);
      const seen = anomalies.slice(-anomaliesKept);
      const write = () =>
        store.transaction(async (tables) => {
          await tables.incidents.update(copy);
          await tables.facts.put(anomaliesFact, copy.id, seen);
          const event = { type: 'incident.updated', incidentId: copy.id } as const;
          await tables.outbox.append(`${copy.id}:updated:${at}`, event, clock());
        });
      behind(enqueue(copy.id, 'update', write));
    },
    ended(incident, end) {
      const copy = structuredClone(incident);
      const actor = end.how === 'dismissed' ? end.by : 'nocturne';
      return enqueue(copy.id, 'end', () =>
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
    retry: () => {
      if (waiting.length === 0 || isRetrying) return;
      isRetrying = true;
      void attempt().then(() => {
        isRetrying = false;
      });
    },
    failing: () => failure && `${failure.says} (${waiting.length} writes wait)`,
    settled: () => attempts.onIdle(),
  };
}
