import { describeCause } from '../domain/cause.ts';
import { linkAt, otherEnd, type Topology } from '../domain/device.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Anomaly, Incident, Verdict } from '../domain/incident.ts';
import { formatPlace, type Place, placeKey } from '../domain/place.ts';
import { describeMetric } from '../domain/sample.ts';

/** Metrics told for each place, and places told at most: a person reads this on a phone. */
const metricsPerPlace = 2;
const placesTold = 6;

/**
 * The facts of an incident that need no language model, numbered E1, E2 … in the order in which they are read: what was measured where, what
 * the models make of it, and what hangs on it.
 */
export function collectEvidence(incident: Incident, anomalies: readonly Anomaly[], topology: Topology): Evidence[] {
  const facts: Omit<Evidence, 'id'>[] = [];
  for (const anomaly of latestByPlace(incident, anomalies).slice(0, placesTold)) {
    for (const metric of anomaly.metrics.slice(0, metricsPerPlace)) {
      facts.push({
        kind: 'metric',
        place: anomaly.place,
        text: describeMeasured(anomaly.place, metric),
        independent: true,
      });
    }
  }
  if (incident.verdict) {
    facts.push({ kind: 'model', place: incident.place, text: describeVerdict(incident.verdict), independent: true });
  }
  const wiring = describeWiring(topology, incident.place);
  if (wiring) facts.push({ kind: 'topology', place: incident.place, text: wiring, independent: true });
  return facts.map((fact, index) => ({ id: `E${index + 1}`, ...fact }));
}

/** The latest anomaly of each place, the place of the incident and its peers first. */
function latestByPlace(incident: Incident, anomalies: readonly Anomaly[]): Anomaly[] {
  const latest = new Map<string, Anomaly>();
  for (const anomaly of anomalies) if (anomaly.metrics.length > 0) latest.set(placeKey(anomaly.place), anomaly);
  const order = incident.places.map(placeKey);
  const rank = (anomaly: Anomaly) => {
    const index = order.indexOf(placeKey(anomaly.place));
    return index < 0 ? order.length : index;
  };
  return [...latest.values()].sort((a, b) => rank(a) - rank(b));
}

function describeMeasured(place: Place, { metric, value, expected, deviation }: Anomaly['metrics'][number]): string {
  const { title, unit } = describeMetric(metric);
  const show = (number: number) => `${round(number)}${unit === '' ? '' : ` ${unit}`}`;
  const times = `${round(Math.abs(deviation))} usual deviations ${deviation < 0 ? 'below' : 'above'}`;
  return `${formatPlace(place)}: ${title.toLowerCase()} ${show(value)}, usually ${show(expected)} (${times})`;
}

function describeVerdict({ cause, confidence, place, drivers }: Verdict): string {
  const named = `${describeCause(cause).title} at ${formatPlace(place)}, probability ${confidence.toFixed(2)}`;
  const why = drivers.slice(0, 3).map((driver) => driver.feature);
  return `The cause forest says: ${named}${why.length > 0 ? `; driven by ${why.join(', ')}` : ''}`;
}

function describeWiring(topology: Topology, place: Place): string | undefined {
  const link = linkAt(topology, place);
  const peer = otherEnd(topology, place);
  if (link && peer) return `${formatPlace(place)} is link ${link.name} to ${formatPlace(peer)}`;
  const links = topology.links.filter(({ a, b }) => a.device === place.device || b.device === place.device);
  return links.length > 0
    ? `${place.device} has ${links.length} links: ${links.map(({ name }) => name).join(', ')}`
    : undefined;
}

/** Three digits that count. */
function round(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
