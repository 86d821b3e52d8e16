import type { Place } from './place.ts';

/** How a risk was seen: by the levels of the last hours, or by the forecast of a day. */
export type RiskBasis = 'trend' | 'day';

/** How a risk ended: the limit was reached, it was not and nothing points there any more, or nothing came that would tell. */
export type RiskOutcome = 'happened' | 'did-not' | 'unknown';

/**
 * A metric that will probably reach its limit: not an incident, because nothing is wrong yet. Values are in the unit of the metric, times in
 * milliseconds since 1970.
 */
export interface Risk {
  id: string;
  place: Place;
  metric: string;
  limit: number;
  basis: RiskBasis;
  openedAt: number;
  /** When it was last seen. */
  seenAt: number;
  /** The newest level. */
  level: number;
  /** How fast it rises, a minute; null where that is not what shows it. */
  slope: number | null;
  /** From when on it was looked at. */
  since: number;
  /** When the limit will be reached, and between which moments that is in about nine of ten cases; `latestAt` null for "perhaps never". */
  expectedAt: number;
  earliestAt: number;
  latestAt: number | null;
  /** Until when the limit will be passed; null where nothing tells. */
  until: number | null;
  /** Null while it stands. */
  end: { at: number; how: RiskOutcome } | null;
}

/** What a look ahead found beside risks: when it was, and what was over its limit then. */
export interface LookAhead {
  at: number;
  /** The first hundred. */
  over: OverLimit[];
  /** How many more there were. */
  more: number;
  /** Spans of more than a quarter of an hour between two looks, as when no bot ran or the history gave no answer; the latest. */
  gaps: { from: number; to: number }[];
}

/** A metric over its limit, in the metric's unit, by its last five minutes. */
export interface OverLimit {
  place: Place;
  metric: string;
  level: number;
  limit: number;
}

/** What people said about a risk, and when something was said last. */
export interface RiskHold {
  at: number;
  watcher: { by: string; at: number } | null;
  /** Said to be quiet about until a moment. */
  snooze: { by: string; at: number; until: number } | null;
}

export const isSnoozed = ({ snooze }: RiskHold, now: number): boolean => snooze !== null && snooze.until > now;
