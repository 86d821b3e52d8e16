import type { Anomaly, Incident } from '../domain/incident.ts';
import { type Place, samePlace } from '../domain/place.ts';
import type { Explanation } from './explanations.ts';
import { addShown, createShown, type Shown } from './signs.ts';

/** An incident with what this process knows of it. Times are those of the steady clock. */
export interface OpenIncident {
  incident: Incident;
  anomalies: Anomaly[];
  shown: Shown;
  /** What its cause accounts for; null as long as the cause is not settled. */
  explanation: Explanation | null;
  begunAt: number;
  storedAt: number;
  badAt: number;
  /** The latest reading of its device; null before the first one in this process. */
  heardAt: number | null;
}

/** Anomalies in memory for one incident; the database keeps the last 200. */
const anomaliesInMemory = 400;

/** `heardAt` is null for one that an earlier process opened. */
export function createOpenIncident(
  incident: Incident,
  anomalies: readonly Anomaly[],
  { now, heardAt }: { now: number; heardAt: number | null },
): OpenIncident {
  const entry: OpenIncident = {
    ...{ incident, anomalies: [...anomalies], shown: createShown(), explanation: null },
    ...{ begunAt: now, storedAt: now, badAt: now, heardAt },
  };
  for (const anomaly of anomalies) addShown(entry.shown, anomaly);
  return entry;
}

export const hasPlace = ({ incident }: OpenIncident, place: Place) =>
  incident.places.some((known) => samePlace(known, place));

/** Adds an anomaly; true when its place is a new one. */
export function addAnomaly(entry: OpenIncident, anomaly: Anomaly, now: number): boolean {
  const { incident, anomalies } = entry;
  const isNew = !hasPlace(entry, anomaly.place);
  incident.lastAnomalyAt = Math.max(incident.lastAnomalyAt, anomaly.at);
  incident.anomalies += 1;
  entry.badAt = now;
  addShown(entry.shown, anomaly);
  anomalies.push(anomaly);
  if (anomalies.length > anomaliesInMemory) anomalies.splice(0, anomaliesInMemory / 2);
  if (isNew) incident.places.push(anomaly.place);
  return isNew;
}

/** Keeps what of the anomalies `keep` answers with, and only their places; true when anything went. */
export function keepAnomalies(entry: OpenIncident, keep: (anomaly: Anomaly) => Anomaly | null): boolean {
  const kept = entry.anomalies.flatMap((anomaly) => keep(anomaly) ?? []);
  if (kept.length === entry.anomalies.length && kept.every((each, i) => each === entry.anomalies[i])) return false;
  const { incident } = entry;
  incident.anomalies -= entry.anomalies.length - kept.length;
  entry.anomalies = kept;
  entry.shown = createShown();
  for (const anomaly of kept) addShown(entry.shown, anomaly);
  const isLeft = (place: Place) =>
    samePlace(place, incident.place) || kept.some((anomaly) => samePlace(anomaly.place, place));
  incident.places = incident.places.filter(isLeft);
  return true;
}
