import type { Span } from './question-kind.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const unitMs: Readonly<Record<string, number>> = { h: hourMs, d: dayMs, w: 7 * dayMs };
const date = String.raw`\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?`;
const dates = new RegExp(`^(${date})(?:\\.\\.(${date}))?$`, 'i');

/** The longest time that is taken: more is a slip of the keyboard. */
const longestMs = 50 * 366 * dayMs;

/**
 * Reads a time: `24h`, `7d` and `2w` are the last ones until now; `today` and `yesterday` UTC days; `2026-11-22` is a UTC day, `2026-11-01..2026-11-07` all days
 * of both ends, and `2026-11-22T10:00..2026-11-22T12:00` from minute to minute. Null for anything else.
 */
export function readPeriod(word: string, now: number): Span | null {
  const last = /^(\d{1,6})([hdw])$/i.exec(word);
  if (last) {
    const length = Number(last[1]) * unitMs[last[2]!.toLowerCase()]!;
    return length > 0 && length <= longestMs ? { from: now - length, to: now } : null;
  }
  const today = Math.floor(now / dayMs) * dayMs;
  if (/^today$/i.test(word)) return { from: today, to: now };
  if (/^yesterday$/i.test(word)) return { from: today - dayMs, to: today };
  const named = dates.exec(word);
  if (!named) return null;
  const [from, last2] = [readMoment(named[1]!), readMoment(named[2] ?? named[1]!)];
  if (from === null || last2 === null) return null;
  // A day that is named is meant as a whole; a minute is the end itself.
  const isMinute = (named[2] ?? named[1]!).length > 10;
  if (isMinute && named[2] === undefined) return null;
  return { from, to: isMinute ? last2 : last2 + dayMs };
}

/** Null for a day that is not in the calendar. */
function readMoment(text: string): number | null {
  const at = Date.parse(text.length > 10 ? `${text.toUpperCase()}:00Z` : `${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text.toUpperCase()) ? at : null;
}
