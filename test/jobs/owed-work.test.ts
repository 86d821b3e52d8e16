import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Changes } from '../../src/changes/changes.ts';
import { createPlanEndings } from '../../src/changes/plan-endings.ts';
import { factKinds } from '../../src/changes/plan-facts.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Later } from '../../src/domain/later.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import { createOncallAsks } from '../../src/incidents/oncall-asks.ts';
import type { PageEvent } from '../../src/incidents/pager.ts';
import { createPaging } from '../../src/incidents/paging.ts';
import { silenceFact } from '../../src/incidents/silences.ts';
import { type JobDeps, type JobPayloads, jobs } from '../../src/jobs/list.ts';
import type { JobContext, Payload, Queue } from '../../src/jobs/queue/job.ts';
import { keepSchedules } from '../../src/jobs/queue/keep-schedules.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { createReconciliation, debtorsOf } from '../../src/jobs/queue/reconciliation.ts';
import { askForTraining } from '../../src/jobs/training/training-runs.ts';
import { noQuestions } from '../../src/questions/no-questions.ts';
import { createQuestionRuns, questionFact } from '../../src/questions/question-runs.ts';
import { createProcessLocks } from '../../src/store/locks.ts';
import type { OutboxFollower } from '../../src/store/outbox-follower.ts';
import { decideNoPlan, decisionKind } from '../../src/tools/decision.ts';
import { createTestSilences, incidentOf, topology } from '../bot/world.ts';
import { createWorld } from '../changes/world.ts';
import { morning } from '../digests/made-digests.ts';
import { until } from '../patience.ts';
import { examplePlan, silentLog, useStore } from '../store/open-test-store.ts';

const store = useStore();
const minute = 60_000;
/** Half a minute after noon nothing is due by the clock for minutes: the daily schedules have their time at night. */
const noon = Date.UTC(2026, 10, 23, 12, 0, 30);
/** All that waits is due by now. */
const now = noon - minute / 2;
const before = now - 60 * minute;
const clock = () => now;
const oncall = oncallSchema.parse({ rotations: [{ users: ['U1', 'U2', 'U3'], start: '2026-11-02T09:00:00Z' }] });

interface Waiting {
  what: string;
  job: string;
  /** Stores what waits, and answers with the payload of the job that it waits for. */
  wait(id: string): Promise<Payload>;
}

async function addPlan(id: string, change: Partial<Plan>, playbook = 'congestion'): Promise<Payload> {
  const times = { createdAt: before, approveBy: now + minute, decidedAt: before, runBy: now + minute };
  const { content, ...plan } = examplePlan(id, { ...times, ...change });
  await store().plans.insert({ ...plan, content: { ...content, playbook } });
  return { planId: id };
}

async function addIncident(id: string, change: Partial<Incident> = {}): Promise<Payload> {
  await store().incidents.insert(incidentOf(id, { openedAt: before, ...change }));
  return { incidentId: id };
}

/** An entry of the audit about an incident, as the product writes it. */
const note = (subject: string, action: string, detail: Record<string, unknown>) =>
  store().audit.append({ at: before, actor: 'nocturne', action, subject, detail });

const silence = { kind: 'silence', match: { device: 'Nowhere' }, reason: 'x', by: 'U1' } as const;

async function addSilence(id: string, from: number, until: number, at: number): Promise<Payload> {
  await store().facts.put(silenceFact, id, { ...silence, id, from, until, ended: null });
  return { silenceId: id, at };
}

const waiting: Waiting[] = [
  ...(['approved', 'running', 'verifying'] as const).map((state) => ({
    what: `a plan that is ${state}`,
    job: 'advance-plan',
    wait: (id: string) => addPlan(id, { state }),
  })),
  {
    what: 'an unknown plan for which somebody chose',
    job: 'advance-plan',
    async wait(id) {
      await store().facts.put(factKinds.choice, id, { user: 'U1', choice: 'continue', at: now, startedAt: null });
      return addPlan(id, { state: 'unknown' });
    },
  },
  { what: 'a plan that nobody decided about', job: 'expire-plan', wait: (id) => addPlan(id, { approveBy: now - 1 }) },
  {
    what: 'an approved plan that did not run in time',
    job: 'expire-plan',
    wait: (id) => addPlan(id, { state: 'approved', runBy: now - 1 }),
  },
  {
    what: 'a stopgap that is to be ended',
    job: 'follow-up-plan',
    wait: (id) => addPlan(id, { state: 'verified' }, 'cpu_overload'),
  },
  {
    what: 'a question to the history that has no answer yet',
    job: 'answer-question',
    async wait(id) {
      const run = {
        at: before,
        words: ['values'],
        by: 'U1',
        state: 'running' as const,
        share: 0,
        note: '',
        changes: 0,
      };
      await store().facts.put(questionFact, id, run);
      return { questionId: id };
    },
  },
  { what: 'an incident without a decision', job: 'investigate', wait: (id) => addIncident(id) },
  {
    what: 'an incident whose cause changed after the agents ended without a plan',
    job: 'investigate',
    async wait(id) {
      const { verdict, severity } = incidentOf(id);
      const about = { severity, verdict: { ...verdict!, cause: 'unknown' as const } };
      await store().facts.put(decisionKind, id, { ...decideNoPlan('inconclusive'), round: 1, about });
      return addIncident(id);
    },
  },
  {
    what: 'an incident that nobody took',
    job: 'ask-oncall',
    wait: async (id) => ({ ...(await addIncident(id)), planId: null, step: 1 }),
  },
  {
    what: 'an incident that the second on call did not take either',
    job: 'ask-oncall',
    async wait(id) {
      await note(id, 'oncall.asked', { user: 'U2', step: 1 });
      return { ...(await addIncident(id)), planId: null, step: 2 };
    },
  },
  {
    what: 'an incident that became worse after everybody was asked and somebody took it',
    job: 'ask-oncall',
    async wait(id) {
      await note(id, 'oncall.asked', { user: 'U1', step: 3 });
      await note(id, 'incident.taken', { severity: 'major' });
      await note(id, 'incident.worsened', { severity: 'critical', takenBy: 'U1' });
      return { ...(await addIncident(id, { severity: 'critical' })), planId: null, step: 0, worsened: 'critical' };
    },
  },
  {
    what: 'a plan that is to be decided about',
    job: 'ask-oncall',
    async wait(id) {
      const incident = await addIncident(`${id}-incident`, { owner: 'U1' });
      const { content, ...plan } = examplePlan(id, { createdAt: before, approveBy: now + minute });
      await store().plans.insert({ ...plan, content: { ...content, ...(incident as { incidentId: string }) } });
      return { ...incident, planId: id, step: 1 };
    },
  },
  {
    what: 'the beginning of a silence',
    job: 'silence-turn',
    wait: (id) => addSilence(id, now - minute, now + 60 * minute, now - minute),
  },
  { what: 'the end of a silence', job: 'silence-turn', wait: (id) => addSilence(id, before, now - 1, now - 1) },
  {
    what: 'a training',
    job: 'train-models',
    async wait(id) {
      const order = { recordings: ['r'], seed: 1, runId: id };
      await askForTraining({ store: store(), later: { later: async () => undefined }, clock }, order);
      return order;
    },
  },
];

const stages = { settings: { stagesHours: [1], stageReadings: 1, seed: 1 } };

/** Runs by the clock. */
const scheduled = jobs.flatMap(({ name, schedules }) =>
  (schedules?.({ digests: { schedules: [morning] }, stages } as never) ?? []).map(({ id, payload }) => ({
    id,
    job: name,
    payload,
  })),
);

interface Process {
  queue: Queue;
  /** What was begun, by job and payload. */
  runs: string[];
  reconcile(): Promise<number>;
}

const nameOf = (job: string, payload: Payload) => `${job} ${canonicalJson(payload)}`;
const opened: Queue[] = [];
let changes: Changes;
const payloads = new Map<string, Payload>();
const expected = () => waiting.map(({ what, job }) => nameOf(job, payloads.get(what)!));

/** All jobs of the product, under the rules of the product; what they do is to note that they ran, and then to end or to hang. */
async function openProcess(prefix: string, { hangs = false } = {}): Promise<Process> {
  const queue = await createQueue({ pool: store().pool, prefix, lockMs: 3_000, log: silentLog });
  opened.push(queue);
  const runs: string[] = [];
  const later: Later<JobPayloads> = queue;
  const silences = createTestSilences(store(), clock);
  const oncallAsks = createOncallAsks({
    store: store(),
    oncall,
    topology,
    silences,
    later,
    clock,
    log: silentLog,
  });
  const deps = {
    store: store(),
    changes,
    silences,
    oncallAsks,
    questionRuns: createQuestionRuns({
      ...{ store: store(), later, questions: noQuestions, newId: (kind) => `${kind}-1`, clock },
    }),
    clock,
    digests: { schedules: [morning] },
    stages,
    log: silentLog,
  } as never as JobDeps;
  for (const job of jobs) {
    const handle = async (payload: Payload, _deps: unknown, { id }: JobContext) => {
      // What the machine's own clock brings while the test runs is not what was asked for.
      if (id.startsWith('repeat:')) return;
      runs.push(nameOf(job.name, payload));
      if (hangs) await new Promise(() => undefined);
    };
    queue.define({ ...job, concurrency: 50, handle }, deps);
  }
  const { run: reconcile } = createReconciliation({
    queue,
    debtors: debtorsOf(jobs, deps),
    also: () => keepSchedules(queue, jobs, deps),
    clock,
    log: silentLog,
  });
  return { queue, runs, reconcile };
}

/** Time goes on while the test waits, and only then: locks run out, and night does not come. */
const waitUntil = (check: () => unknown) =>
  until(() => {
    vi.setSystemTime(Date.now() + 50);
    return check();
  });
const times = (runs: string[], name: string) => runs.filter((each) => each === name).length;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: noon });
  const world = createWorld(store());
  world.now = now;
  changes = world.process().changes;
  for (const [i, { what, wait }] of waiting.entries()) payloads.set(what, await wait(`waiting-${i}`));
});
afterAll(async () => {
  vi.useRealTimers();
  await Promise.all(opened.map((queue) => queue.close({ graceMs: 0 })));
});

test('every job of the product is in the table', () => {
  const inTable = new Set([...waiting, ...scheduled].map(({ job }) => job));
  expect([...inTable].sort()).toEqual(jobs.map(({ name }) => name).sort());
});

describe('when the queue forgot everything', () => {
  let process: Process;

  beforeAll(async () => {
    process = await openProcess('forgot');
    expect(await process.reconcile()).toBeGreaterThanOrEqual(waiting.length);
    expect(await process.reconcile()).toBe(0);
    await process.queue.start();
    await waitUntil(() => expect(process.runs).toEqual(expect.arrayContaining(expected())));
  });

  test.each(waiting)('$what is asked for again, once', ({ what, job }) => {
    expect(times(process.runs, nameOf(job, payloads.get(what)!))).toBe(1);
  });

  test.each(scheduled)('$job is scheduled again as $id', async ({ id, job }) => {
    expect(await process.queue.scheduled(job)).toContain(id);
  });
});

describe('when the process died that held everything', () => {
  let next: Process;

  beforeAll(async () => {
    const dying = await openProcess('died', { hangs: true });
    await dying.reconcile();
    for (const { id, job, payload } of scheduled) await dying.queue.later(job, payload, { at: now, key: id });
    await dying.queue.start();
    const held = [...expected(), ...scheduled.map(({ job, payload }) => nameOf(job, payload))];
    await waitUntil(() => expect(dying.runs).toEqual(expect.arrayContaining(held)));
    await dying.queue.close({ graceMs: 0 });
    next = await openProcess('died');
    // What nobody works on any more stands as being done as long as its lock holds: nothing is done twice.
    expect(await next.reconcile()).toBe(0);
    await next.queue.start();
    await waitUntil(() => expect(next.runs).toEqual(expect.arrayContaining(held)));
  });

  test.each(waiting)('$what is done by the next one, once', ({ what, job }) => {
    expect(times(next.runs, nameOf(job, payloads.get(what)!))).toBe(1);
  });

  test.each(scheduled)('$job is done by the next one as $id, once', ({ job, payload }) => {
    expect(times(next.runs, nameOf(job, payload))).toBe(1);
  });
});

describe('what follows from an event, when the process died while it did that', () => {
  const never = () => new Promise<never>(() => undefined);
  const silences = { covering: async () => undefined };
  /** Of a process of its own: its locks die with it. */
  const base = () => ({
    ...{ store: { ...store(), withLock: createProcessLocks() }, clock, log: silentLog },
    ...{ oncall, topology, silences },
  });

  const followers: [string, (act: (what: string) => Promise<unknown>) => OutboxFollower, string][] = [
    [
      'the end of a plan',
      (act) =>
        createPlanEndings({
          ...base(),
          incidents: { resolveByPlan: (id: string) => act(`resolve ${id}`) } as never,
          changes: { cancel: async () => false },
          graph: { resume: async () => undefined } as never,
          drainedBy: () => [],
        }),
      'resolve INC-followed',
    ],
    [
      'the question to the next on call',
      (act) =>
        createOncallAsks({
          ...base(),
          later: { later: async (job, { incidentId }) => void (await act(`${job} ${incidentId}`)) },
        }).follower,
      'ask-oncall INC-followed',
    ],
    [
      'the page',
      (act) =>
        createPaging({
          ...base(),
          from: 'minor',
          pager: { send: ({ dedup_key }: PageEvent) => act(`page ${dedup_key}`) } as never,
        }),
      'page INC-followed',
    ],
  ];

  beforeAll(async () => {
    await addIncident('INC-followed');
    const { content, ...plan } = examplePlan('plan-followed', { state: 'verified' });
    await store().plans.insert({ ...plan, content: { ...content, incidentId: 'INC-followed' } });
    // A pager that is new would begin after these events.
    await store().outbox.follow('pager', 'now', now);
    const about = { incidentId: 'INC-followed' };
    await store().outbox.append('followed:opened', { type: 'incident.opened', ...about }, now);
    const moved = { type: 'plan.moved', ...about, planId: plan.id, from: 'verifying', to: 'verified' } as const;
    await store().outbox.append('followed:moved', moved, now);
  });

  test.each(followers)('%s is done by the next one', async (_what, follow, expected) => {
    const dying: string[] = [];
    void follow((what) => {
      dying.push(what);
      return never();
    }).run();
    await waitUntil(() => expect(dying).toEqual([expected]));
    const done: string[] = [];
    const next = follow(async (what) => void done.push(what));
    await next.run();
    await next.run();
    expect(done).toEqual([expected]);
  });
});
