import type { CauseId } from '../domain/cause.ts';
import type { Incident } from '../domain/incident.ts';
import type { Label } from '../domain/recording.ts';
import { createGivenLabels, type GivenLabel, labelKey } from '../incidents/given-labels.ts';
import { createIncidentLabels, type IncidentLabel } from '../incidents/labels.ts';
import type { Store } from '../store/store.ts';

/**
 * What is known of the true cause of a fault. `cause` is `unknown` where a person only said that the verdict is wrong. Times are milliseconds since
 * 1970, both ends of the span included.
 */
export interface KnownLabel extends Label {
  /** Who knows it: a person who confirmed or named the cause, a change that was verified, or an imported file. */
  by: 'person' | 'plan' | 'import';
  /** Null for an imported label. */
  incidentId: string | null;
  /** The cause that the product had named; null where it had named none. */
  verdict: CauseId | null;
  /** Whether that was the true one; null without a verdict. */
  isRight: boolean | null;
  /** When it became known. */
  knownAt: number;
}

/** Every label, in the order in which they became known, and the incidents that make none. */
export interface KnownLabels {
  labels: KnownLabel[];
  /** Incidents of which nobody confirmed or named the cause. */
  unconfirmed: Incident[];
  /** Incidents that a person dismissed as none: there was no fault, and so no cause. */
  dismissed: Incident[];
}

/** More incidents than any product has kept. */
const allIncidents = 1_000_000;

/** All that is stored. */
export async function readKnownLabels({ incidents, facts }: Pick<Store, 'incidents' | 'facts'>): Promise<KnownLabels> {
  // One after the other: a transaction has one connection.
  const stored = await incidents.list({ limit: allIncidents });
  const said = await createIncidentLabels(facts).all();
  return knownLabels(stored, said, await createGivenLabels(facts).all());
}

/**
 * One list of all that is known, the same in whatever order the parts come. Of several words about an incident the latest counts, and a person
 * counts more than a plan: a verified change proves its cause only as long as nobody knows better. A verdict alone is no label: a model that learned from
 * its own verdicts would only grow surer of them. An imported label that says what is known of an incident anyway is there once.
 */
export function knownLabels(
  incidents: readonly Incident[],
  said: readonly IncidentLabel[],
  given: readonly GivenLabel[] = [],
): KnownLabels {
  const words = Map.groupBy(said, ({ incidentId }) => incidentId);
  const found: KnownLabels = { labels: [], unconfirmed: [], dismissed: [] };
  for (const incident of incidents) {
    const label = labelOf(incident, words.get(incident.id) ?? []);
    if (incident.end?.how === 'dismissed') found.dismissed.push(incident);
    else if (label) found.labels.push(label);
    else found.unconfirmed.push(incident);
  }
  const seen = new Set(found.labels.map(labelKey));
  for (const { by: _, at, ...label } of given) {
    if (seen.has(labelKey(label))) continue;
    seen.add(labelKey(label));
    found.labels.push({ ...label, by: 'import', incidentId: null, verdict: null, isRight: null, knownAt: at });
  }
  found.labels.sort((a, b) => a.knownAt - b.knownAt || compare(orderOf(a), orderOf(b)));
  found.unconfirmed.sort((a, b) => compare(a.id, b.id));
  found.dismissed.sort((a, b) => compare(a.id, b.id));
  return found;
}

function labelOf(incident: Incident, words: readonly IncidentLabel[]): KnownLabel | null {
  const { id, place, openedAt, lastAnomalyAt, resolvedAt, end } = incident;
  const span = { start: openedAt, end: lastAnomalyAt, device: place.device, interface: place.interface };
  const label = (own: Pick<KnownLabel, 'by' | 'knownAt' | 'verdict' | 'cause'>): KnownLabel | null => {
    if (own.cause === 'unknown' && own.verdict === null) return null;
    return { ...span, ...own, incidentId: id, isRight: own.verdict === null ? null : own.verdict === own.cause };
  };
  const word = lastWord(words);
  if (word) {
    const verdict = named(word.verdict);
    const cause = (word.right ? verdict : word.cause) ?? 'unknown';
    return label({ by: 'person', knownAt: word.at, verdict, cause });
  }
  const verdict = named(incident.verdict?.cause);
  if (end?.how !== 'verified' || verdict === null) return null;
  return label({ by: 'plan', knownAt: resolvedAt ?? lastAnomalyAt, verdict, cause: verdict });
}

/** The latest word about the cause. */
function lastWord(words: readonly IncidentLabel[]): IncidentLabel | undefined {
  const aboutCause = words.filter(({ right }) => right !== null);
  return aboutCause.sort((a, b) => a.at - b.at || compare(JSON.stringify(wordOf(a)), JSON.stringify(wordOf(b)))).at(-1);
}

/** Decides between words of the same moment, so that their order does not. */
const wordOf = ({ user, right, cause, verdict, useful }: IncidentLabel) => [user, right, cause, verdict, useful];

/** A verdict that names none is as good as none. */
const named = (cause: CauseId | null | undefined): CauseId | null =>
  cause === undefined || cause === 'unknown' ? null : cause;

const orderOf = ({ start, end, device, interface: port, cause, incidentId }: KnownLabel) =>
  [String(start).padStart(16, '0'), String(end).padStart(16, '0'), device, port ?? '', cause, incidentId ?? ''].join(
    '\t',
  );

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
