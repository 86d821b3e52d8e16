import type { Clock } from '../domain/clock.ts';
import type { IncidentEnd } from '../domain/incident.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Candidates } from './candidates.ts';
import type { IncidentExplanations } from './incident-explanations.ts';
import type { Judgement } from './judgement.ts';
import type { OpenIncident } from './open-incident.ts';
import type { OpenIncidents } from './open-incidents.ts';
import type { Resting } from './resting.ts';
import type { Unexplained } from './unexplained.ts';
import type { IncidentWriter } from './writer.ts';

/** How incidents end, and what rests afterwards. */
export interface Ending {
  /** Resolves when it is stored; false when the incident is not open. `at` is the end, milliseconds since 1970. */
  end(id: string, at: number, how: IncidentEnd): Promise<boolean>;
  /** Ends what has been quiet for long enough. */
  endQuiet(): void;
  /** What ended just before a restart rests again, because the next process fills its windows with the same readings. */
  loadResting(): Promise<void>;
}

/** More than end within a rest. */
const latelyEnded = 50;

/** `now` is a steady clock, and `clock` the one of people. */
export function createEnding(deps: {
  open: OpenIncidents;
  explained: IncidentExplanations;
  judgement: Judgement;
  resting: Resting;
  seen: Candidates;
  unexplained: Unexplained;
  store: Pick<Store, 'incidents'>;
  writer: IncidentWriter;
  times: { quietMs: number; restMs: number };
  now: Clock;
  clock: Clock;
  log: Log;
}): Ending {
  const { open, explained, resting, times, now, clock, log } = deps;

  async function end(id: string, at: number, how: IncidentEnd): Promise<boolean> {
    const entry = open.get(id);
    if (!entry) return false;
    open.remove(id);
    deps.judgement.forget(id);
    const { incident } = entry;
    incident.state = 'resolved';
    incident.resolvedAt = at;
    incident.end = how;
    if (how.how !== 'quiet') resting.rest(entry.explanation ?? explained.of(entry));
    for (const place of incident.places) {
      deps.seen.forget(place);
      // What its cause did not account for may be about to open another one.
      if (!entry.explanation) deps.unexplained.forget(place);
    }
    await deps.writer.ended(incident, how);
    return true;
  }

  /** Whether ordinary readings came for long enough. Counted from the first reading after a restart: before it nobody watched. */
  const isQuiet = ({ badAt, heardAt }: OpenIncident) => heardAt !== null && heardAt - badAt >= times.quietMs;

  return {
    end,
    endQuiet() {
      for (const entry of open.all().filter(isQuiet)) {
        const over = clock() - now() + entry.badAt + times.quietMs;
        end(entry.incident.id, over, { how: 'quiet' }).catch((err: unknown) =>
          log.error({ err }, 'end of incident not stored'),
        );
      }
    },
    async loadResting() {
      for (const { id, resolvedAt, end: ended } of await deps.store.incidents.list({
        states: ['resolved'],
        limit: latelyEnded,
      })) {
        const isOver = Math.abs(clock() - (resolvedAt ?? 0)) > times.restMs;
        if (isOver || ended?.how === 'quiet') continue;
        const explanation = await explained.byId(id);
        if (explanation) resting.rest(explanation);
      }
    },
  };
}
