import type { Topology } from '../domain/device.ts';
import type { Incident } from '../domain/incident.ts';
import type { Label, Unexplained } from '../domain/recording.ts';
import { type AdmittedLabels, admitLabels, leaveOut } from './admit-labels.ts';
import type { KnownLabel, KnownLabels } from './known-labels.ts';

/** A span of time, half-open, milliseconds since 1970. */
interface Span {
  from: number;
  to: number;
}

/**
 * What a training on a span learns of what is known. An incident without a confirmed cause makes its time no ordinary one, and so does a fault of which
 * only is known what it was not; an incident that was dismissed was none.
 */
export function labelsOfSpan(known: KnownLabels, span: Span & { topology: Topology }): AdmittedLabels {
  const withCause = known.labels.filter(({ cause }) => cause !== 'unknown');
  const { labels, unexplained, leftOut } = admitLabels(withCause.sort(byTimeAndPlace).map(plain), span);
  const without: Unexplained[] = [
    ...known.unconfirmed.map(({ openedAt, lastAnomalyAt, places }) => ({
      start: openedAt,
      end: lastAnomalyAt,
      places,
    })),
    // Where else it showed is not known of it.
    ...known.labels.filter(({ cause }) => cause === 'unknown').map(({ start, end }) => ({ start, end })),
  ].filter(({ start, end }) => start < span.to && end >= span.from);
  leaveOut(leftOut, 'unconfirmed', without.length);
  leaveOut(leftOut, 'dismissed', known.dismissed.filter((incident) => overlaps(incident, span)).length);
  const times = without.sort((a, b) => a.start - b.start || a.end - b.end);
  return { labels, unexplained: [...unexplained, ...times], leftOut };
}

/** Whether an incident acted within a span. */
export const overlaps = ({ openedAt, lastAnomalyAt }: Incident, { from, to }: Span) =>
  openedAt < to && lastAnomalyAt >= from;

const plain = ({ start, end, device, interface: port, cause }: Label): Label => ({
  ...{ start, end, device, interface: port, cause },
});

/** So that the same labels teach the same, in whatever order they became known. */
function byTimeAndPlace(a: KnownLabel, b: KnownLabel): number {
  const keys = [a, b].map((label) => `${label.device}\t${label.interface ?? ''}\t${label.incidentId}\t${label.cause}`);
  return a.start - b.start || (keys[0]! < keys[1]! ? -1 : 1);
}
