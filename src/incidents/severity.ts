import type { Incident, Severity } from '../domain/incident.ts';

/** How far the trouble reaches: one interface, one device, or several devices. */
export type Scope = 'interface' | 'device' | 'several';

/** What people feel: nothing yet, a service that is slower or lossy, or a service that is gone. */
export type Impact = 'none' | 'degraded' | 'outage';

/** The one table of severities. */
const table: Record<Scope, Record<Impact, Severity>> = {
  interface: { none: 'warning', degraded: 'minor', outage: 'major' },
  device: { none: 'minor', degraded: 'major', outage: 'critical' },
  several: { none: 'minor', degraded: 'major', outage: 'critical' },
};

/** From the least to the worst. */
export const severities = ['warning', 'minor', 'major', 'critical'] as const satisfies Severity[];

export function severityOf(scope: Scope, impact: Impact): Severity {
  return table[scope][impact];
}

export function worseOf(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}

/** The severity that an incident has by its places and its verdict. Values of a whole device are what its services feel. */
export function rateIncident(incident: Pick<Incident, 'place' | 'places' | 'verdict'>): Severity {
  const devices = new Set(incident.places.map((place) => place.device));
  const scope: Scope = devices.size > 2 ? 'several' : incident.place.interface === null ? 'device' : 'interface';
  const symptom = incident.verdict?.symptom;
  if (symptom === 'unreachable') return severityOf(scope, 'outage');
  // Nobody feels that a device does not report; but nobody would see either when it failed.
  if (symptom === 'silent') return severityOf(scope, 'none');
  return severityOf(scope, incident.places.some((place) => place.interface === null) ? 'degraded' : 'none');
}
