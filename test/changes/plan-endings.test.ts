import { describe, expect, it, vi } from 'vitest';
import { createPlanEndings } from '../../src/changes/plan-endings.ts';
import { examplePlan, silentLog, useStore } from '../store/open-test-store.ts';

const at = Date.UTC(2026, 10, 23);

describe('the end of a plan', () => {
  const store = useStore();

  function setUp(resume = vi.fn(async () => 'resumed' as const)) {
    const resolveByPlan = vi.fn(async () => true);
    const cancel = vi.fn(async () => true);
    const endings = createPlanEndings({
      store: store(),
      incidents: { resolveByPlan },
      changes: { cancel },
      graph: { resume },
      drainedBy: (plan) => [plan.content.target],
      clock: () => at,
      log: silentLog,
    });
    return { endings, resolveByPlan, resume, cancel };
  }

  async function verifiedPlan(id: string): Promise<void> {
    const plan = examplePlan(id);
    const { incidentId } = plan.content;
    await store().plans.insert(plan);
    for (const [from, to] of [
      ['pending', 'approved'],
      ['approved', 'running'],
      ['running', 'verifying'],
      ['verifying', 'verified'],
    ] as const) {
      await store().transaction(async (tables) => {
        await tables.plans.move(id, from, to, { at });
        await tables.outbox.append(`${id}:${to}`, { type: 'plan.moved', incidentId, planId: id, from, to }, at);
      });
    }
  }

  it('resolves the incident and resumes the thread once', async () => {
    await verifiedPlan('plan-once');
    const { endings, resolveByPlan, resume } = setUp();
    await endings.run();
    await endings.run();
    expect(resolveByPlan).toHaveBeenCalledTimes(1);
    expect(resume).toHaveBeenCalledTimes(1);
    expect(resume).toHaveBeenCalledWith(
      expect.any(String),
      expect.objectContaining({ planId: 'plan-once', state: 'verified' }),
    );
  });

  it('tries again when the thread could not be told', async () => {
    await verifiedPlan('plan-again');
    const failing = setUp(vi.fn(async () => Promise.reject(new Error('the process died'))));
    await failing.endings.run();
    const { endings, resume } = setUp();
    await endings.run();
    expect(resume).toHaveBeenCalledTimes(1);
  });

  it('withdraws the waiting plan of an incident that is over', async () => {
    await store().plans.insert(examplePlan('plan-stale'));
    const { incidentId } = examplePlan('plan-stale').content;
    await store().outbox.append('over', { type: 'incident.resolved', incidentId }, at);
    const { endings, cancel } = setUp();
    await endings.run();
    expect(cancel).toHaveBeenCalledWith('plan-stale', expect.objectContaining({ actor: 'nocturne' }));
  });
});
