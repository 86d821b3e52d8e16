import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Schedule } from '../../src/domain/later.ts';
import type { Payload, Queue, Scheduled } from '../../src/jobs/queue/job.ts';
import { keepSchedules, removeFormerSchedules } from '../../src/jobs/queue/keep-schedules.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { until } from '../patience.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { plainJob } from './plain-job.ts';

const store = useStore();
const timezone = 'Europe/Berlin';
const daily: Scheduled = { id: 'daily', when: { cron: '0 9 * * *', timezone }, payload: { digest: 'day' } };
const weekly: Scheduled = { id: 'weekly', when: { cron: '0 9 * * 1', timezone }, payload: { digest: 'week' } };
const early: Scheduled = { ...daily, when: { cron: '30 2 * * *', timezone } };
const opened: Queue[] = [];
let prefixes = 0;

/** The clock is the test's, the time that passes within a step is real. */
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((queue) => queue.close()));
});

/** Processes that follow each other on one database, each with a job `digest`. */
function world() {
  const prefix = `schedules-${++prefixes}`;
  const runs: string[] = [];
  const asked: string[] = [];
  let queue: Queue | undefined;
  const note = async (payload: Payload) => {
    if ('asked' in payload) asked.push(String(payload.asked));
    else runs.push(`${payload.digest} ${new Date().toISOString().slice(0, 16)}`);
  };

  /** Ends the former process, if any, and starts another one at that moment, whose job has these schedules. */
  async function start(at: string, schedules: readonly Scheduled[]): Promise<Queue> {
    await queue?.close();
    vi.setSystemTime(new Date(at));
    queue = await createQueue({ pool: store().pool, prefix, log: silentLog });
    opened.push(queue);
    const job = plainJob('digest', note, { schedules: () => schedules });
    queue.define(job, undefined);
    await removeFormerSchedules(queue, [job], undefined);
    await keepSchedules(queue, [job], undefined);
    await queue.start();
    return queue;
  }

  /** Lets it be that moment, and does what is due: that has begun when a job that is asked for then runs. */
  async function runAt(at: string, expected: number): Promise<void> {
    vi.setSystemTime(new Date(at));
    const before = runs.length;
    await queue!.later('digest', { asked: at }, { at: Date.now(), key: at });
    await until(() => expect(asked).toContain(at));
    await until(async () => expect(await queue!.asked('digest', 'due')).toEqual([]));
    expect(runs.slice(before), `at ${at}`).toHaveLength(expected);
  }
  return { start, runAt, runs };
}

describe('the schedules of a job', () => {
  test('run beside each other, over a restart and a change to summer time, and one of them ends alone', async () => {
    const { start, runAt, runs } = world();
    await start('2027-03-26T12:00:00Z', [daily, weekly]);
    await runAt('2027-03-27T07:59:00Z', 0);
    await runAt('2027-03-27T08:00:00Z', 1);
    await start('2027-03-27T08:30:00Z', [daily, weekly]);
    await runAt('2027-03-27T08:31:00Z', 0);
    await runAt('2027-03-28T07:00:00Z', 1);
    await runAt('2027-03-29T07:00:00Z', 2);
    await start('2027-03-29T08:00:00Z', [weekly]);
    await runAt('2027-04-05T07:00:00Z', 1);
    expect([...runs.slice(0, 2), ...runs.slice(2, 4).sort(), ...runs.slice(4)]).toEqual([
      'day 2027-03-27T08:00',
      'day 2027-03-28T07:00',
      'day 2027-03-29T07:00',
      'week 2027-03-29T07:00',
      'week 2027-04-05T07:00',
    ]);
  });

  test.each([
    ['lost with an hour that is left out', ['03-27T12:00', '03-28T01:30', '03-28T02:30', '03-29T00:30']],
    ['doubled by an hour that comes twice', ['10-30T12:00', '10-31T00:30', '10-31T01:30', '11-01T01:30']],
  ])('are not %s', async (_what, moments) => {
    const { start, runAt } = world();
    const [begun, once, never, next] = moments.map((moment) => `2027-${moment}:00Z`);
    await start(begun!, [early]);
    await runAt(once!, 1);
    await runAt(never!, 0);
    await runAt(next!, 1);
  });

  test('are not doubled either when their run is made up for within the second of two equal hours', async () => {
    const { start, runAt } = world();
    await start('2027-10-30T12:00:00Z', [early]);
    await runAt('2027-10-31T01:10:00Z', 1);
    await runAt('2027-10-31T01:30:00Z', 0);
    await runAt('2027-11-01T01:30:00Z', 1);
  });

  test('that fell due while no process ran are made up for once, although the next one schedules them again', async () => {
    const { start, runAt, runs } = world();
    await start('2027-05-03T12:00:00Z', [daily]);
    await start('2027-05-06T12:00:00Z', [daily]);
    await until(() => expect(runs).toHaveLength(1));
    await runAt('2027-05-06T12:01:00Z', 0);
    await runAt('2027-05-07T06:59:00Z', 0);
    await runAt('2027-05-07T07:00:00Z', 1);
  });

  test('go by what the code says now: another time, another payload, and none that it names no more', async () => {
    const { start, runAt, runs } = world();
    await start('2027-05-03T12:00:00Z', [daily, weekly]);
    const later = { ...daily, when: { cron: '0 10 * * *', timezone }, payload: { digest: 'later' } };
    const queue = await start('2027-05-03T13:00:00Z', [later]);
    await runAt('2027-05-04T07:00:00Z', 0);
    await runAt('2027-05-04T08:00:00Z', 1);
    expect(runs).toEqual(['later 2027-05-04T08:00']);
    expect(await queue.scheduled('digest')).toEqual(['daily']);
    expect(await queue.asked('digest')).toEqual([{ digest: 'later' }]);
  });

  test('of an interval stand beside others', async () => {
    const often: Scheduled = { id: 'often', when: { everyMs: 60_000 }, payload: { digest: 'minute' } };
    const { start, runAt, runs } = world();
    const queue = await start('2027-05-03T12:00:00Z', [daily, often]);
    await until(() => expect(runs).toHaveLength(1));
    await runAt('2027-05-03T12:01:00Z', 1);
    await runAt('2027-05-03T12:02:00Z', 1);
    expect((await queue.scheduled('digest')).sort()).toEqual(['daily', 'often']);
  });

  test('of which two have one id are refused', async () => {
    const twice = world().start('2027-05-03T12:00:00Z', [daily, { ...weekly, id: 'daily' }]);
    await expect(twice).rejects.toMatchObject({ code: 'job-schedule-invalid' });
  });
});

describe('a schedule that makes no sense', () => {
  test.each<[string, Schedule, RegExp]>([
    ['a word for a cron line', { cron: 'never' }, /the cron line "never"/],
    ['no cron line', { cron: '' }, /the cron line ""/],
    ['a cron line of four fields', { cron: '0 9 * *' }, /the cron line "0 9 \* \*"/],
    ['a cron line of seven fields', { cron: '0 0 9 * * * *' }, /"0 0 9 \* \* \* \*"/],
    ['a minute that no hour has', { cron: '61 9 * * *' }, /"61 9 \* \* \*".*61/],
    ['a day that no month has', { cron: '0 9 30 2 *' }, /"0 9 30 2 \*"/],
    ['a minute by chance', { cron: 'H 9 * * *' }, /"H 9 \* \* \*"/],
    ['an unknown zone', { cron: '0 9 * * *', timezone: 'Mars/Olympus' }, /no time zone "Mars\/Olympus"/],
    ['an offset for a zone', { cron: '0 9 * * *', timezone: '+02:00' }, /no time zone "\+02:00"/],
    ['an empty zone', { cron: '0 9 * * *', timezone: '' }, /no time zone ""/],
    ['a zone under a wrong name', { cron: '0 9 * * *', timeZone: 'Europe/Berlin' } as Schedule, /no "timeZone"/],
    ['half a millisecond', { everyMs: 0.5 }, /an interval of 0.5 ms/],
    ['no time at all', { everyMs: 0 }, /an interval of 0 ms/],
  ])('is refused with what is wrong in it: %s', async (_what, when, message) => {
    const queue = await createQueue({ pool: store().pool, prefix: 'wrong', log: silentLog });
    opened.push(queue);
    queue.define(plainJob('digest'), undefined);
    const error = { code: 'job-schedule-invalid', message: expect.stringMatching(message), retryable: false };
    await expect(queue.schedule('morning', 'digest', when, {})).rejects.toMatchObject(error);
    expect(await queue.scheduled('digest')).toEqual([]);
  });
});
