import { levelMs } from '../diagnosis/forecasting/level-series.ts';
import type { Risk, RiskOutcome } from '../domain/risk.ts';
import type { Crossing } from '../models/forecasting/trend/limit-trend.ts';
import { levelsEnd, type PlaceLevels } from './read-levels.ts';

const minuteMs = 60_000;

/** A look ahead that is older tells nothing of now: they come every five minutes. */
export const freshMs = 15 * minuteMs;

/** A risk ends so long after it was last seen: warnings with shorter pauses are one. */
const pauseMs = 15 * minuteMs;

/** Without a value for so long nobody knows what became of it. */
const silenceMs = 120 * minuteMs;

/** After the limit was reached nothing is a new risk for so long. */
const afterwardsMs = 60 * minuteMs;

/** What is seen of one metric at one place; `crossing` is null where nothing points to the limit. */
export interface TrendSeen {
  levels: PlaceLevels | null;
  crossing: Crossing | null;
  limit: number;
  now: number;
}

/** The newest level that is known. */
export const newest = ({ levels }: Pick<PlaceLevels, 'levels'>): number =>
  levels.findLast((level) => !Number.isNaN(level)) ?? Number.NaN;

/** Whether a metric is over its limit now: its newest level, unless that is old. */
export const isOver = (found: PlaceLevels, limit: number, now: number): boolean =>
  now - found.knownAt <= pauseMs && newest(found) > limit;

/** Whether a level that ended after a moment was over a limit: also one that nobody looked at then, because the history or the bot was away. */
function wasOver({ levels }: PlaceLevels, limit: number, since: number, now: number): boolean {
  const ended = Math.ceil((levelsEnd(now) - since) / levelMs);
  return ended > 0 && levels.slice(-ended).some((level) => level > limit);
}

/** How a risk that stands ended, by what is seen now; null while it goes on. */
export function outcomeOf(risk: Risk, { levels, crossing, limit, now }: TrendSeen): RiskOutcome | null {
  if (levels && wasOver(levels, risk.limit, risk.openedAt, now)) return 'happened';
  // The limit was moved below what is measured: that nothing passed the former one says nothing about the warning.
  if (levels && risk.limit !== limit && newest(levels) > limit) return 'unknown';
  if (!levels || now - levels.knownAt > pauseMs)
    return now - (levels?.knownAt ?? risk.seenAt) > silenceMs ? 'unknown' : null;
  if (crossing) return null;
  return now - risk.seenAt > pauseMs ? 'did-not' : null;
}

/** Whether what is seen opens a risk, where none stands. `last` is the one before it at this place. */
export function opensRisk({ levels, crossing, limit, now }: TrendSeen, last: Risk | undefined): boolean {
  if (!levels || !crossing || now - levels.knownAt > pauseMs) return false;
  // What was over it and fell, as after a restart, rose to it before and not now; whether or not somebody was warned.
  if (wasOver(levels, limit, now - afterwardsMs, now)) return false;
  return !(last?.end?.how === 'happened' && now - last.end.at < afterwardsMs);
}

/** What a risk says of the crossing that is seen now. */
export function describeCrossing(
  crossing: Crossing,
  { levels, knownAt }: PlaceLevels,
): Pick<Risk, 'level' | 'slope' | 'since' | 'expectedAt' | 'earliestAt' | 'latestAt' | 'until'> {
  const { minutes, earliest, latest, slope, spanMinutes } = crossing;
  const after = (of: number) => Math.round(knownAt + of * minuteMs);
  return {
    level: newest({ levels }),
    slope,
    since: knownAt - spanMinutes * minuteMs,
    expectedAt: after(minutes),
    earliestAt: after(earliest),
    latestAt: Number.isFinite(latest) ? after(latest) : null,
    until: null,
  };
}
