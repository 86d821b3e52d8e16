import { describeCause } from '../domain/cause.ts';
import type { Digest, DigestIncident, DigestLink } from '../domain/digest.ts';
import { formatPlace } from '../domain/place.ts';
import { describeMetric } from '../domain/sample.ts';
import { formatPercent } from '../foundation/number-words.ts';
import { formatMetricValue, lowerFirst } from '../tools/wording.ts';

/** How moments and people are written where a digest is read. */
export interface DigestLook {
  time(at: number): string;
  user(user: string): string;
}

/** Later than this it is said that a digest is late. */
const lateMs = 10 * 60_000;

export const isLate = ({ madeAt, dueAt }: Pick<Digest, 'madeAt' | 'dueAt'>): boolean =>
  dueAt !== null && madeAt - dueAt > lateMs;

/** When nobody looked in the time of a digest. */
export const gapsOf = ({ from, to, risks }: Pick<Digest, 'from' | 'to' | 'risks'>) =>
  (risks.look?.gaps ?? []).filter((gap) => gap.to > from && gap.from < to);

/** The metric by which links are compared. */
export const throughput = 'throughput_mbps';

/** The first of a list, and how many there are more. */
export const some = (lines: readonly string[], most: number): string[] =>
  lines.length > most ? [...lines.slice(0, most), `… and ${lines.length - most} more`] : [...lines];

/** Cause and place of an incident, how long it took and who approved what ended it. */
export function incidentWords(incident: DigestIncident, look: DigestLook): string {
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

/** Things by a word, the word with most first. */
export function countBy<T>(all: readonly T[], wordOf: (one: T) => string): [word: string, those: T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const word = wordOf(one);
    const group = groups.get(word);
    if (group) group.push(one);
    else groups.set(word, [one]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

/** How many incidents had which cause, the most frequent three. */
export function causesWords(incidents: readonly DigestIncident[]): string {
  const causes = countBy(incidents, ({ cause }) =>
    cause === null ? 'no cause named' : lowerFirst(describeCause(cause).title),
  );
  return some(
    causes.map(([cause, { length }]) => `${length} ${cause}`),
    3,
  ).join(', ');
}

/** How an incident ended. */
export const endWords = ({ ended }: DigestIncident) =>
  ended === null
    ? 'open'
    : { quiet: 'over by itself', verified: 'a change was verified', dismissed: 'dismissed as none' }[ended];

/** What is expected of a link, and from when. */
export function linkWords({ place, at, expected, capacityMbps }: DigestLink, look: DigestLook): string {
  const share = capacityMbps === null ? '' : ` (${formatPercent(expected / capacityMbps)} of its capacity)`;
  return `${formatPlace(place)} about ${formatMetricValue(throughput, expected)}${share} from ${look.time(at)}`;
}

/** How far a median rose. */
export const worseWords = ({ place, metric, before, now }: Digest['worse'][number]) =>
  `${lowerFirst(describeMetric(metric).title)} of ${formatPlace(place)} ${formatMetricValue(metric, now)}, was ${formatMetricValue(metric, before)}`;

/** A span for people. */
export function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return 'a second';
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
