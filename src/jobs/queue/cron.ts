import { getNextMillis } from 'bullmq';
import { namesNoDay } from './cron-days.ts';
import { zoneOffset } from './zone-offset.ts';

const dayMs = 86_400_000;

/**
 * The first moment of a cron line after another one, both in milliseconds since 1970; undefined when it never comes. Throws for a line or a
 * zone that can't be read.
 *
 * The line names times of day. When clocks are set forward, one that is left out comes by the length of the gap later: 02:30 is 03:30, and two that
 * fall on one moment are one. When they are set back, a time that there is twice counts the first time; a line for every hour runs both times.
 *
 * So the line is read without a zone, and each time of day that it names is looked up in the zone.
 */
export function nextOf(cron: string, timezone: string, after: number): number | undefined {
  if (namesNoDay(cron)) return undefined;
  const isHourly = runsEveryHour(cron);
  const start = after + Math.min(...offsetsAround(timezone, after));
  let best: number | undefined;
  for (let local = step(cron, start); local !== undefined; local = step(cron, local)) {
    if (best !== undefined && local - Math.max(...offsetsAround(timezone, local)) >= best) break;
    const moment = momentsOf(timezone, local, isHourly).find((at) => at > after);
    if (moment !== undefined && !(moment >= best!)) best = moment;
  }
  return best;
}

/** The next time of day that the line names, as if the clocks were on UTC. */
const step = (pattern: string, after: number): number | undefined => getNextMillis(after, { pattern, tz: 'UTC' });

/** A day before and after a moment, or a time of day: no zone changes its clocks twice within two days. */
const offsetsAround = (timezone: string, at: number): [before: number, after: number] => [
  zoneOffset(timezone, at - dayMs),
  zoneOffset(timezone, at + dayMs),
];

/** When the clocks show a time of day, earliest first; the moment of one that they leave out. */
function momentsOf(timezone: string, local: number, isHourly: boolean): number[] {
  const [before, after] = offsetsAround(timezone, local);
  if (before === after) return [local - before];
  const shown = [before, after].map((offset) => local - offset).filter((at) => at + zoneOffset(timezone, at) === local);
  if (shown.length === 0) return [local - before];
  return isHourly ? shown : shown.slice(0, 1);
}

function runsEveryHour(cron: string): boolean {
  const hours = cron.trim().split(/ +/).at(-4)!;
  return /^(\*|\?|0-23)(\/1)?$/.test(hours);
}
