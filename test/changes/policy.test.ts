import { beforeEach, describe, expect, it } from 'vitest';
import { groupsNamed, policySchema } from '../../src/changes/policy.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { useStore } from '../store/open-test-store.ts';
import { approve, drainLines, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, person, type World } from './world.ts';

const store = useStore();
let world: World;
let process: Process;
let plan: Plan;

const base = { mode: 'act', approvers: { groups: ['S-NETOPS'] } };

async function begin(policy: Record<string, unknown> = {}) {
  world = createWorld(store());
  process = world.process({ policy: { ...base, ...policy } });
  const incidentId = await world.incident();
  slowLink(world);
  plan = await proposeDrain(world, process, incidentId);
}

const click = (more: { user?: Person; ticket?: string; channel?: string | null } = {}) =>
  process.changes.decide({
    buttonId: plan.buttonId,
    user: more.user ?? person('U-BOB'),
    decision: 'approve',
    reason: null,
    ticket: more.ticket ?? null,
    channel: more.channel ?? null,
  });
const state = async () => (await store().plans.get(plan.id))!.state;

describe('a ticket', () => {
  beforeEach(() => begin({ ticket: { from: 'medium' } }));

  it('is needed where the policy asks for one, and the offer says so', async () => {
    expect((await process.changes.approvalOffer(plan)).ticketNeeded).toBe(true);
    expect(await click()).toMatchObject({ accepted: false, code: 'ticket-needed' });
    expect(await state()).toBe('pending');
  });

  it.each(['no', 'CHG 1', 'chg-1', '; reload', `CHG-${'1'.repeat(70)}`])('is refused as "%s"', async (ticket) => {
    expect(await click({ ticket })).toMatchObject({ code: 'ticket-invalid' });
  });

  it('stands in the vote and in the audit', async () => {
    expect(await click({ ticket: 'CHG-20417' })).toMatchObject({ code: 'approved' });
    expect((await store().votes.forPlan(plan.id))[0]!.reason).toBe('ticket CHG-20417');
    const entries = await store().audit.list({ subject: plan.id });
    expect(entries.find(({ action }) => action === 'plan.approved')!.detail.reasons).toEqual(['ticket CHG-20417']);
  });

  it('is not needed below the risk of the policy', async () => {
    await begin({ ticket: { from: 'high' } });
    expect((await process.changes.approvalOffer(plan)).ticketNeeded).toBe(false);
    expect(await click()).toMatchObject({ code: 'approved' });
  });
});

describe('approvers', () => {
  it('of a tag take the place of the others for its devices, and the card names them', async () => {
    await begin({ tagApprovers: { core: { users: ['U-CORE'] } } });
    expect(await process.changes.approvalOffer(plan)).toMatchObject({ users: ['U-CORE'], groups: [] });
    expect(await click()).toMatchObject({ code: 'not-allowed' });
    expect(await click({ user: person('U-CORE') })).toMatchObject({ code: 'approved' });
  });

  it('of a tag that no device has change nothing', async () => {
    await begin({ tagApprovers: { paris: { users: ['U-CORE'] } } });
    expect(await click()).toMatchObject({ code: 'approved' });
  });

  it('of a tag that names nobody are nobody', async () => {
    await begin({ tagApprovers: { core: {} } });
    expect(await click()).toMatchObject({ code: 'not-allowed' });
  });

  it('are heard in the channels of the policy only', async () => {
    await begin({ approveInChannels: ['C-NOC'] });
    expect(await click({ channel: 'C-OTHER' })).toMatchObject({ code: 'wrong-channel' });
    expect(await click({ channel: null })).toMatchObject({ code: 'wrong-channel' });
    expect(await click({ channel: 'C-NOC' })).toMatchObject({ code: 'approved' });
  });

  it('are asked for with every group that the policy names', () => {
    const policy = policySchema.parse({
      approvers: { groups: ['a'] },
      tagApprovers: { core: { groups: ['b', 'a'] } },
      breakGlass: { groups: ['c'], channel: 'C-BOSS' },
    });
    expect(groupsNamed(policy).sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('break-glass', () => {
  const open = { breakGlass: { users: ['U-CHIEF'], channel: 'C-BOSS' }, approvals: { medium: 2 } };
  const reason = 'the data centre has no uplink any more';
  const breakIt = (user = person('U-CHIEF', { groups: [] }), why = reason) =>
    process.changes.breakGlass({ planId: plan.id, user, reason: why });

  it.each([{}, { breakGlass: { users: ['U-CHIEF'] } }, { breakGlass: { channel: 'C-BOSS' } }])(
    'is off with %j',
    async (policy) => {
      await begin(policy);
      expect(await breakIt()).toMatchObject({ accepted: false, code: 'break-glass-off' });
      expect(await state()).toBe('pending');
    },
  );

  it('runs a plan on one word, past votes and freeze, and tells of it', async () => {
    await begin(open);
    world.people.set('U-CHIEF', person('U-CHIEF', { groups: [] }));
    await process.changes.freeze({ by: 'U-ANN', reason: 'quarter end', until: null });
    expect(await breakIt()).toMatchObject({ accepted: true, code: 'break-glass' });
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    expect(world.changeLines()).toEqual(drainLines);
    const entry = (await store().audit.list({ subject: plan.id })).find(({ action }) => action === 'plan.break-glass')!;
    expect(entry).toMatchObject({ actor: 'U-CHIEF', detail: { reason, planHash: plan.hash } });
    const events = (await store().outbox.pending('second-channel', 1000)).map(({ event }) => event);
    expect(events).toContainEqual({
      type: 'plan.break-glass',
      incidentId: plan.content.incidentId,
      planId: plan.id,
      user: 'U-CHIEF',
      reason,
    });
    await process.changes.thaw({ by: 'U-ANN' });
  });

  it('takes a plan that waits for a freeze to end', async () => {
    await begin(open);
    world.people.set('U-CHIEF', person('U-CHIEF'));
    await approve(process, plan, 'U-ANN', 'U-BOB');
    await process.changes.freeze({ by: 'U-ANN', reason: 'quarter end', until: null });
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'approved' });
    expect(await breakIt()).toMatchObject({ code: 'break-glass' });
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    await process.changes.thaw({ by: 'U-ANN' });
  });

  it.each([
    ['not-allowed', person('U-BOB'), reason],
    ['guest', person('U-CHIEF', { restricted: true }), reason],
    ['bot', person('U-CHIEF', { isBot: true }), reason],
    ['reason-needed', person('U-CHIEF'), 'hurry'],
  ])('is refused as %s, and the refusal is kept', async (code, user, why) => {
    await begin(open);
    expect(await breakIt(user, why)).toMatchObject({ accepted: false, code });
    expect(await state()).toBe('pending');
    const actions = (await store().audit.list({ subject: plan.id })).map(({ action }) => action);
    expect(actions).toContain('plan.break-glass-refused');
  });

  it('does not go past the mode', async () => {
    await begin({ ...open, mode: 'propose' });
    expect(await breakIt()).toMatchObject({ code: 'mode' });
  });

  it('counts once, and not for a plan that is decided upon', async () => {
    await begin(open);
    const both = await Promise.all([breakIt(), breakIt()]);
    expect(both.map(({ code }) => code).sort()).toEqual(['already-decided', 'break-glass']);
  });

  it('is worth nothing when the person is gone by the time it runs', async () => {
    await begin(open);
    await breakIt();
    world.people.set('U-CHIEF', person('U-CHIEF', { deleted: true }));
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'cancelled' });
    expect(world.changeLines()).toEqual([]);
  });
});

describe('editing a plan', () => {
  const edit = (values: Record<string, string>, user = person('U-EVE', { groups: [] })) =>
    process.changes.edit({ buttonId: plan.buttonId, user, values });

  beforeEach(() => begin({ approvals: { medium: 2 } }));

  it('offers the parameters of the playbook with their values', () => {
    expect(process.changes.editable(plan)).toEqual([
      { name: 'cost', value: 1000, adjustable: true, about: expect.any(String) },
    ]);
  });

  it('writes a new plan, voids the votes and keeps the editor from approving', async () => {
    expect(await click()).toMatchObject({ code: 'vote-counted' });
    expect(await edit({ cost: '500' }, person('U-ANN'))).toMatchObject({ accepted: true, code: 'edited' });
    expect(await state()).toBe('superseded');
    const next = (await store().plans.forIncident(plan.content.incidentId)).at(-1)!;
    expect(next).toMatchObject({ state: 'pending', requestedBy: 'U-ANN', content: { parameters: { cost: 500 } } });
    expect(next.hash).not.toBe(plan.hash);
    expect(await store().votes.forPlan(next.id)).toEqual([]);
    plan = next;
    expect(await click({ user: person('U-ANN') })).toMatchObject({ code: 'requester' });
    expect(await click()).toMatchObject({ code: 'vote-counted' });
  });

  it('keeps whoever asked for the former plan from approving the new one', async () => {
    await edit({ cost: '500' }, person('U-ANN'));
    plan = (await store().plans.forIncident(plan.content.incidentId)).at(-1)!;
    await edit({ cost: '600' }, person('U-BOB'));
    plan = (await store().plans.forIncident(plan.content.incidentId)).at(-1)!;
    expect(await click({ user: person('U-ANN') })).toMatchObject({ code: 'requester' });
    expect(await click({ user: person('U-CAT') })).toMatchObject({ code: 'vote-counted' });
  });

  it.each([
    ['refused', { cost: '0' }],
    ['refused', { cost: '70000' }],
    ['refused', { cost: '500\nreload' }],
    ['unknown-parameter', { device: 'Router-B' }],
    ['unchanged', { cost: '1000' }],
  ])('is %s with %j', async (code, values) => {
    expect(await edit(values)).toMatchObject({ accepted: false, code });
    expect(await state()).toBe('pending');
  });

  it('is for members, and for plans that wait', async () => {
    expect(await edit({ cost: '500' }, person('U-GUEST', { restricted: true }))).toMatchObject({ code: 'guest' });
    await process.changes.cancel(plan.id, { actor: 'U-ANN', reason: 'not now' });
    expect(await edit({ cost: '500' })).toMatchObject({ code: 'already-decided' });
    expect(process.changes.editable((await store().plans.get(plan.id))!)).toEqual([]);
  });
});

it('counts how the gate was used', async () => {
  await begin();
  const since = world.now;
  const again = async () => {
    const incidentId = await world.incident();
    slowLink(world);
    plan = await proposeDrain(world, process, incidentId);
  };
  await again();
  world.now += 60_000;
  await click();
  await again();
  world.now += 20_000;
  await process.changes.decide({ buttonId: plan.buttonId, user: person('U-BOB'), decision: 'reject', reason: 'no' });
  await again();
  await process.changes.edit({ buttonId: plan.buttonId, user: person('U-ANN'), values: { cost: '500' } });
  await again();
  world.now += 31 * 60_000;
  await process.changes.expire(plan.id);
  expect(await process.changes.approvalLoad(since)).toEqual({
    since,
    asked: 6,
    answered: 2,
    expired: 1,
    withdrawn: 1,
    waiting: 2,
    medianAnswerMs: 40_000,
    slowestAnswerMs: 60_000,
  });
});
