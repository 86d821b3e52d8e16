import { formatPlace } from '../domain/place.ts';
import type { LookAhead, OverLimit, Risk } from '../domain/risk.ts';
import { describeMetric } from '../domain/sample.ts';
import { formatNumber } from '../foundation/number-words.ts';
import { formatMetricValue, lowerFirst } from '../tools/wording.ts';
import { freshMs } from './judge-trend.ts';
import { type RiskRecord, recordDays } from './risks.ts';

const minuteMs = 60_000;

/** Writes a moment. */
export type Time = (at: number) => string;

/** Minutes for people: to five from half an hour on, and in hours from two hours on. */
function minutesWords(ms: number): string {
  const minutes = Math.max(0, ms / minuteMs);
  if (minutes >= 120) return `${formatNumber(Math.round(minutes / 30) / 2)} h`;
  return `${minutes >= 30 ? 5 * Math.round(minutes / 5) : Math.round(minutes)} min`;
}

/** What will happen where, or of a risk that is over what was to happen, in one clause: "Memory of Switch-2 reaches 90 % in about 40 min (between 30 and 55 min)". */
export function describeRisk(risk: Risk, now: number, time: Time): string {
  const { metric, place, limit, expectedAt, earliestAt, latestAt, until } = risk;
  const what = `${describeMetric(metric).title} of ${formatPlace(place)}`;
  const value = formatMetricValue(metric, limit);
  if (risk.end) return `${what} ${risk.end.how === 'happened' ? 'passed' : 'was expected to reach'} ${value}`;
  if (risk.basis === 'day') return `${what} is expected above ${value} from ${time(expectedAt)} to ${time(until!)}`;
  const left = minutesWords(expectedAt - now);
  const latest = latestAt === null ? 'later than that or never' : minutesWords(latestAt - now);
  const between =
    latestAt === null
      ? `${minutesWords(earliestAt - now)} at the earliest, perhaps never`
      : `between ${minutesWords(earliestAt - now)} and ${latest}`;
  if (hasFallen(risk))
    return `${what} was on its way to ${value} and has fallen to ${formatMetricValue(metric, risk.level)}`;
  return expectedAt <= now
    ? `${what} is about to reach ${value}`
    : `${what} reaches ${value} in about ${left} (${between})`;
}

/** Whether the newest level lies below the middle of the rise that is seen still, as after a restart. */
function hasFallen({ basis, level, limit, slope, since, seenAt, expectedAt }: Risk): boolean {
  if (basis !== 'trend' || slope === null) return false;
  const left = Math.max(0, expectedAt - seenAt) / minuteMs;
  return level < limit - slope * (left + (seenAt - since) / minuteMs / 2);
}

/** Why: what is measured now, and how it moved. */
export function describeReason(risk: Risk, time: Time): string {
  const { metric, level, slope, since, seenAt, expectedAt, basis } = risk;
  const now = Number.isNaN(level) ? '' : `now ${formatMetricValue(metric, level)}, `;
  if (basis === 'day') return `${now}by the same hours of the last days`;
  // A share that rises by so many per cent could be meant of itself.
  const unit = describeMetric(metric).unit.replace('%', 'points');
  const perHour = formatNumber(60 * slope!);
  const rise = `${perHour}${unit === '' ? '' : ` ${unit}`} an hour over the last ${minutesWords(seenAt - since)}`;
  if (hasFallen(risk)) return `${now}after a rise of ${rise}; this warning ends soon unless it rises again`;
  return `${now}rising by ${rise}; at ${time(expectedAt)} if it goes on`;
}

/** The look, unless it is old. */
export const freshLook = (look: LookAhead | null, now: number): LookAhead | null =>
  look && now - look.at <= freshMs ? look : null;

/** When somebody looked ahead last, as a clause. */
export function describeLook(look: LookAhead | null, now: number, time: Time): string {
  if (!look) return 'nobody has looked ahead yet';
  return freshLook(look, now) ? `looked at ${time(look.at)}` : `nobody has looked ahead since ${time(look.at)}`;
}

/** A metric that is over its limit, as a clause. */
export const describeOver = ({ place, metric, level, limit }: OverLimit): string =>
  `${lowerFirst(describeMetric(metric).title)} of ${formatPlace(place)} ${formatMetricValue(metric, level)} (limit ${formatMetricValue(metric, limit)})`;

/** How often such warnings were right. */
export function describeRecord({ right, wrong, unknown }: RiskRecord): string {
  const judged = right + wrong;
  const rest = unknown > 0 ? `; of ${unknown} more nobody knows` : '';
  if (judged === 0) return `No warning like this has ended in the last ${recordDays} days${rest}.`;
  return `Warnings like this were right in ${right} of ${judged} cases in the last ${recordDays} days${rest}.`;
}

/** How it ended; empty while it stands. */
export function describeEnd({ end, metric, limit, openedAt, level }: Risk, time: Time): string {
  if (!end) return '';
  const value = formatMetricValue(metric, limit);
  const after = minutesWords(end.at - openedAt);
  if (end.how === 'happened')
    return `It happened: ${value} was passed by ${time(end.at)}, ${after} after this warning.`;
  if (end.how === 'did-not')
    return `It did not happen: nothing has pointed to ${value} any more since ${time(end.at)}. Last seen at ${formatMetricValue(metric, level)}.`;
  return `Nobody knows whether ${value} was reached: no values came that would tell, or it is looked at no more.`;
}
