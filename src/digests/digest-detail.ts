import type { Digest, DigestLink } from '../domain/digest.ts';
import { formatPlace, type Place } from '../domain/place.ts';
import { count, formatPercent } from '../foundation/number-words.ts';
import { describeOver, describeRisk, freshLook } from '../risks/risk-words.ts';
import { compareWith, formatMetricValue } from '../tools/wording.ts';
import {
  causesWords,
  countBy,
  type DigestLook,
  endWords,
  gapsOf,
  incidentWords,
  linkWords,
  some,
  spanWords,
  throughput,
  worseWords,
} from './digest-phrases.ts';

/** A part of the detail: what it is about, its lines, and the command that has the same numbers. */
export interface DigestPart {
  title: string;
  lines: string[];
  query: string;
}

/** Lines of a part at most. */
const most = 12;

/** The detail of a digest; parts without anything to say are left out. */
export const partsOf = (digest: Digest, look: DigestLook): DigestPart[] =>
  [incidents, votes, open, risks, worse, busiest, models, gate]
    .map((part) => part(digest, look))
    .filter(({ lines }) => lines.length > 0)
    .map((part) => ({ ...part, lines: some(part.lines, most) }));

type Part = (digest: Digest, look: DigestLook) => DigestPart;

const incidents: Part = (digest, look) => ({
  title: 'Incidents',
  lines: incidentLines(digest.incidents, look),
  query: 'incidents all',
});

/** Each incident, or of more than can be read the places, those with most first. */
function incidentLines(all: Digest['incidents'], look: DigestLook): string[] {
  if (all.length <= most)
    return all.map((one) => `${look.time(one.openedAt)} ${one.id}: ${incidentWords(one, look)}, ${endWords(one)}`);
  return countBy(all, ({ place }) => formatPlace(place)).map(([place, here]) => {
    const open = here.filter(({ ended }) => ended === null).length;
    return `${place}: ${count(here.length, 'incident')} (${causesWords(here)})${open > 0 ? `, ${open} open` : ''}`;
  });
}

const votes: Part = (digest, look) => ({
  title: 'Who decided what',
  lines: digest.votes.map(
    ({ at, user, decision, planId }) =>
      `${look.time(at)} ${look.user(user)} ${decision === 'approve' ? 'approved' : 'rejected'} ${planId}`,
  ),
  query: 'approvals',
});

const open: Part = ({ open: { incidents, plans, drained, silences, silent, unknownSenders } }, { time, user }) => ({
  title: 'Open',
  lines: [
    ...incidents.map(
      ({ id, place, owner }) =>
        `${id} ${formatPlace(place)}: ${owner === null ? 'nobody has it' : `${user(owner)} has it`}`,
    ),
    ...plans.map(
      ({ id, summary, approveBy }) =>
        `${id} ${summary}${approveBy === null ? ': how far it went is unknown' : `, until ${time(approveBy)}`}`,
    ),
    ...drained.map((place) => `${formatPlace(place)} is drained`),
    ...silences.map(({ what, until, by }) => `silence on ${what} by ${user(by)} ends ${time(until)}`),
    ...silent.map((name) => `${name} sent nothing in this time`),
    ...unknownSenders.map((name) => `${name} sends and is not in the inventory`),
  ],
  query: 'status',
});

const risks: Part = (digest, look) => {
  const { standing, right, wrong, unknown, look: seen } = digest.risks;
  return {
    title: 'Risks',
    lines: [
      ...standing.map((risk) => describeRisk(risk, digest.to, look.time)),
      ...gapsOf(digest).map((gap) => `nothing was looked at from ${look.time(gap.from)} to ${look.time(gap.to)}`),
      ...(freshLook(seen, digest.madeAt)?.over ?? []).map((one) => `over its limit: ${describeOver(one)}`),
      ...(right + wrong + unknown > 0
        ? [`Ended in this time: ${right} happened, ${wrong} did not, of ${unknown} nobody knows`]
        : []),
    ],
    query: 'risks all',
  };
};

const worse: Part = (digest) => ({
  title: 'Worse than the week before, by the median',
  lines: digest.worse.map(worseWords),
  query: 'status',
});

const busiest: Part = ({ busiest: links }, look) => ({
  title: 'The busiest links, in the next twelve hours',
  lines: links.map(
    (link) =>
      `${linkWords(link, look)}, between ${formatMetricValue(throughput, link.lower)} and ${formatMetricValue(throughput, link.upper)}${testedWords(link)}`,
  ),
  query: links[0] ? ['forecast', ...placeWords(links[0].place), throughput, 'day'].join(' ') : 'status',
});

const placeWords = (place: Place) => [place.device, ...(place.interface === null ? [] : [place.interface])];

const models: Part = (digest) => ({
  title: 'Models',
  lines: digest.models.map(
    ({ name, state, worth, trainedAt }) =>
      `${name}: ${state}${trainedAt === null ? '' : `, trained ${spanWords(digest.to - trainedAt)} ago`}${worth === null ? '' : `, ${worth}`}`,
  ),
  query: 'models',
});

const gate: Part = ({ approvals: { asked, answered, expired, medianAnswerMs } }) => ({
  title: 'The approval gate',
  lines:
    asked === 0
      ? []
      : [
          `asked ${asked}, answered ${answered}, expired ${expired}${medianAnswerMs === null ? '' : `, half of the answers within ${spanWords(medianAnswerMs)}`}`,
        ],
  query: 'approvals',
});

function testedWords({ tested }: DigestLink): string {
  if (!tested) return '; how good such forecasts are there is not known yet';
  const { hours, coverage, errorShare } = tested;
  const peer = 'the same hour of the day before';
  const worth = errorShare === null ? '' : `, and the forecasts were ${compareWith(peer, errorShare).words}`;
  return `; of ${hours} hours that came ${formatPercent(coverage)} were within such bands${worth}`;
}
