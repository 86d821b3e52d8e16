import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Changes } from '../../src/changes/changes.ts';
import { advancePlan } from '../../src/jobs/advance-plan.ts';
import type { Queue } from '../../src/jobs/queue/job.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { createReconciliation, debtorsOf } from '../../src/jobs/queue/reconciliation.ts';
import { readFields, readPayload } from '../../src/jobs/queue/stored-payload.ts';
import { until } from '../patience.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { plainJob } from './plain-job.ts';

const store = useStore();
const opened: Queue[] = [];
let prefixes = 0;
afterEach(() => Promise.all(opened.splice(0).map((queue) => queue.close())));

/** A queue in whose store such a request for a job stands, as an older release could have left it. */
async function openOn(job: string, stored: Record<string, unknown>): Promise<Queue> {
  const prefix = `stored-${++prefixes}`;
  const open = async () => {
    const queue = await createQueue({ pool: store().pool, prefix, log: silentLog });
    opened.push(queue);
    return queue;
  };
  const older = await open();
  older.define(plainJob(job), undefined);
  await older.later(job, stored, { at: 0, key: 'old' });
  return open();
}

/** The job that carries plans on, and what it does. */
function changesOf(owed: string[] = []) {
  const done: string[] = [];
  const changes = {
    advance: async (planId: string) => void done.push(`advance ${planId}`),
    stopAdvancing: async (planId: string, reason: string) => void done.push(`stop ${planId}: ${reason}`),
    owed: async () => owed.map((planId) => ({ payload: { planId }, at: 0 })),
  } satisfies Pick<Changes, 'advance' | 'stopAdvancing' | 'owed'>;
  return { changes, done };
}

describe('a stored payload that the job does not take', () => {
  test('ends its job for good, with a reason that people see at what can still be read', async () => {
    const queue = await openOn('advance-plan', { planId: 'plan-1', step: 'of an older release' });
    const { changes, done } = changesOf();
    queue.define(advancePlan, { changes });
    await queue.start();
    await until(() => expect(done).toHaveLength(1));
    expect(done[0]).toMatch(/^stop plan-1: The stored request for the job advance-plan can't be read: .*"step"/);
    expect(await queue.asked('advance-plan')).toEqual([]);
  });

  test('that says not even what it is about touches nothing, and what is owed is asked for anew', async () => {
    const queue = await openOn('advance-plan', { plan: 'plan-1' });
    const { changes, done } = changesOf(['plan-1']);
    const jobs = [advancePlan];
    queue.define(advancePlan, { changes });
    const deps = { changes };
    const { run } = createReconciliation({ queue, debtors: debtorsOf(jobs, deps), clock: Date.now, log: silentLog });
    expect(await run()).toBe(1);
    await queue.start();
    await until(() => expect(done).toEqual(['advance plan-1']));
    await until(async () => expect(await queue.asked('advance-plan')).toEqual([]));
    expect(done).toEqual(['advance plan-1']);
  });
});

describe('reading', () => {
  const schema = z.strictObject({ id: z.string(), at: z.number().optional() });

  test.each<[string, unknown, RegExp]>([
    ['a field is missing', {}, /id: /],
    ['a field is of another kind', { id: 'a', at: '7' }, /at: /],
    ['a field is too many', { id: 'a', more: 1 }, /"more"/],
    ['it is no object', null, /job look/],
  ])('says where it is wrong when %s', (_what, stored, message) => {
    const thrown = { code: 'job-payload-invalid', retryable: false, message: expect.stringMatching(message) };
    expect(() => readPayload('look', schema, stored)).toThrow(expect.objectContaining(thrown));
  });

  test('finds the fields that are right', () => {
    expect(readFields(schema, { id: 'a', at: '7', more: 1 })).toEqual({ id: 'a' });
    expect(readFields(schema, 'text')).toEqual({});
  });
});
