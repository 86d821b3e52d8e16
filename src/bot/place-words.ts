import { describeCause } from '../domain/cause.ts';
import { otherEnd, type Topology } from '../domain/device.ts';
import type { Incident, Severity } from '../domain/incident.ts';
import { formatPlace, samePlace } from '../domain/place.ts';
import { count } from '../foundation/number-words.ts';
import { escapeMrkdwn } from './text.ts';

/** What an incident is called: its cause, or that there is none yet. */
export function titleOf(incident: Incident): string {
  return incident.verdict ? describeCause(incident.verdict.cause).title : 'Unusual readings';
}

/** Where it is: both ends for trouble of a link, and how many places more were touched. */
export function whereOf(incident: Incident, topology: Topology): string {
  const { place, places, verdict } = incident;
  const ofLink = verdict !== null && describeCause(verdict.cause).place === 'link';
  const far = ofLink ? otherEnd(topology, place) : undefined;
  const more = places.filter((other) => !samePlace(other, place) && !(far && samePlace(other, far))).length;
  const named = escapeMrkdwn(far ? `${formatPlace(place)} – ${formatPlace(far)}` : formatPlace(place), 200);
  return more === 0 ? named : `${named} and ${count(more, 'place')} more`;
}

export const severityLook: Record<Severity, { color: string; sign: string }> = {
  critical: { color: '#c0392b', sign: ':red_circle:' },
  major: { color: '#d35400', sign: ':large_orange_circle:' },
  minor: { color: '#d4a017', sign: ':large_yellow_circle:' },
  warning: { color: '#2e86c1', sign: ':large_blue_circle:' },
};
