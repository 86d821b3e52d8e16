import { afterEach, describe, expect, it } from 'vitest';
import { people } from '../demo/slack/small-workspace.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, noc } from './slack-world.ts';
import { createChanges, incidentOf, planOf, tell } from './world.ts';

const world = createSlackWorld();
const { open, startBot } = world;
afterEach(world.close);

/** A plan in Slack whose approval needs a ticket and whose cost may be edited. */
async function begin() {
  const [workspace, store] = [await open(), createMemoryStore()];
  const changes = createChanges(store);
  const calls: unknown[] = [];
  const bot = await startBot(workspace, store, {
    secondChannel: noc,
    grants: [{ commands: ['edit'], users: [people.onCall] }],
    changes: {
      ...changes,
      approvalOffer: async () => ({ offered: true, reason: null, users: [], groups: [], ticketNeeded: true }),
      editable: () => [{ name: 'cost', value: 100, adjustable: true, about: 'OSPF cost' }],
      async decide(click) {
        calls.push({ decision: click.decision, ticket: click.ticket, channel: click.channel });
        return changes.decide(click);
      },
      async edit({ buttonId, user, values }) {
        calls.push({ buttonId, user: user.id, values });
        return { accepted: true, code: 'edited', text: 'A new plan stands in the thread.' };
      },
    },
  });
  await store.incidents.insert(incidentOf('inc-1'));
  await tell(store, { type: 'incident.opened', incidentId: 'inc-1' });
  await store.plans.insert(planOf('plan-1', 'inc-1'));
  await tell(store, { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
  await bot.project();
  const { ts, channel } = await workspace.control.waitForMessage({ channel: noc, text: 'ip ospf cost 100' });
  return { workspace, store, bot, calls, card: { ts, channel } };
}

describe('a plan card', () => {
  it('asks for the ticket when Approve is pressed, and approves with it', async () => {
    const { workspace, calls, card } = await begin();
    const user = people.approver;
    await workspace.control.press({ user, ...card, action_id: 'plan_approve' });
    await workspace.control.waitForModal({ user, callback_id: 'plan_approve_ticket' });
    expect(calls).toEqual([]);
    await workspace.control.submit({ user, values: { text: 'CHG-20417' } });
    await workspace.control.waitForMessage({ user, text: 'Recorded.' });
    expect(calls).toEqual([{ decision: 'approve', ticket: 'CHG-20417', channel: card.channel }]);
  });

  it('opens its parameters on Edit, and passes on what was typed', async () => {
    const { workspace, calls, card } = await begin();
    const user = people.onCall;
    await workspace.control.press({ user, ...card, action_id: 'plan_edit' });
    const modal = await workspace.control.waitForModal({ user, callback_id: 'plan_edit_parameters' });
    expect(JSON.stringify(modal)).toContain('"initial_value":"100"');
    await workspace.control.submit({ user, values: { text: '500' } });
    await workspace.control.waitForMessage({ user, text: 'A new plan stands in the thread.' });
    expect(calls).toEqual([{ buttonId: 'button-plan-1', user, values: { cost: '500' } }]);
  });
});

it('break-glass is told in the second channel, once', async () => {
  const { workspace, store, bot } = await begin();
  const event = {
    incidentId: 'inc-1',
    planId: 'plan-1',
    user: people.approver,
    reason: 'no uplink <any> more',
  } as const;
  await tell(store, { type: 'plan.break-glass', ...event });
  await tell(store, { type: 'plan.break-glass', ...event });
  await bot.project();
  const told = everything(workspace).filter(({ text }) => text.includes('broke the glass'));
  expect(told).toHaveLength(1);
  expect(told[0]!.thread_ts).toBeUndefined();
  expect(JSON.stringify(told[0])).toContain('no uplink &lt;any&gt; more');
});
