import { describe, expect, it } from 'vitest';
import type { Later } from '../../src/domain/later.ts';
import type { IncidentJobs } from '../../src/incidents/asked-jobs.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import { createOncallAsks } from '../../src/incidents/oncall-asks.ts';
import type { OncallAsk } from '../../src/incidents/oncall-steps.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { createTestSilences, incidentOf, planOf, silentLog, start, topology } from '../bot/world.ts';

const minute = 60_000;
const oncall = oncallSchema.parse({
  rotations: [{ users: ['U1', 'U2', 'U3'], start: '2026-11-02T09:00:00Z' }],
  takeWithinMinutes: 10,
  approveWithinMinutes: 5,
});

/** A queue whose jobs run when the test lets time pass. */
function world(config = oncall) {
  const store = createMemoryStore();
  let now = start;
  const clock = () => now;
  const jobs = new Map<string, { at: number; payload: OncallAsk }>();
  const later: Later<IncidentJobs> = {
    later: async (_job, payload, { at, key }) =>
      void (jobs.has(key) || jobs.set(key, { at, payload: payload as OncallAsk })),
  };
  const silences = createTestSilences(store, clock);
  const { follower, ask, owed } = createOncallAsks({
    ...{ store, oncall: config, topology, silences, later, clock, log: silentLog },
  });
  async function pass(minutes: number) {
    await follower.run();
    const until = now + minutes * minute;
    const done = new Set<string>();
    for (;;) {
      const due = [...jobs].filter(([key, { at }]) => !done.has(key) && at > now && at <= until);
      const [next] = due.sort(([, a], [, b]) => a.at - b.at);
      if (!next) break;
      done.add(next[0]);
      now = next[1].at;
      await ask(next[1].payload);
    }
    now = until;
  }
  const asked = async () =>
    (await store.outbox.pending('test', 100)).flatMap(({ event, at }) =>
      event.type === 'oncall.asked'
        ? [`${event.planId ?? event.incidentId} ${event.user} ${(at - start) / minute}`]
        : [],
    );
  const open = async (id = 'inc-1') => {
    await store.incidents.insert(incidentOf(id));
    await store.outbox.append(`${id}:opened`, { type: 'incident.opened', incidentId: id }, start);
  };
  return { store, silences, pass, asked, open, run: ask, owed };
}

describe('an incident that nobody takes', () => {
  it('is brought to one after the other, the first one again at last, and then to nobody', async () => {
    const { pass, asked, open } = world();
    await open();
    await pass(9);
    expect(await asked()).toEqual([]);
    await pass(200);
    expect(await asked()).toEqual(['inc-1 U2 10', 'inc-1 U3 20', 'inc-1 U1 30']);
  });

  it('is brought to nobody more once it is taken or over', async () => {
    const { store, pass, asked, open } = world();
    await open();
    await pass(11);
    await store.incidents.update(incidentOf('inc-1', { owner: 'U2' }));
    await open('inc-2');
    await store.incidents.update(incidentOf('inc-2', { state: 'resolved' }));
    await pass(200);
    expect(await asked()).toEqual(['inc-1 U2 10']);
  });

  it('is brought round anew, to the person on call at once, when it becomes worse after it was taken', async () => {
    const { store, pass, asked, open } = world();
    await open();
    await pass(11);
    await store.incidents.update(incidentOf('inc-1', { owner: 'U2' }));
    await pass(30);
    await store.incidents.update(incidentOf('inc-1', { severity: 'critical' }));
    const worsened = { type: 'incident.worsened', incidentId: 'inc-1', severity: 'critical' } as const;
    await store.outbox.append('worse', worsened, start + 42 * minute);
    await pass(200);
    const again = ['inc-1 U1 42', 'inc-1 U2 52', 'inc-1 U3 62', 'inc-1 U1 72'];
    expect(await asked()).toEqual(['inc-1 U2 10', ...again]);
  });

  it('waits while a silence covers it', async () => {
    const { silences, pass, asked, open } = world();
    await silences.add({
      ...{ kind: 'silence', match: { device: 'Router-A' }, from: start, until: start + 15 * minute, reason: 'x' },
      by: 'U1',
    });
    await open();
    await pass(12);
    expect(await asked()).toEqual([]);
    await pass(10);
    expect(await asked()).toEqual(['inc-1 U2 20']);
  });

  it('is put off while a silence covers it, and not asked for anew at every look', async () => {
    const { silences, owed, pass, open } = world();
    const until = start + 60 * minute;
    const match = { device: 'Router-A' };
    await silences.add({ kind: 'silence', match, from: start, until, reason: 'x', by: 'U1' });
    await open();
    await pass(40);
    const payload = { incidentId: 'inc-1', planId: null, step: 1 };
    expect(await owed()).toEqual([{ payload, at: start + 50 * minute }]);
    await pass(21);
    expect(await owed()).toEqual([{ payload: { ...payload, step: 2 }, at: expect.any(Number) }]);
  });

  it('is asked for once, however often the job runs, and stands in the audit', async () => {
    const { store, asked, open, run } = world();
    await open();
    const payload = { incidentId: 'inc-1', planId: null, step: 1 };
    await run(payload);
    await run(payload);
    expect(await asked()).toHaveLength(1);
    expect(await store.audit.list({ subject: 'inc-1' })).toHaveLength(1);
  });

  it('is brought to nobody where nobody is on call', async () => {
    const { pass, asked, open } = world(oncallSchema.parse({}));
    await open();
    await pass(60);
    expect(await asked()).toEqual([]);
  });
});

describe('a plan that nobody decides about', () => {
  it('is brought to the next person, until it is decided', async () => {
    const { store, pass, asked } = world();
    await store.incidents.insert(incidentOf('inc-1', { owner: 'U1' }));
    await store.plans.insert(planOf('plan-1', 'inc-1'));
    await store.outbox.append('p', { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' }, start);
    await pass(6);
    expect(await asked()).toEqual(['plan-1 U2 5']);
    await store.plans.move('plan-1', 'pending', 'rejected', { at: start });
    await pass(60);
    expect(await asked()).toHaveLength(1);
  });
});
