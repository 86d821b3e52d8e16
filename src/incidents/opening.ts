import type { Clock, NewId } from '../domain/clock.ts';
import type { Anomaly, Incident } from '../domain/incident.ts';
import type { Accounts } from './accounts.ts';
import type { Grouping } from './grouping.ts';
import type { Judgement } from './judgement.ts';
import { createOpenIncident } from './open-incident.ts';
import type { OpenIncidents } from './open-incidents.ts';
import { rateIncident } from './severity.ts';
import type { Unexplained } from './unexplained.ts';
import type { IncidentWriter } from './writer.ts';

/** Opens an incident for what nothing accounts for at a place, with all that belongs to it nearby. */
export type OpenOne = (anomaly: Anomaly) => void;

/** `now` is a steady clock, and `clock` the one of people. */
export function createOpening(deps: {
  open: OpenIncidents;
  accounts: Accounts;
  unexplained: Unexplained;
  grouping: Grouping;
  judgement: Judgement;
  writer: IncidentWriter;
  times: { quietMs: number };
  newId: NewId;
  now: Clock;
  clock: Clock;
}): OpenOne {
  const { open, accounts, unexplained, judgement, now, clock } = deps;

  const nearby = ({ place }: Anomaly): Anomaly[] =>
    unexplained
      .recent(deps.times.quietMs)
      .filter((other) => deps.grouping.mayBeOne(place, other.place) && !open.youngFor(other.place))
      .flatMap((other) => accounts.leftOf(other) ?? [])
      .sort((a, b) => a.at - b.at);

  return (anomaly) => {
    const near = nearby(anomaly);
    const incident: Incident = {
      id: deps.newId('INC'),
      state: 'open',
      severity: 'warning',
      openedAt: unexplained.lastingSince(anomaly.place) ?? anomaly.at,
      lastAnomalyAt: anomaly.at,
      resolvedAt: null,
      place: anomaly.place,
      places: near.map((other) => other.place),
      anomalies: near.length,
      verdict: null,
      owner: null,
    };
    const entry = createOpenIncident(incident, near, { now: now(), heardAt: now() });
    open.add(entry);
    const waitMs = judgement.begin(incident, unexplained.intervalMs(anomaly.place));
    incident.severity = rateIncident(incident);
    deps.writer.opened(incident, entry.anomalies, clock() + waitMs);
  };
}
