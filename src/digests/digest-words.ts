import { describeCause } from '../domain/cause.ts';
import type { Digest, DigestIncident, DigestKind, DigestLink } from '../domain/digest.ts';
import { formatPlace } from '../domain/place.ts';
import { describeMetric } from '../domain/sample.ts';
import { count, formatPercent } from '../foundation/number-words.ts';
import { describeRisk } from '../risks/risk-words.ts';
import { formatMetricValue, lowerFirst } from '../tools/wording.ts';

/** How moments and people are written where a digest is read. */
export interface DigestLook {
  time(at: number): string;
  user(user: string): string;
}

/** A part of the detail: what it is about, its lines, and the command that has the same numbers. */
export interface DigestPart {
  title: string;
  lines: string[];
  query: string;
}

/** A digest in words: a title, five lines at most, and the detail. Every number follows from the digest. */
export interface DigestWords {
  title: string;
  lines: string[];
  parts: DigestPart[];
}

const titles: Record<DigestKind, string> = { shift: 'Shift hand-over', morning: 'Morning digest', week: 'The week' };

/** Later than this it is said that a digest is late. */
export const lateMs = 10 * 60_000;

const throughput = 'throughput_mbps';
const shown = 5;
const some = (lines: readonly string[], most = shown) =>
  lines.length > most ? [...lines.slice(0, most), `… and ${lines.length - most} more`] : [...lines];

export function describeDigest(digest: Digest, look: DigestLook): DigestWords {
  const { kind, from, to, madeAt, dueAt } = digest;
  const late = dueAt !== null && madeAt - dueAt > lateMs ? ` · late: it was due ${look.time(dueAt)}` : '';
  const title = `${titles[kind]} · ${look.time(from)} to ${look.time(to)}${late}`;
  if (isCalm(digest)) return { title, lines: [calmLine(digest)], parts: [] };
  const lines = [
    happenedLine(digest, look),
    openLine(digest, look),
    aheadLine(digest, look),
    worseLine(digest),
    modelsLine(digest),
  ];
  return { title, lines: lines.filter((line) => line !== ''), parts: partsOf(digest, look) };
}

/** Nothing happened, nothing is open, nothing points to a limit, and all of it is known. */
function isCalm({ incidents, votes, open, risks, worse, unread, isJudged }: Digest): boolean {
  const { standing, right, wrong, unknown } = risks;
  const quiet = [incidents, votes, standing, worse, ...Object.values(open)].every((list) => list.length === 0);
  return quiet && right + wrong + unknown === 0 && unread === null && isJudged;
}

const calmLine = ({ devices }: Digest) =>
  `Calm: no incident, nothing open, nothing that points to a limit; ${count(devices, 'device')} heard.`;

function happenedLine({ incidents, votes }: Digest, look: DigestLook): string {
  const dismissed = incidents.filter(({ ended }) => ended === 'dismissed').length;
  const real = incidents.filter(({ ended }) => ended !== 'dismissed');
  const first = real[0];
  const told = first && real.length === 1 ? ` (${incidentWords(first, look)})` : '';
  const approved = votes.filter(({ decision }) => decision === 'approve').length;
  const decided =
    votes.length > 0 ? ` · ${count(approved, 'approval')}, ${count(votes.length - approved, 'rejection')}` : '';
  return `Happened: ${count(real.length, 'incident')}${told} · ${dismissed} dismissed as none${decided}`;
}

function incidentWords(incident: DigestIncident, look: DigestLook): string {
  const { cause, place, approvedBy, approvedMs, recoveredMs } = incident;
  const parts = [
    `${cause === null ? 'no cause named' : describeCause(cause).title}, ${formatPlace(place)}`,
    recoveredMs === null ? '' : `recovered after ${spanWords(recoveredMs)}`,
    approvedBy.length === 0
      ? ''
      : `approved by ${approvedBy.map(look.user).join(', ')}${approvedMs === null ? '' : ` after ${spanWords(approvedMs)}`}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function openLine({ open, isJudged }: Digest, look: DigestLook): string {
  const { incidents, plans, drained, silences, unknownSenders, silent } = open;
  const unowned = incidents.filter(({ owner }) => owner === null).length;
  const ending = silences[0];
  const parts = [
    isJudged ? '' : 'nothing is judged, no anomaly detector is in use',
    incidents.length === 0
      ? ''
      : `${count(incidents.length, 'incident')}${unowned > 0 ? `, ${unowned} without an owner` : ''}`,
    plans.length === 0 ? '' : `${count(plans.length, 'plan')} waiting`,
    drained.length === 0 ? '' : `drained: ${some(drained.map(formatPlace), 2).join(', ')}`,
    ending
      ? `silence on ${ending.what} ends ${look.time(ending.until)}${silences.length > 1 ? ` and ${silences.length - 1} more` : ''}`
      : '',
    silent.length === 0 ? '' : `heard nothing of ${some(silent, 3).join(', ')}`,
    unknownSenders.length === 0 ? '' : `${count(unknownSenders.length, 'unknown sender')}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `Open: ${parts.join(' · ')}`;
}

function aheadLine({ risks, busiest, to }: Digest, look: DigestLook): string {
  const [nearest, ...others] = risks.standing;
  const link = busiest[0];
  const parts = [
    nearest
      ? `${describeRisk(nearest, to, look.time)}${others.length > 0 ? ` and ${count(others.length, 'more risk')}` : ''}`
      : '',
    link ? `busiest: ${linkWords(link, look)}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `Ahead: ${parts.join(' · ')}`;
}

function linkWords({ place, at, expected, capacityMbps }: DigestLink, look: DigestLook): string {
  const share = capacityMbps === null ? '' : ` (${formatPercent(expected / capacityMbps)} of its capacity)`;
  return `${formatPlace(place)} about ${formatMetricValue(throughput, expected)}${share} from ${look.time(at)}`;
}

function worseLine({ worse, unread }: Digest): string {
  if (unread !== null) return `Not compared with the week before: ${unread}`;
  const [first, ...others] = worse;
  if (!first) return '';
  return `Worse than the week before: ${worseWords(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

const worseWords = ({ place, metric, before, now }: Digest['worse'][number]) =>
  `${lowerFirst(describeMetric(metric).title)} of ${formatPlace(place)} ${formatMetricValue(metric, now)}, was ${formatMetricValue(metric, before)}`;

function modelsLine({ models, risks: { right, wrong }, approvals: { asked, expired } }: Digest): string {
  const inUse = models.filter(({ state }) => state.startsWith('in use')).length;
  const warned = right + wrong === 0 ? '' : ` · warnings right in ${right} of ${right + wrong}`;
  const gate = asked === 0 ? '' : ` · ${count(asked, 'plan')} asked about, ${expired} expired`;
  return `Models: ${inUse} of ${models.length} kinds and subjects in use${warned}${gate}`;
}

function partsOf(digest: Digest, look: DigestLook): DigestPart[] {
  const { incidents, votes, open, risks, worse, busiest, models, approvals, to } = digest;
  const parts: DigestPart[] = [
    {
      title: 'Incidents',
      lines: incidents.map(
        (one) => `${look.time(one.openedAt)} ${one.id}: ${incidentWords(one, look)}, ${endWords(one)}`,
      ),
      query: 'incidents all',
    },
    {
      title: 'Who decided what',
      lines: votes.map(
        ({ at, user, decision, planId }) =>
          `${look.time(at)} ${look.user(user)} ${decision === 'approve' ? 'approved' : 'rejected'} ${planId}`,
      ),
      query: 'approvals',
    },
    {
      title: 'Open',
      lines: [
        ...open.incidents.map(
          ({ id, place, owner }) =>
            `${id} ${formatPlace(place)}: ${owner === null ? 'nobody has it' : `${look.user(owner)} has it`}`,
        ),
        ...open.plans.map(
          ({ id, summary, approveBy }) =>
            `${id} ${summary}${approveBy === null ? ': how far it went is unknown' : `, until ${look.time(approveBy)}`}`,
        ),
        ...open.drained.map((place) => `${formatPlace(place)} is drained`),
        ...open.silences.map(
          ({ what, until, by }) => `silence on ${what} by ${look.user(by)} ends ${look.time(until)}`,
        ),
        ...open.silent.map((name) => `${name} sent nothing in this time`),
        ...open.unknownSenders.map((name) => `${name} sends and is not in the inventory`),
      ],
      query: 'status',
    },
    {
      title: 'Risks',
      lines: [
        ...risks.standing.map((risk) => describeRisk(risk, to, look.time)),
        ...(risks.right + risks.wrong + risks.unknown > 0
          ? [`Ended in this time: ${risks.right} happened, ${risks.wrong} did not, of ${risks.unknown} nobody knows`]
          : []),
      ],
      query: 'risks all',
    },
    { title: 'Worse than the week before, by the median', lines: worse.map(worseWords), query: 'status' },
    {
      title: 'The busiest links, in the next twelve hours',
      lines: busiest.map(
        (link) =>
          `${linkWords(link, look)}, between ${formatMetricValue(throughput, link.lower)} and ${formatMetricValue(throughput, link.upper)}${testedWords(link)}`,
      ),
      query: busiest[0]
        ? `forecast ${busiest[0].place.device} ${busiest[0].place.interface ?? ''} ${throughput} day`.replace('  ', ' ')
        : 'status',
    },
    { title: 'Models', lines: models.map(({ name, state }) => `${name}: ${state}`), query: 'models' },
    {
      title: 'The approval gate',
      lines:
        approvals.asked === 0
          ? []
          : [
              `asked ${approvals.asked}, answered ${approvals.answered}, expired ${approvals.expired}${approvals.medianAnswerMs === null ? '' : `, answered after ${spanWords(approvals.medianAnswerMs)} in the middle`}`,
            ],
      query: 'approvals',
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0).map((part) => ({ ...part, lines: some(part.lines, 12) }));
}

const endWords = ({ ended }: DigestIncident) =>
  ended === null
    ? 'open'
    : { quiet: 'over by itself', verified: 'a change was verified', dismissed: 'dismissed as none' }[ended];

function testedWords({ tested }: DigestLink): string {
  if (!tested) return '; such forecasts were not compared yet';
  const better =
    tested.errorShare === null
      ? ''
      : ` and missed by ${formatPercent(tested.errorShare)} of what the day before missed by`;
  return `; such bands held ${formatPercent(tested.coverage)} of the last week${better}`;
}

function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
