import type { Topology } from '../../domain/device.ts';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { Incident } from '../../domain/incident.ts';
import { preformatted, section, slackImage } from '../blocks.ts';
import type { PlanStory } from '../incident-picture.ts';
import type { OutgoingMessage } from '../message.ts';
import type { ShownChart } from '../message-facts.ts';
import { titleOf, whereOf } from '../place-words.ts';
import { textTable } from '../table.ts';
import { listWords, showDuration, showUser, utc } from '../text.ts';
import { endWords } from './end-words.ts';
import { planStateWords } from './plan-words.ts';

/** The end of an incident with its times. Only what happened has a line. */
export function resolvedSummary(story: {
  incident: Incident;
  topology: Topology;
  diagnosis: Diagnosis | undefined;
  plans: PlanStory[];
  chart: ShownChart | null;
}): OutgoingMessage {
  const { incident, topology } = story;
  const end = incident.resolvedAt ?? incident.lastAnomalyAt;
  const ended = endWords(incident);
  const approvers = story.plans.flatMap(({ votes, times }) =>
    times.approvedAt === null ? [] : votes.filter(({ decision }) => decision === 'approve'),
  );
  const line = [
    `${ended.look.sign} *${ended.verb.charAt(0).toUpperCase()}${ended.verb.slice(1)} after ${showDuration(end - incident.openedAt)}.*`,
    `${titleOf(incident)} on ${whereOf(incident, topology)}.`,
    ended.sentence,
    approvers.length > 0 ? `Approved by ${listWords([...new Set(approvers.map(({ user }) => showUser(user)))])}.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
  const moments = momentsOf(story, end).sort((a, b) => a.at - b.at);
  const table = textTable(
    ['UTC', 'after', 'what'],
    moments.map(({ at, what }) => [utc(at).slice(11, 19), showDuration(at - incident.openedAt), what]),
    { width: 60 },
  );
  return {
    text: line,
    blocks: [
      section(line),
      preformatted(table),
      ...(story.chart ? [slackImage(story.chart.fileId, story.chart.altText)] : []),
    ],
  };
}

function momentsOf(story: Parameters<typeof resolvedSummary>[0], end: number): { at: number; what: string }[] {
  const { incident, diagnosis, plans } = story;
  return [
    { at: incident.openedAt, what: 'first anomaly' },
    ...(diagnosis ? [{ at: diagnosis.at, what: diagnosis.conclusive ? 'diagnosed' : 'diagnosis inconclusive' }] : []),
    ...plans.flatMap(({ plan, votes, times }) => [
      { at: plan.createdAt, what: 'plan proposed' },
      ...votes.map(({ at, decision }) => ({ at, what: decision === 'approve' ? 'approved' : 'rejected' })),
      ...moment(times.executedAt, 'last change line executed'),
      ...moment(times.rolledBackAt, 'rolled back'),
      ...moment(times.recoveredAt, 'recovered, by telemetry'),
      ...(times.approvedAt !== null && votes.length === 0 ? moment(times.approvedAt, 'break-glass') : []),
      ...(plan.decidedAt && times.approvedAt === null && votes.length === 0
        ? [{ at: plan.decidedAt, what: planStateWords[plan.state].words }]
        : []),
    ]),
    { at: incident.lastAnomalyAt, what: 'last anomaly' },
    { at: end, what: endWords(incident).moment },
  ];
}

function moment(at: number | null, what: string): { at: number; what: string }[] {
  return at === null ? [] : [{ at, what }];
}
