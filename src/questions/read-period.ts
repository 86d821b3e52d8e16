import type { Span } from './question-kind.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const unitMs: Readonly<Record<string, number>> = { h: hourMs, d: dayMs, w: 7 * dayMs };
const date = String.raw`\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?`;
const dates = new RegExp(`^(${date})(?:\\.\\.(${date}))?$`, 'i');

/** The longest time that is taken: more is a slip of the keyboard. */
const longestMs = 50 * 366 * dayMs;

/** A time, or what is wrong with a word that can't be meant as anything else. */
export type ReadPeriod = Span | { problem: string };

/**
 * Reads a time: `24h`, `7d` and `2w` are the last ones until now; `today` and `yesterday` UTC days; `2026-11-22` is a UTC day, `2026-11-01..2026-11-07` all days
 * of both ends, and `2026-11-22T10:00..2026-11-22T12:00` from minute to minute. Null for a word that does not look like a time.
 */
export function readPeriod(word: string, now: number): ReadPeriod | null {
  const last = /^(\d+)([hdw])$/i.exec(word);
  if (last) {
    const length = Number(last[1]) * unitMs[last[2]!.toLowerCase()]!;
    return check(word, { from: now - length, to: now }, now);
  }
  const today = Math.floor(now / dayMs) * dayMs;
  if (/^today$/i.test(word)) return { from: today, to: now };
  if (/^yesterday$/i.test(word)) return { from: today - dayMs, to: today };
  const named = dates.exec(word);
  return named ? readDates(word, [named[1]!, named[2]], now) : null;
}

function readDates(word: string, [first, second]: [string, string | undefined], now: number): ReadPeriod {
  const last = second ?? first;
  const [from, end] = [readMoment(first), readMoment(last)];
  if (from === null || end === null) return { problem: `${from === null ? first : last} is not in the calendar.` };
  // A day that is named is meant as a whole; a minute is the end itself.
  const isMinute = last.length > 10;
  if (isMinute && second === undefined)
    return { problem: `${word} is one minute: name a day, or write ${word}..${first.slice(0, 10)}T23:59.` };
  return check(word, { from, to: isMinute ? end : end + dayMs }, now);
}

function check(word: string, { from, to }: Span, now: number): ReadPeriod {
  if (from >= to) return { problem: `${word} is no time: it must begin before it ends.` };
  if (from >= now) return { problem: `${word} has not begun yet.` };
  return to - from > longestMs ? { problem: `${word} is too long: 50 years are the most.` } : { from, to };
}

/** Null for a day that is not in the calendar. */
function readMoment(text: string): number | null {
  const at = Date.parse(text.length > 10 ? `${text.toUpperCase()}:00Z` : `${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text.toUpperCase()) ? at : null;
}
