import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Later, Schedules } from '../../src/domain/later.ts';
import { type JobDeps, type JobPayloads, jobs } from '../../src/jobs/list.ts';
import { checkSchedule } from '../../src/jobs/queue/check-schedule.ts';
import type { Payload, Queue } from '../../src/jobs/queue/job.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { morning } from '../digests/made-digests.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const store = useStore();
let queue: Queue;
beforeAll(async () => {
  queue = await createQueue({ pool: store().pool, prefix: 'list', log: silentLog });
  for (const job of jobs) queue.define(job, {} as JobDeps);
});
afterAll(() => queue.close());

const folder = join(import.meta.dirname, '../../src/jobs');
const plan = { right: { planId: 'plan-1' }, wrong: [{}, { planId: '' }, { planId: 7 }, { plan: 'plan-1' }] };
const run = { recordings: ['r'], seed: 1, runId: 'run-1' };
const ask = { incidentId: 'INC-1', planId: null, step: 1 };

/** For each job a payload that it takes, and some that it refuses. */
const payloads: { [Job in keyof JobPayloads]: { right: JobPayloads[Job]; wrong: Payload[] } } = {
  'advance-plan': plan,
  'answer-question': { right: { questionId: 'question-1' }, wrong: [{}, { questionId: '' }] },
  'expire-plan': plan,
  'follow-up-plan': plan,
  'record-configs': { right: { planId: 'plan-1' }, wrong: [{ planId: null }, { planId: '' }] },
  investigate: { right: { incidentId: 'INC-1' }, wrong: [{}, { incidentId: null }] },
  'ask-oncall': {
    right: { ...ask, worsened: 'major' },
    wrong: [
      { incidentId: 'INC-1', step: 1 },
      { ...ask, step: -1 },
      { ...ask, step: 1.5 },
      { ...ask, worsened: 'bad' },
    ],
  },
  'silence-turn': { right: { silenceId: 's-1', at: 1 }, wrong: [{ silenceId: 's-1' }, { silenceId: 's-1', at: '1' }] },
  'train-models': {
    right: { ...run, kinds: ['causes'] },
    wrong: [
      { ...run, recordings: 'r' },
      { ...run, seed: '1' },
      { ...run, kinds: [1] },
      { recordings: [], seed: 1 },
      { ...run, labels: { since: 1 } },
      { seed: 1, runId: 'run-1' },
    ],
  },
  'learn-labels': { right: {}, wrong: [] },
  'learn-stage': { right: {}, wrong: [] },
  'look-ahead': { right: { at: 'trends' }, wrong: [{}, { at: 'never' }] },
  'look-at-levels': { right: {}, wrong: [] },
  'post-digest': { right: { schedule: 'morning' }, wrong: [{}, { schedule: '' }] },
  prune: { right: {}, wrong: [] },
};

test('the list has each file of the folder, under its name, in order', () => {
  const files = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile() && each.name !== 'list.ts');
  expect(jobs.map(({ name }) => `${name}.ts`)).toEqual(files.map(({ name }) => name).sort());
});

test('a request that does not fit its job does not compile', async () => {
  const port: Later<JobPayloads> & Schedules<JobPayloads> = {
    later: async () => undefined,
    schedule: async () => undefined,
  };
  const when = { at: 0, key: 'k' };
  await port.later('expire-plan', { planId: 'p' }, when);
  // @ts-expect-error the payload is of another job
  await port.later('expire-plan', { incidentId: 'i' }, when);
  // @ts-expect-error nobody does that
  await port.later('make-coffee', {}, when);
  // @ts-expect-error the payload has no field `all`
  await port.schedule('daily', 'prune', { cron: '0 9 * * *' }, { all: true });
  // @ts-expect-error a room that asks for another payload is not served
  const room: Later<{ 'expire-plan': { id: number } }> = port;
  expect(room).toBe(port);
});

describe.each(jobs.map((job) => ({ ...job, ...payloads[job.name as keyof JobPayloads] })))('the job $name', (job) => {
  const ask = (payload: Payload, key: string) => queue.later(job.name, payload, { at: Date.now() + 60_000, key });

  test('takes a right payload, once under one key', async () => {
    for (let i = 0; i < 2; i++) await ask(job.right, 'a key');
    expect(await queue.asked(job.name)).toEqual([job.right]);
  });

  test('refuses a wrong payload, and one with a field that it does not know', async () => {
    const refused = { code: 'job-request-invalid', message: expect.stringContaining(job.name) };
    for (const [i, payload] of [...job.wrong, { ...job.right, unknown: 1 }].entries())
      await expect(ask(payload, `wrong ${i}`), JSON.stringify(payload)).rejects.toMatchObject(refused);
  });

  test('is tried again a few times, and says what a person sees when that does not help', () => {
    expect(job.retry.attempts).toBeGreaterThanOrEqual(1);
    expect(job.retry.attempts).toBeLessThanOrEqual(10);
    expect(job.retry.backoffMs ?? 1_000).toBeGreaterThanOrEqual(1_000);
    const keepsPromise = { 'asked-again': job.owed, 'scheduled-again': job.schedules };
    expect(typeof job.onFailed === 'string' ? keepsPromise[job.onFailed] : job.onFailed.tell).toBeTypeOf('function');
  });

  test('has schedules that can be read, and whose payload it takes', () => {
    const deps = { digests: { schedules: [morning] }, stages: { settings: { stagesHours: [1] } } };
    for (const { id, when, payload } of job.schedules?.(deps as never) ?? []) {
      checkSchedule(id, when, 0);
      expect(job.payload.parse(payload)).toEqual(payload);
    }
  });

  test('stands in a file of its own that imports no other job', () => {
    const text = readFileSync(join(folder, `${job.name}.ts`), 'utf8');
    const imported = [...text.matchAll(/from '\.\/([a-z-]+)\.ts'/g)].map((match) => match[1]);
    expect(imported).toEqual([]);
  });
});
