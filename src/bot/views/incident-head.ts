import type { Topology } from '../../domain/device.ts';
import type { Incident } from '../../domain/incident.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { resolvedLook, severityLook, titleOf, whereOf } from '../place-words.ts';
import { count, escapeMrkdwn, showConfidence, showDate, showDuration, showUser } from '../text.ts';

/** The one line that an on-call engineer reads first: what, where, how bad, since when, who has it. */
export function incidentLine(incident: Incident, topology: Topology): string {
  const over = incident.state === 'resolved';
  const { sign } = over ? resolvedLook : severityLook[incident.severity];
  const owner = incident.owner
    ? `${showUser(incident.owner)} ${over ? 'had' : 'has'} it`
    : over
      ? ''
      : 'nobody has it yet';
  const when = over
    ? `resolved after ${showDuration((incident.resolvedAt ?? incident.lastAnomalyAt) - incident.openedAt)}`
    : `since ${showDate(incident.openedAt)}`;
  const state = incident.state === 'mitigated' ? 'mitigated' : '';
  const parts = [`*${titleOf(incident)}* on ${whereOf(incident, topology)}`, incident.severity, state, when, owner];
  return `${sign} ${parts.filter((part) => part !== '').join(' · ')}`;
}

/** The message in the channel that stands for the incident; everything else about it is said in its thread. */
export function incidentHead(incident: Incident, topology: Topology): OutgoingMessage {
  const line = incidentLine(incident, topology);
  const over = incident.state === 'resolved';
  const facts = [
    incident.verdict ? `confidence ${showConfidence(incident.verdict.confidence)}` : 'no cause named yet',
    count(incident.anomalies, 'anomaly', 'anomalies'),
    `\`${escapeMrkdwn(incident.id)}\``,
  ].join(' · ');
  return {
    text: line,
    blocks: [section(line)],
    colored: {
      color: over ? resolvedLook.color : severityLook[incident.severity].color,
      blocks: [context(facts), ...(over ? [] : [incidentButtons(incident)])],
    },
  };
}

function incidentButtons(incident: Incident) {
  return actions(
    'incident',
    ...(incident.owner ? [] : [button({ action: actionIds.takeIncident, text: 'Take it', value: incident.id })]),
    button({ action: actionIds.dismissIncident, text: 'Not an incident', value: incident.id }),
  );
}
