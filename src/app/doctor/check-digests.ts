import type { Config } from '../../config.ts';
import { checkSchedule } from '../../jobs/queue/check-schedule.ts';
import { nextOf } from '../../jobs/queue/cron.ts';
import { type Finding, ok, thrownProblem } from './finding.ts';

/** When each digest comes next, or why it never does. */
export function checkDigests({ digests }: Pick<Config, 'digests'>, now: number): Finding[] {
  return digests.map(({ id, cron, timezone }) => {
    try {
      checkSchedule(id, { cron, timezone }, now);
      const next = new Date(nextOf(cron, timezone, now)!).toISOString().slice(0, 16).replace('T', ' ');
      return ok(`digest ${id}`, `comes next at ${next} UTC`);
    } catch (thrown) {
      return thrownProblem(`digest ${id}`, thrown);
    }
  });
}
