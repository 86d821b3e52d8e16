import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { examplePlan, useStore } from './open-test-store.ts';

const store = useStore();

describe('plans', () => {
  test('come back as they were stored, down to the canonical JSON that the hash is over', async () => {
    const plan = examplePlan('plan-round-trip');
    await store().plans.insert(plan);
    const stored = await store().plans.get(plan.id);
    expect(stored).toEqual(plan);
    expect(canonicalJson(stored?.content)).toBe(canonicalJson(plan.content));
    expect(await store().plans.byButton(plan.buttonId)).toEqual(plan);
    expect(await store().plans.byButton('forged')).toBeUndefined();
  });

  test('of two moves at once exactly one wins', async () => {
    await store().plans.insert(examplePlan('plan-race'));
    const moves = await Promise.all([
      store().plans.move('plan-race', 'pending', 'approved', { at: 1_500, runBy: 9_000 }),
      store().plans.move('plan-race', 'pending', 'rejected', { at: 1_500 }),
      store().plans.move('plan-race', 'pending', 'expired', { at: 1_500 }),
    ]);
    expect(moves.filter(Boolean)).toHaveLength(1);
    const plan = await store().plans.get('plan-race');
    expect(plan?.state).toBe(['approved', 'rejected', 'expired'][moves.indexOf(true)]);
    expect(plan?.decidedAt).toBe(1_500);
  });

  test('a move sets what it names and leaves the rest', async () => {
    await store().plans.insert(examplePlan('plan-fields'));
    await store().plans.move('plan-fields', 'pending', 'approved', { at: 1_500, runBy: 9_000 });
    await store().plans.move('plan-fields', 'approved', 'running', { at: 1_600 });
    await store().plans.move('plan-fields', 'running', 'failed', { at: 1_700, outcome: 'line refused' });
    expect(await store().plans.get('plan-fields')).toMatchObject({
      state: 'failed',
      decidedAt: 1_500,
      runBy: 9_000,
      outcome: 'line refused',
    });
  });

  test('a move that the state machine lacks is an error, and one from another state is refused', async () => {
    await store().plans.insert(examplePlan('plan-forbidden'));
    await expect(store().plans.move('plan-forbidden', 'pending', 'running', { at: 1 })).rejects.toMatchObject({
      code: 'plan-move-forbidden',
    });
    expect(await store().plans.move('plan-forbidden', 'approved', 'running', { at: 1 })).toBe(false);
    expect(await store().plans.move('no such plan', 'pending', 'approved', { at: 1 })).toBe(false);
    expect((await store().plans.get('plan-forbidden'))?.state).toBe('pending');
  });

  test('no two plans share a button', async () => {
    await store().plans.insert(examplePlan('plan-button-1', { buttonId: 'same' }));
    await expect(store().plans.insert(examplePlan('plan-button-2', { buttonId: 'same' }))).rejects.toMatchObject({
      code: '23505',
    });
  });

  test('are found by incident, oldest first, and by state', async () => {
    const content = { ...examplePlan('x').content, incidentId: 'incident-lists' };
    await store().plans.insert(examplePlan('plan-new', { content, createdAt: 20 }));
    await store().plans.insert(examplePlan('plan-old', { content, createdAt: 10, state: 'unknown' }));
    expect((await store().plans.forIncident('incident-lists')).map(({ id }) => id)).toEqual(['plan-old', 'plan-new']);
    expect((await store().plans.inStates(['unknown', 'verifying'])).map(({ id }) => id)).toEqual(['plan-old']);
  });
});

describe('votes', () => {
  test('a user votes once on a plan, even with both answers at once', async () => {
    await store().plans.insert(examplePlan('plan-votes'));
    const vote = { planId: 'plan-votes', planHash: 'h', user: 'U1', reason: null, at: 5 };
    const counted = await Promise.all([
      store().votes.insert({ ...vote, decision: 'approve' }),
      store().votes.insert({ ...vote, decision: 'reject' }),
    ]);
    expect(counted).toEqual([true, false]);
    expect(await store().votes.insert({ ...vote, user: 'U2', decision: 'reject', reason: 'no', at: 6 })).toBe(true);
    expect(await store().votes.forPlan('plan-votes')).toEqual([
      { ...vote, decision: 'approve' },
      { ...vote, user: 'U2', decision: 'reject', reason: 'no', at: 6 },
    ]);
  });
});

describe('executions', () => {
  const line = { planId: 'plan-lines', phase: 'change' as const, step: 0, line: 1, device: 'Router-A', command: 'b' };

  test('a line is begun once, and is unknown until it is done', async () => {
    await store().plans.insert(examplePlan('plan-lines'));
    const begun = await Promise.all([1, 2, 3].map((sentAt) => store().executions.begin({ ...line, sentAt })));
    expect(begun).toEqual([true, false, false]);
    expect(await store().executions.begin({ ...line, phase: 'undo', sentAt: 4 })).toBe(true);
    expect(await store().executions.lines('plan-lines')).toMatchObject([
      { phase: 'change', sentAt: 1, doneAt: null, output: null, accepted: null },
      { phase: 'undo', sentAt: 4 },
    ]);
    await store().executions.done(line, { at: 7, output: 'ok\u0000', accepted: true });
    const [first] = await store().executions.lines('plan-lines');
    expect(first).toEqual({ ...line, sentAt: 1, doneAt: 7, output: 'ok\uFFFD', accepted: true });
    await expect(
      store().executions.done({ ...line, line: 9 }, { at: 7, output: '', accepted: true }),
    ).rejects.toMatchObject({ code: 'execution-not-begun' });
  });

  test('the first snapshot of a device stays', async () => {
    await store().plans.insert(examplePlan('plan-snapshots'));
    await store().executions.putSnapshot('plan-snapshots', 'Router-A', 'before', 1);
    await store().executions.putSnapshot('plan-snapshots', 'Router-A', 'half-changed', 2);
    expect(await store().executions.snapshots('plan-snapshots')).toEqual([
      { device: 'Router-A', text: 'before', at: 1 },
    ]);
  });
});
