import type { Config } from '../../config.ts';
import { utcMinute } from '../../foundation/utc-words.ts';
import { checkSchedule } from '../../jobs/queue/check-schedule.ts';
import { nextOf } from '../../jobs/queue/cron.ts';
import { type Finding, ok, thrownProblem } from './finding.ts';

/** When each digest comes next, or why it never does. */
export function checkDigests({ digests }: Pick<Config, 'digests'>, now: number): Finding[] {
  return digests.map(({ id, cron, timezone }) => {
    try {
      checkSchedule(id, { cron, timezone }, now);
      return ok(`digest ${id}`, `comes next at ${utcMinute(nextOf(cron, timezone, now)!)}`);
    } catch (thrown) {
      return thrownProblem(`digest ${id}`, thrown);
    }
  });
}
