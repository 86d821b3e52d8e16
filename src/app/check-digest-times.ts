import type { Config } from '../config.ts';
import { NocturneError } from '../errors.ts';
import { checkSchedule } from '../jobs/queue/check-schedule.ts';

/** Throws `config-invalid` for the first digest whose time can't be read or never comes, before anything is opened or written because of the configuration. */
export function checkDigestTimes({ digests }: Pick<Config, 'digests'>, now: number): void {
  for (const { id, cron, timezone } of digests) {
    try {
      checkSchedule(id, { cron, timezone }, now);
    } catch (thrown) {
      if (!(thrown instanceof NocturneError)) throw thrown;
      const { message, hint } = thrown;
      throw new NocturneError('config-invalid', `digests in nocturne.yaml: ${message}`, { ...(hint && { hint }) });
    }
  }
}
