import type { Digest } from '../domain/digest.ts';
import { formatPlace } from '../domain/place.ts';
import { count } from '../foundation/number-words.ts';
import { describeLearning } from '../learning/stages/learning-words.ts';
import { describeLook, describeOver, describeRisk, freshLook } from '../risks/risk-words.ts';
import {
  causesWords,
  countBy,
  type DigestLook,
  gapsOf,
  incidentWords,
  isLate,
  linkWords,
  some,
  worseWords,
} from './digest-phrases.ts';

/** The lines of a digest, five at most: one for each thing of which there is something to say. */
export const linesOf = (digest: Digest, look: DigestLook): string[] =>
  [
    happenedLine(digest, look),
    openLine(digest, look),
    aheadLine(digest, look),
    worseLine(digest),
    modelsLine(digest),
  ].filter((line) => line !== '');

function happenedLine({ incidents, votes }: Digest, look: DigestLook): string {
  const real = incidents.filter(({ ended }) => ended !== 'dismissed');
  const dismissed = incidents.length - real.length;
  const approved = votes.filter(({ decision }) => decision === 'approve').length;
  const rejected = votes.length - approved;
  const parts = [
    `${count(real.length, 'incident')}${toldWords(real, look)}`,
    dismissed > 0 ? `${dismissed} dismissed as none` : '',
    approved > 0 ? count(approved, 'approval') : '',
    rejected > 0 ? count(rejected, 'rejection') : '',
  ];
  return `Happened: ${parts.filter((part) => part !== '').join(' · ')}`;
}

/** One incident in words, or of several the causes and the place that had most. */
function toldWords(real: Digest['incidents'], look: DigestLook): string {
  const [first, ...others] = real;
  if (!first) return '';
  if (others.length === 0) return ` (${incidentWords(first, look)})`;
  const [[place, here]] = countBy(real, (one) => formatPlace(one.place)) as [[string, typeof real]];
  return ` (${causesWords(real)}${here.length > 1 ? `; most at ${place}: ${here.length}` : ''})`;
}

function openLine(digest: Digest, look: DigestLook): string {
  const { open, isJudged, risks, madeAt } = digest;
  const over = (freshLook(risks.look, madeAt)?.over ?? []).map(describeOver);
  const { incidents, plans, drained, silences, unknownSenders, silent } = open;
  const unowned = incidents.filter(({ owner }) => owner === null).length;
  const ending = silences[0];
  const parts = [
    isJudged ? '' : 'judged by rules only, no anomaly detector is in use',
    isLate(digest) ? 'perhaps no bot ran for part of this time, and what went wrong then is not told here' : '',
    gapsWords(digest, look),
    over.length === 0 ? '' : `over its limit: ${some(over, 2).join(', ')}`,
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

function gapsWords(digest: Digest, { time }: DigestLook): string {
  const gaps = gapsOf(digest).map(({ from, to }) => `from ${time(from)} to ${time(to)}`);
  return gaps.length === 0 ? '' : `nothing was looked at ${some(gaps, 2).join(', ')}, as when no bot runs`;
}

function aheadLine({ risks, busiest, to, madeAt }: Digest, look: DigestLook): string {
  const [nearest, ...others] = risks.standing;
  const link = busiest[0];
  const parts = [
    nearest
      ? `${describeRisk(nearest, to, look.time)}${others.length > 0 ? ` and ${count(others.length, 'more risk')}` : ''}`
      : '',
    freshLook(risks.look, madeAt) ? '' : describeLook(risks.look, madeAt, look.time),
    link ? `busiest: ${linkWords(link, look)}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `Ahead: ${parts.join(' · ')}`;
}

function worseLine({ worse, unread }: Digest): string {
  if (unread !== null) return `Not compared with the week before: ${unread}`;
  const [first, ...others] = worse;
  if (!first) return '';
  return `Worse than the week before: ${worseWords(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function modelsLine({ models, learning, madeAt, risks, approvals }: Digest): string {
  const [{ right, wrong }, { asked, expired }] = [risks, approvals];
  const warned = right + wrong === 0 ? '' : ` · warnings right in ${right} of ${right + wrong}`;
  const gate = asked === 0 ? '' : ` · ${count(asked, 'plan')} asked about${expired > 0 ? `, ${expired} expired` : ''}`;
  const learned = learning ? ` · ${describeLearning(learning, madeAt)}` : '';
  return `Models: ${inUseWords(models)}${learned}${warned}${gate}`;
}

/** What is not in use; a kind of which nothing is in use has one name. */
function inUseWords(models: Digest['models']): string {
  const isUsed = ({ state }: Digest['models'][number]) => state.startsWith('in use');
  const used = new Set(models.filter(isUsed).map(({ kind }) => kind));
  if (used.size === 0) return 'none in use';
  const missing = models.filter((one) => !isUsed(one)).map(({ kind, name }) => (used.has(kind) ? name : kind));
  return missing.length === 0 ? 'all in use' : `in use, but not ${some([...new Set(missing)], 3).join(', ')}`;
}
