import type { Digest } from '../domain/digest.ts';
import { formatPlace } from '../domain/place.ts';
import { count } from '../foundation/number-words.ts';
import { describeRisk } from '../risks/risk-words.ts';
import { type DigestLook, incidentWords, linkWords, some, worseWords } from './digest-phrases.ts';

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
  const dismissed = incidents.filter(({ ended }) => ended === 'dismissed').length;
  const real = incidents.filter(({ ended }) => ended !== 'dismissed');
  const first = real[0];
  const told = first && real.length === 1 ? ` (${incidentWords(first, look)})` : '';
  const approved = votes.filter(({ decision }) => decision === 'approve').length;
  const decided =
    votes.length > 0 ? ` · ${count(approved, 'approval')}, ${count(votes.length - approved, 'rejection')}` : '';
  return `Happened: ${count(real.length, 'incident')}${told} · ${dismissed} dismissed as none${decided}`;
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

function worseLine({ worse, unread }: Digest): string {
  if (unread !== null) return `Not compared with the week before: ${unread}`;
  const [first, ...others] = worse;
  if (!first) return '';
  return `Worse than the week before: ${worseWords(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function modelsLine({ models, risks: { right, wrong }, approvals: { asked, expired } }: Digest): string {
  const others = models.filter(({ state }) => !state.startsWith('in use')).map(({ name }) => name);
  const without = others.length > 0 ? `, not ${some(others, 2).join(', ')}` : '';
  const warned = right + wrong === 0 ? '' : ` · warnings right in ${right} of ${right + wrong}`;
  const gate = asked === 0 ? '' : ` · ${count(asked, 'plan')} asked about, ${expired} expired`;
  return `Models: ${models.length - others.length} of ${models.length} in use${without}${warned}${gate}`;
}
