import { beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { useStore } from '../store/open-test-store.ts';
import { proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, person, type World } from './world.ts';

const store = useStore();
let world: World;
let process: Process;
let plan: Plan;

async function begin(options: Parameters<World['process']>[0] = {}) {
  world = createWorld(store());
  process = world.process(options);
  const incidentId = await world.incident();
  slowLink(world);
  plan = await proposeDrain(world, process, incidentId);
}

beforeEach(() => begin());

const click = (user = person('U-BOB'), decision: 'approve' | 'reject' = 'approve', reason: string | null = null) =>
  process.changes.decide({ buttonId: plan.buttonId, user, decision, reason });
const state = async () => (await store().plans.get(plan.id))!.state;
const actions = async () =>
  (await store().audit.list({ subject: plan.id })).map(({ action, actor }) => `${action} by ${actor}`);
const group = { mode: 'act', approvers: { groups: ['S-NETOPS'] } };

describe('a click on a plan', () => {
  it('of an approver approves it, asks for the job and notes the time', async () => {
    expect(await click()).toEqual({ accepted: true, code: 'approved', text: 'Approved. The plan runs now.' });
    expect(await store().plans.get(plan.id)).toMatchObject({ state: 'approved', runBy: world.now + 15 * 60_000 });
    expect(world.jobs.map(({ job, key }) => `${job} ${key}`)).toContain(
      `advance-plan advance-plan-${plan.id}-approved`,
    );
    expect((await process.changes.times(plan.id)).approvedAt).toBe(world.now);
    expect(await actions()).toEqual(['plan.proposed by nocturne', 'plan.approved by U-BOB']);
  });

  it('of somebody who is named alone approves it, too', async () => {
    expect(await click(person('U-ANN', { groups: [] }))).toMatchObject({ code: 'approved' });
  });

  it('with Reject rejects it with its reason, and nothing reaches a device', async () => {
    expect(await click(person('U-BOB'), 'reject', 'not during the match')).toMatchObject({
      accepted: true,
      code: 'rejected',
    });
    expect(await store().plans.get(plan.id)).toMatchObject({
      state: 'rejected',
      outcome: 'Rejected: not during the match',
    });
    await process.changes.advance(plan.id);
    expect(world.changeLines()).toEqual([]);
    expect(world.jobs.filter(({ job }) => job === 'advance-plan')).toEqual([]);
  });

  it.each([
    ['not-allowed', person('U-EVE', { groups: ['S-OTHERS'] })],
    ['bot', person('U-BOB', { isBot: true })],
    ['deactivated', person('U-BOB', { deleted: true })],
    ['guest', person('U-BOB', { restricted: true })],
    ['foreign', person('U-BOB', { foreign: true })],
  ])('is refused with a reason of its own: %s', async (code, user) => {
    const answer = await click(user);
    expect(answer).toMatchObject({ accepted: false, code });
    expect(answer.text.length).toBeGreaterThan(20);
    expect(await state()).toBe('pending');
    expect(await actions()).toEqual(['plan.proposed by nocturne', `plan.vote-refused by ${user.id}`]);
  });

  it('of an unknown button is answered', async () => {
    const answer = await process.changes.decide({
      buttonId: 'made-up',
      user: person('U-BOB'),
      decision: 'approve',
      reason: null,
    });
    expect(answer).toMatchObject({ accepted: false, code: 'unknown-button' });
  });

  it('of the requester is refused, admins included, and so is one who had a part in the plan', async () => {
    const mine = await process.changes.propose({
      incidentId: plan.content.incidentId,
      playbook: 'latency_spike',
      parameters: { device: 'Router-A', interface: 'eth1', cost: 700 },
      requestedBy: 'U-ANN',
      authors: ['U-CAT'],
    });
    if (mine.outcome !== 'ok') throw new Error(mine.reason);
    plan = mine.plan;
    for (const id of ['U-ANN', 'U-CAT'])
      expect(await click(person(id))).toMatchObject({ accepted: false, code: 'requester' });
    expect(await click(person('U-BOB'))).toMatchObject({ code: 'approved' });
  });

  it('counts once: a double click is answered and changes nothing', async () => {
    const answers = await Promise.all([click(), click(), click()]);
    expect(answers.filter(({ accepted }) => accepted)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'already-voted')).toHaveLength(2);
    expect((await store().votes.forPlan(plan.id)).length).toBe(1);
    expect(world.jobs.filter(({ job }) => job === 'advance-plan')).toHaveLength(1);
  });

  it('of somebody else after the decision is late', async () => {
    await click();
    expect(await click(person('U-CAT'), 'reject')).toMatchObject({ accepted: false, code: 'already-decided' });
    expect(await state()).toBe('approved');
  });

  it('after its time is refused, and expires the plan', async () => {
    world.now = plan.approveBy + 1;
    expect(await click()).toMatchObject({ accepted: false, code: 'expired' });
    expect(await state()).toBe('expired');
    expect(await click()).toMatchObject({ accepted: false, code: 'expired' });
  });

  it('on a plan that a newer one replaced is refused', async () => {
    await process.changes.propose({
      incidentId: plan.content.incidentId,
      playbook: 'latency_spike',
      parameters: { device: 'Router-A', interface: 'eth1', cost: 800 },
      requestedBy: 'nocturne',
    });
    expect(await click()).toMatchObject({ accepted: false, code: 'superseded' });
  });

  it('on a plan whose content no longer fits its hash is refused', async () => {
    const { plans } = store();
    const forged = async (id: string) => {
      const found = (await plans.get(id))!;
      return { ...found, content: { ...found.content, parameters: { ...found.content.parameters, cost: 1 } } };
    };
    process = world.process({ store: { plans: { ...plans, get: forged } } });
    expect(await click()).toMatchObject({ accepted: false, code: 'hash-mismatch' });
  });
});

describe('policy', () => {
  it('that is empty denies everybody', async () => {
    await begin({ policy: { mode: 'act' } });
    expect(await click(person('U-ANN'))).toMatchObject({ accepted: false, code: 'not-allowed' });
    expect(await process.changes.approvalOffer(plan)).toMatchObject({
      offered: false,
      reason: expect.stringMatching(/no approver/),
    });
  });

  it('proposes by default: no Approve is offered, and a click on one does nothing', async () => {
    await begin({ policy: { approvers: { groups: ['S-NETOPS'] } } });
    expect(await process.changes.approvalOffer(plan)).toMatchObject({
      offered: false,
      reason: expect.stringMatching(/not run/),
    });
    expect(await click()).toMatchObject({ accepted: false, code: 'mode' });
    expect(await click(person('U-CAT'), 'reject')).toMatchObject({ accepted: true, code: 'rejected' });
  });

  it('takes the strictest mode of a device’s tags', async () => {
    await begin({ policy: { ...group, mode: 'propose', tagModes: { core: 'act' } } });
    expect(await process.changes.approvalOffer(plan)).toEqual({
      offered: true,
      reason: null,
      ticketNeeded: false,
      users: [],
      groups: ['S-NETOPS'],
    });
    await begin({ policy: { ...group, tagModes: { core: 'propose' } } });
    expect(await click()).toMatchObject({ code: 'mode' });
  });

  it('wants two distinct approvers for high risk', async () => {
    await begin({ policy: { ...group, approvals: { medium: 2 } } });
    expect(await click()).toEqual({
      accepted: true,
      code: 'vote-counted',
      text: 'Your approval counts. 1 more is needed.',
    });
    expect(await click()).toMatchObject({ accepted: false, code: 'already-voted' });
    expect(await state()).toBe('pending');
    expect(await click(person('U-CAT'))).toMatchObject({ accepted: true, code: 'approved' });
    const [moved] = (await store().audit.list({ subject: plan.id })).slice(-1);
    expect(moved!.detail).toMatchObject({ approvers: ['U-BOB', 'U-CAT'], planHash: plan.hash });
  });

  it('counts two approvals at the same moment as two', async () => {
    await begin({ policy: { ...group, approvals: { medium: 2 } } });
    await Promise.all([click(), click(person('U-CAT'))]);
    expect(await state()).toBe('approved');
  });

  it('lets one of two reject', async () => {
    await begin({ policy: { ...group, approvals: { medium: 2 } } });
    await click();
    expect(await click(person('U-CAT'), 'reject')).toMatchObject({ code: 'rejected' });
  });

  it('never asks fewer than two for high risk', () => {
    expect(() => world.process({ policy: { approvals: { high: 1 } } })).toThrow();
  });

  it('refuses unknown keys', () => {
    expect(() => world.process({ policy: { approver: ['U-ANN'] } })).toThrow(/approver/);
  });

  it('holds changes while they are frozen, and lets them go afterwards', async () => {
    await process.changes.freeze({ by: 'U-ANN', reason: 'migration', until: null });
    expect(await click()).toEqual({
      accepted: false,
      code: 'on-hold',
      text: 'Changes are frozen by U-ANN: migration.',
    });
    expect(await process.changes.mode()).toEqual({
      mode: 'act',
      frozen: { by: 'U-ANN', reason: 'migration', until: null },
    });
    await process.changes.thaw({ by: 'U-ANN' });
    expect(await click()).toMatchObject({ code: 'approved' });
  });

  it('holds changes outside their time of day', async () => {
    await begin({ policy: { ...group, windows: [{ from: '02:00', to: '04:00' }] } });
    expect(new Date(world.now).toISOString()).toMatch(/T22:13/);
    expect(await click()).toMatchObject({ code: 'on-hold' });
    await begin({ policy: { ...group, windows: [{ from: '22:00', to: '04:00' }] } });
    expect(await click()).toMatchObject({ code: 'approved' });
  });
});

describe('expiry', () => {
  it('does nothing before the time, and expires once after it', async () => {
    expect(await process.changes.expire(plan.id)).toBe(false);
    world.now = plan.approveBy + 1;
    expect(await process.changes.expire(plan.id)).toBe(true);
    expect(await process.changes.expire(plan.id)).toBe(false);
    expect(await actions()).toEqual(['plan.proposed by nocturne', 'plan.expired by nocturne']);
    expect(await process.changes.expire('nobody')).toBe(false);
  });

  it('ends the permission to run, too', async () => {
    await click();
    world.now += 15 * 60_000 + 1;
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'expired', final: true });
    expect(world.changeLines()).toEqual([]);
  });

  it('is made good at start-up, and waiting plans get their jobs again', async () => {
    world.jobs = [];
    await world.process().changes.reconcile();
    expect(world.jobs.filter(({ planId }) => planId === plan.id)).toMatchObject([
      { job: 'expire-plan', at: plan.approveBy + 1 },
    ]);
    world.now = plan.approveBy + 1;
    await world.process().changes.reconcile();
    expect(await state()).toBe('expired');
  });
});
