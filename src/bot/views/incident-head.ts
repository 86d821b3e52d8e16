import type { Topology } from '../../domain/device.ts';
import type { Incident, Verdict } from '../../domain/incident.ts';
import type { Risk } from '../../domain/risk.ts';
import { byWhom } from '../../domain/verdict-source.ts';
import { count, formatShare } from '../../foundation/number-words.ts';
import type { Silence } from '../../incidents/silences.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { severityLook, titleOf, whereOf } from '../place-words.ts';
import { escapeMrkdwn, showDate, showDuration, showUser } from '../text.ts';
import { endWords } from './end-words.ts';

/** What the line says beside the incident itself. */
export interface HeadMore {
  /** Who was asked to take it, the latest last. */
  asked?: string[];
  /** The silence that covers it now. */
  silence?: Silence | undefined;
  /** The risk that warned of it. */
  warned?: Risk | undefined;
}

/** The one line that an on-call engineer reads first: what, where, how bad, since when, who has it. */
export function incidentLine(incident: Incident, topology: Topology, more: HeadMore = {}): string {
  const over = incident.state === 'resolved';
  const ended = endWords(incident);
  const { sign } = over ? ended.look : severityLook[incident.severity];
  const when = over
    ? `${ended.verb} after ${showDuration((incident.resolvedAt ?? incident.lastAnomalyAt) - incident.openedAt)}`
    : `since ${showDate(incident.openedAt)}`;
  const state = incident.state === 'mitigated' ? 'mitigated' : '';
  const silence = more.silence && !over ? `:mute: silenced until ${showDate(more.silence.until)}` : '';
  const parts = [
    `*${titleOf(incident)}* on ${whereOf(incident, topology)}`,
    incident.severity,
    state,
    when,
    ownerWords(incident, more.asked ?? []),
    silence,
  ];
  return `${sign} ${parts.filter((part) => part !== '').join(' · ')}`;
}

function ownerWords({ owner, state }: Incident, asked: string[]): string {
  const over = state === 'resolved';
  if (owner) return `${showUser(owner)} ${over ? 'had' : 'has'} it`;
  if (over) return '';
  const last = asked.at(-1);
  return last ? `nobody has it yet, ${showUser(last)} is asked` : 'nobody has it yet';
}

/** The message in the channel that stands for the incident; everything else about it is said in its thread. */
export function incidentHead(incident: Incident, topology: Topology, more: HeadMore = {}): OutgoingMessage {
  const line = incidentLine(incident, topology, more);
  const over = incident.state === 'resolved';
  const devices = new Set(incident.places.map(({ device }) => device)).size;
  const facts = [
    isNamed(incident)
      ? `confidence ${formatShare(incident.verdict.confidence)}${byWhom(incident.verdict)}`
      : 'no cause is named',
    count(incident.anomalies, 'anomaly', 'anomalies') + (devices > 2 ? ` on ${devices} devices` : ''),
    more.warned ? `warned at ${showDate(more.warned.openedAt)}` : '',
    `\`${escapeMrkdwn(incident.id)}\``,
  ]
    .filter((part) => part !== '')
    .join(' · ');
  return {
    text: line,
    blocks: [section(line)],
    colored: {
      color: over ? endWords(incident).look.color : severityLook[incident.severity].color,
      blocks: [context(facts), ...(over ? [] : [incidentButtons(incident, more.silence)])],
    },
  };
}

/** The confidence of a verdict that names nothing is that of the likeliest cause, which is not shown here. */
function isNamed(incident: Incident): incident is Incident & { verdict: Verdict } {
  return incident.verdict !== null && incident.verdict.cause !== 'unknown';
}

function incidentButtons(incident: Incident, silence: Silence | undefined) {
  const { id, owner } = incident;
  return actions(
    'incident',
    ...(owner ? [] : [button({ action: actionIds.takeIncident, text: 'Take it', value: id })]),
    silence
      ? button({ action: actionIds.endSilence, text: 'End silence', value: silence.id })
      : button({ action: actionIds.silenceIncident, text: 'Silence…', value: id }),
    button({ action: actionIds.dismissIncident, text: 'Not an incident', value: id }),
  );
}
