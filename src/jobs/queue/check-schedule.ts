import type { Schedule } from '../../domain/later.ts';
import { describeError, NocturneError } from '../../errors.ts';
import { nextOf } from './cron.ts';

/** Throws `job-schedule-invalid`, which names the schedule and what is wrong in it. `now` is in milliseconds since 1970. */
export function checkSchedule(id: string, when: Schedule, now: number): void {
  if (!/^[\w-]{1,100}$/.test(id)) throw invalid(id, 'its id is not made of 1 to 100 letters, digits, - and _');
  // TypeScript lets a wrong key pass in what a function returns, and a zone under a wrong name would be UTC.
  const known = 'everyMs' in when ? ['everyMs'] : ['cron', 'timezone'];
  const stray = Object.keys(when).find((key) => !known.includes(key));
  if (stray !== undefined) throw invalid(id, `it knows no "${stray}"`, `it may have ${known.join(' and ')}`);
  if ('everyMs' in when) {
    if (!(Number.isSafeInteger(when.everyMs) && when.everyMs > 0))
      throw invalid(id, `an interval of ${when.everyMs} ms`);
  } else checkCron(id, when.cron, when.timezone ?? 'UTC', now);
}

function checkCron(id: string, cron: string, timezone: string, now: number): void {
  if (!isTimeZone(timezone)) throw invalid(id, `there is no time zone "${timezone}"`, 'write one as Europe/Berlin');
  const hint = 'five fields: minute, hour, day of the month, month, day of the week';
  // cron-parser would fill up missing fields, and put random numbers for H.
  if (!/^[\d*/,a-z?#-]+( +[\d*/,a-z?#-]+){4,5}$/i.test(cron) || /\bh\b/i.test(cron))
    throw invalid(id, `the cron line "${cron}" can't be read`, hint);
  let next: number | undefined;
  try {
    next = nextOf(cron, timezone, now);
  } catch (thrown) {
    throw invalid(id, `the cron line "${cron}" can't be read: ${describeError(thrown)}`, hint);
  }
  if (next === undefined) throw invalid(id, `the cron line "${cron}" never comes`, hint);
}

/** The zones of the IANA database, and UTC; no offsets, because those know no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function invalid(id: string, problem: string, hint?: string): NocturneError {
  return new NocturneError('job-schedule-invalid', `The schedule ${id} is wrong: ${problem}`, {
    ...(hint && { hint }),
  });
}
