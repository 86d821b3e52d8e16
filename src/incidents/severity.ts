import type { Severity } from '../domain/incident.ts';

/** How far the trouble reaches: one interface, one device, or several devices. */
export type Scope = 'interface' | 'device' | 'several';

/** What people feel: nothing yet, a service that is slower or lossy, or a service that is gone. */
export type Impact = 'none' | 'degraded' | 'outage';

/** The one table of severities; docs/operating.md shows the same. */
const table: Record<Scope, Record<Impact, Severity>> = {
  interface: { none: 'warning', degraded: 'minor', outage: 'major' },
  device: { none: 'minor', degraded: 'major', outage: 'critical' },
  several: { none: 'minor', degraded: 'major', outage: 'critical' },
};

export function severityOf(scope: Scope, impact: Impact): Severity {
  return table[scope][impact];
}
