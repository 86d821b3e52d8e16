import { getNextMillis } from 'bullmq';

const hourMs = 3_600_000;
/** More than any zone's clock is set forward or back. */
const foldMs = 3 * hourMs;

/**
 * The first moment of a cron line after another one, both in milliseconds since 1970; undefined when it never comes. Throws for a line or a
 * zone that can't be read.
 *
 * When clocks are set forward, a time of day that is left out comes by the length of the gap later: 02:30 is 03:30. When they are set back, an
 * hour that the line names comes once, its first time; a line for every hour runs in both.
 */
export function nextOf(cron: string, timezone: string, after: number): number | undefined {
  const next = step(cron, timezone, after);
  // Asked from within the second of two equal hours, cron-parser offers what was done in the first one once more.
  if (next === undefined || !isSecondOfTwo(timezone, next)) return next;
  let moment = step(cron, timezone, next - foldMs);
  while (moment !== undefined && moment <= after) moment = step(cron, timezone, moment);
  return moment;
}

const step = (pattern: string, tz: string, after: number): number | undefined => getNextMillis(after, { pattern, tz });

function isSecondOfTwo(timezone: string, at: number): boolean {
  const clock = new Intl.DateTimeFormat('en', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
  return clock.format(at) === clock.format(at - hourMs);
}
