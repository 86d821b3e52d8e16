import type { CauseId } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { Incident } from '../domain/incident.ts';
import type { Label } from '../domain/recording.ts';
import type { IncidentLabel } from '../incidents/labels.ts';
import { type AdmittedLabels, admitLabels, leaveOut } from './admit-labels.ts';

/**
 * The labels that incidents make, for a training on a span, half-open. A cause is taken for true when a person confirmed or named it, or when the
 * change for it was verified: a model that learned from its own verdicts would only grow surer of them. An incident without such a cause makes its
 * time no ordinary one, after an hour at its own places only; one that was dismissed was none.
 *
 * @param said what people said, the latest last
 */
export function labelsOfIncidents(
  incidents: readonly Incident[],
  said: readonly IncidentLabel[],
  span: { from: number; to: number; topology: Topology },
): AdmittedLabels {
  const known: Label[] = [];
  const unconfirmed: Incident[] = [];
  let dismissed = 0;
  for (const incident of [...incidents].sort(byTimeAndPlace)) {
    const cause = trueCause(incident, said);
    if (incident.end?.how === 'dismissed') dismissed += overlaps(incident, span) ? 1 : 0;
    else if (cause === null || cause === 'unknown') unconfirmed.push(incident);
    else known.push({ start: incident.openedAt, end: incident.lastAnomalyAt, ...incident.place, cause });
  }
  const inside = unconfirmed.filter((incident) => overlaps(incident, span));
  const { labels, unexplained, leftOut } = admitLabels(known, span);
  leaveOut(leftOut, 'unconfirmed', inside.length);
  leaveOut(leftOut, 'dismissed', dismissed);
  const without = inside.map(({ openedAt, lastAnomalyAt, places }) => ({
    start: openedAt,
    end: lastAnomalyAt,
    places,
  }));
  return { labels, unexplained: [...unexplained, ...without], leftOut };
}

function trueCause({ id, verdict, end }: Incident, said: readonly IncidentLabel[]): CauseId | null {
  const word = said.findLast(({ incidentId, right }) => incidentId === id && right !== null);
  if (word) return word.right ? word.verdict : word.cause;
  return end?.how === 'verified' ? (verdict?.cause ?? null) : null;
}

/** Whether an incident acted within a span, half-open. */
export const overlaps = ({ openedAt, lastAnomalyAt }: Incident, { from, to }: { from: number; to: number }) =>
  openedAt < to && lastAnomalyAt >= from;

/** So that the same incidents make the same labels, in whatever order they are stored. */
function byTimeAndPlace(a: Incident, b: Incident): number {
  const keys = [a, b].map(({ place, id }) => `${place.device}\t${place.interface ?? ''}\t${id}`) as [string, string];
  return a.openedAt - b.openedAt || (keys[0] < keys[1] ? -1 : 1);
}
