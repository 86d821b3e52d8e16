import type { Clock } from '../domain/clock.ts';
import type { Anomaly, Incident } from '../domain/incident.ts';
import type { Log } from '../log.ts';
import type { Explanation } from './explanations.ts';
import { type Judgement, lacksCause } from './judgement.ts';
import { addAnomaly, hasPlace, type OpenIncident } from './open-incident.ts';
import { rateIncident, worseOf } from './severity.ts';
import type { IncidentWriter } from './writer.ts';

/** Holds an open incident up to date with its anomalies: places, verdict, severity, and what is stored of it. */
export interface Upkeep {
  /** Adds an anomaly. `isLasting`: its place is in lasting trouble. */
  attach(entry: OpenIncident, anomaly: Anomaly, isLasting: boolean): void;
  /** Stores an incident as it is now. */
  keep(entry: OpenIncident): void;
}

/** `now` is a steady clock, and `clock` the one of people. */
export function createUpkeep(deps: {
  judgement: Judgement;
  explanationOf(entry: OpenIncident): Explanation;
  writer: IncidentWriter;
  times: { updateEveryMs: number };
  now: Clock;
  clock: Clock;
  log: Log;
}): Upkeep {
  const { judgement, writer, times, now, clock, log } = deps;

  function keep(entry: OpenIncident): void {
    entry.storedAt = now();
    writer.updated(entry.incident, entry.anomalies, clock());
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

  /** A look that ended may be about what the incident was before; one that still waits is done only once. */
  function askAgents(incident: Incident, isNews: boolean): void {
    const at = clock() + (isNews ? 0 : judgement.settlesInMs(incident));
    const again = isNews ? 'known' : String(clock());
    writer
      .investigate(incident.id, at, again)
      .catch((err: unknown) => log.error({ err }, 'investigation not asked for'));
  }

  /** Asks the models again as long as that may change anything; true when it did and was stored. */
  function rejudge(entry: OpenIncident): boolean {
    const { incident } = entry;
    const wasOpen = lacksCause(incident);
    const former = incident.severity;
    const changed = judgement.judge(incident);
    const isStored = raise(entry);
    if (!changed && incident.severity === former) return false;
    if (changed && entry.explanation) entry.explanation = deps.explanationOf(entry);
    if (changed || !isStored) keep(entry);
    if (!lacksCause(incident)) askAgents(incident, wasOpen);
    return true;
  }

  return {
    keep,
    attach(entry, anomaly, isLasting) {
      // A stray anomaly nearby is not part of the trouble and must not keep it open.
      if (!hasPlace(entry, anomaly.place) && !isLasting) return;
      const isNew = addAnomaly(entry, anomaly, now());
      const stored = rejudge(entry);
      if (!stored && (isNew || now() - entry.storedAt >= times.updateEveryMs)) keep(entry);
    },
  };
}
