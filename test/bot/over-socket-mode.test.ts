import { afterEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../demo/slack/workspace.ts';
import type { Bot } from '../../src/bot/bot.ts';
import { refFact } from '../../src/bot/message-facts.ts';
import type { Store } from '../../src/store/store.ts';
import { bot as app, people } from '../demo/slack/small-workspace.ts';
import { learningOf } from '../learning/made-learning.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { createChanges, createTestBot, diagnosisOf, incidentOf, move, planOf, tell } from './world.ts';

const world = createSlackWorld();
const { open, startBot } = world;
afterEach(world.close);

/** Incident and plan in the store and in Slack. */
async function openPlan(store: Store, bot: Bot, id = 'inc-1') {
  await store.incidents.insert(incidentOf(id));
  await tell(store, { type: 'incident.opened', incidentId: id });
  await store.diagnoses.put(diagnosisOf(id));
  await tell(store, { type: 'diagnosis.ready', incidentId: id });
  await store.plans.insert(planOf(`plan-${id}`, id));
  await tell(store, { type: 'plan.proposed', incidentId: id, planId: `plan-${id}` });
  await bot.project();
}

const card = (workspace: Workspace) => workspace.control.waitForMessage({ channel: noc, text: 'ip ospf cost 100' });
const keys = keysOf;

describe('an incident in Slack', () => {
  it('is told in one thread, approved with a button and ends with its times', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    await openPlan(store, bot);

    const { ts, channel } = await card(workspace);
    const press = await workspace.control.press({ user: people.approver, channel, ts, action_id: 'plan_approve' });
    expect(press.ok).toBe(true);
    await workspace.control.waitForMessage({ user: people.approver, channel: noc, text: 'Recorded.', ephemeral: true });
    await bot.project();
    const decided = await card(workspace);
    expect(JSON.stringify(decided)).toContain(`Approved by <@${people.approver}>`);
    expect(JSON.stringify(decided)).not.toContain('plan_approve');

    const line = {
      planId: 'plan-inc-1',
      phase: 'change' as const,
      step: 0,
      line: 0,
      device: 'Router-A',
      command: 'ip ospf cost 100',
    };
    await store.executions.begin({ ...line, sentAt: Date.now() });
    await store.executions.done(line, { at: Date.now(), output: 'Router-A(config-if)#', accepted: true });
    await move(store, 'plan-inc-1', 'approved', 'running');
    await tell(store, { type: 'plan.output', incidentId: 'inc-1', planId: 'plan-inc-1' });
    await move(store, 'plan-inc-1', 'running', 'verifying');
    await move(store, 'plan-inc-1', 'verifying', 'verified', 'Latency is at 13 ms.');
    await store.incidents.update(
      incidentOf('inc-1', { state: 'resolved', resolvedAt: Date.now(), end: { how: 'verified' } }),
    );
    await tell(store, { type: 'incident.resolved', incidentId: 'inc-1' });
    await bot.project();

    const [head] = everything(workspace);
    const thread = workspace.control.history({ user: people.onCall, channel: noc, thread_ts: head!.ts });
    expect(thread).toHaveLength(everything(workspace).length);
    expect(keys(workspace)).toEqual([
      'incident:inc-1:head',
      'incident:inc-1:facts',
      'incident:inc-1:diagnosis',
      'plan:plan-inc-1:card',
      'plan:plan-inc-1:output',
      'plan:plan-inc-1:result',
      'incident:inc-1:summary',
    ]);
    expect(head!.text).toMatch(/Congestion\* on Router-A eth1 – Router-B eth1 · major · resolved after/);
    expect(thread[1]!.blocks?.map(({ type }) => type)).toContain('image');
    expect(thread.at(-1)!.text).toContain(`Approved by <@${people.approver}>`);
  });

  it('shows the facts without a chart when the chart can not be uploaded', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    workspace.control.inject({
      kind: 'api_error',
      method: 'files.getUploadURLExternal',
      error: 'storage_limit_reached',
    });
    await openPlan(store, bot);
    const facts = await workspace.control.waitForMessage({ channel: noc, text: 'What was measured' });
    expect(facts.blocks?.map(({ type }) => type)).toEqual(['section', 'rich_text', 'context']);
  });

  it('falls back to simpler blocks when Slack refuses the best ones', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    workspace.control.inject({ kind: 'api_error', method: 'chat.postMessage', error: 'invalid_blocks', times: 2 });
    await openPlan(store, bot);
    expect(keys(workspace)).toContain('incident:inc-1:head');
    await card(workspace);
  });

  it('keeps a training run in one message', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    for (const done of [0, 10, 50, 100]) {
      await tell(store, { type: 'training.progress', runId: 'run-1', kind: 'causes', done, total: 100, note: 'tree' });
      await bot.project();
    }
    const messages = everything(workspace);
    expect(messages).toHaveLength(1);
    expect(messages[0]!.text).toContain('100 %');
  });

  it('ends the message of a training run that failed, with the reason', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    const run = { type: 'training.progress', runId: 'run-1', kind: 'models', total: 100 } as const;
    await tell(store, { ...run, done: 40, note: 'tree', state: 'running' });
    await bot.project();
    await tell(store, { ...run, done: 0, note: 'The recording lab is gone', state: 'failed' });
    await bot.project();
    const [message, ...more] = everything(workspace);
    expect(more).toEqual([]);
    expect(message!.text).toContain('Training failed');
    expect(JSON.stringify(message)).toContain('The recording lab is gone');
    expect(JSON.stringify(message)).not.toMatch(/\d %|hourglass/);
  });
});

describe('a click', () => {
  it('by an outsider and a second one by the approver are answered in private and change nothing', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const changes = createChanges(store);
    const bot = await startBot(workspace, store, { changes });
    await openPlan(store, bot);
    const { ts, channel } = await card(workspace);
    const at = { channel, ts, action_id: 'plan_approve' };
    await workspace.control.press({ user: people.onCall, ...at });
    const refusal = await workspace.control.waitForMessage({ user: people.onCall, text: 'You may not approve' });
    expect(refusal).toMatchObject({ ephemeral_to: people.onCall });

    await Promise.all([1, 2].map(() => workspace.control.press({ user: people.approver, ...at })));
    await workspace.control.waitForMessage({ user: people.approver, text: 'Recorded.' });
    await workspace.control.waitForMessage({ user: people.approver, text: 'Too late' });
    expect(changes.decisions).toEqual([`${people.approver} approve`]);
  });

  it('on Reject asks for the reason and keeps it on the card', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    await openPlan(store, bot);
    const { ts, channel } = await card(workspace);
    await workspace.control.press({ user: people.approver, channel, ts, action_id: 'plan_reject' });
    await workspace.control.waitForModal({ user: people.approver, callback_id: 'plan_reject_reason' });
    await workspace.control.submit({ user: people.approver, values: { text: 'not during the backup' } });
    const decided = await workspace.control.waitForMessage({ channel: noc, text: 'not during the backup' });
    expect(decided.ts).toBe(ts);
    expect(JSON.stringify(decided)).not.toContain('plan_reject');
  });

  it('on a button of an earlier release is answered', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    await startBot(workspace, store);
    const button = { type: 'button', action_id: 'gone', text: { type: 'plain_text', text: 'Old' }, value: 'x' };
    const args = { channel: noc, text: 'old', blocks: [{ type: 'actions', elements: [button] }] };
    const { ts } = (await (
      await fetch(`${workspace.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(args),
      })
    ).json()) as { ts: string };
    const result = await workspace.control.press({ user: people.onCall, channel: noc, ts, action_id: 'gone' });
    expect(result.ok).toBe(true);
    await workspace.control.waitForMessage({ user: people.onCall, text: 'I do not know this button', ephemeral: true });
  });

  it('on Take it puts the owner on the head line', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store, { grants: [{ commands: ['take'], users: [people.onCall] }] });
    await openPlan(store, bot);
    const head = await workspace.control.waitForMessage({ channel: noc, text: 'nobody has it yet' });
    await workspace.control.press({ user: people.onCall, channel: noc, ts: head.ts, action_id: 'incident_take' });
    const taken = await workspace.control.waitForMessage({ channel: noc, text: `<@${people.onCall}> has it` });
    expect(taken.ts).toBe(head.ts);
  });

  it('on Continue decides about an unknown plan and takes the buttons off its card', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    await openPlan(store, bot);
    await move(store, 'plan-inc-1', 'pending', 'approved');
    await move(store, 'plan-inc-1', 'approved', 'running');
    await move(store, 'plan-inc-1', 'running', 'unknown');
    await bot.project();
    const { ts } = await workspace.control.waitForMessage({ channel: noc, text: 'Difference to before' });
    await workspace.control.press({ user: people.approver, channel: noc, ts, action_id: 'plan_continue' });
    await workspace.control.waitForMessage({ user: people.approver, text: 'Recorded.' });
    await bot.project();
    const decided = await workspace.control.waitForMessage({ channel: noc, ts });
    expect(JSON.stringify(decided)).not.toContain('plan_continue');
  });
});

describe('trouble with Slack', () => {
  it('doubles no message when a post was carried out but answered with an error', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    workspace.control.inject({ kind: 'server_error', method: 'chat.postMessage', applied: true });
    await openPlan(store, bot);
    const found = keys(workspace);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(4);
  });

  it('loses no message when a post was not carried out', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    workspace.control.inject({ kind: 'server_error', method: 'chat.postMessage', applied: false });
    await openPlan(store, bot);
    expect(keys(workspace)).toHaveLength(4);
  });

  it('waits out a 429 and keeps the order', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    workspace.control.inject({ kind: 'rate_limited', method: 'chat.postMessage', times: 2, retryAfterSeconds: 1 });
    await openPlan(store, bot);
    expect(keys(workspace)).toEqual([
      'incident:inc-1:head',
      'incident:inc-1:facts',
      'incident:inc-1:diagnosis',
      'plan:plan-inc-1:card',
    ]);
  });

  it('is back within a moment after the socket broke, and still hears clicks', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    await openPlan(store, bot);
    const { ts, channel } = await card(workspace);
    const opened = () => workspace.journal().filter(({ kind, what }) => kind === 'socket' && what === 'open').length;
    workspace.control.dropSockets();
    await expect.poll(opened).toBe(2);
    await workspace.control.press({ user: people.approver, channel, ts, action_id: 'plan_approve' });
    await workspace.control.waitForMessage({ user: people.approver, text: 'Recorded.' });
    workspace.control.refresh();
    await expect.poll(opened).toBe(3);
  });

  it('waits for a workspace that can not be reached for a while', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    workspace.control.gap({ durationMs: 700 });
    await openPlan(store, bot);
    await expect.poll(() => keys(workspace).length).toBe(4);
    await workspace.control.waitForConnections();
  });

  it('says at once when the token is refused', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const slack = { botToken: 'xoxb-wrong', appToken: app.appToken, apiUrl: workspace.apiUrl, channel: 'C0NOC0001' };
    const bot = createTestBot({ slack: { ...slack, mode: 'socket' }, store });
    await expect(bot.start()).rejects.toMatchObject({
      code: 'slack-invalid_auth',
      hint: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
    await bot.close();
  });

  it('handles a redelivered event once', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store);
    workspace.control.inject({ kind: 'redeliver', type: 'events_api', times: 2 });
    const { ts } = await workspace.control.mention({ user: people.onCall, channel: noc, text: 'status' });
    await workspace.control.waitForMessage({ channel: noc, thread_ts: ts, text: 'open incident' });
    const delivered = () => workspace.control.deliveries().filter(({ about }) => about === 'app_mention');
    await expect.poll(() => delivered().map(({ outcome }) => outcome.result)).toEqual(['acked', 'acked']);
    await bot.idle();
    const posts = workspace.journal().filter(({ method }) => method === 'chat.postMessage');
    expect(posts).toHaveLength(1);
  });
});

describe('a restart in the middle', () => {
  it('loses and doubles nothing: the card keeps its button, which still works once', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const changes = createChanges(store);
    const first = await startBot(workspace, store, { changes });
    await openPlan(store, first);
    const { ts, channel } = await card(workspace);
    await first.close();
    await startBot(workspace, store, { changes });
    const at = { user: people.approver, channel, ts, action_id: 'plan_approve' };
    await workspace.control.press(at);
    await workspace.control.waitForMessage({ user: people.approver, text: 'Recorded.' });
    await expect.poll(async () => JSON.stringify(await card(workspace))).not.toContain('plan_approve');
    expect(changes.decisions).toHaveLength(1);
    expect(keys(workspace).filter((key) => key !== undefined)).toHaveLength(4);
  });

  it('finds a message that was posted just before the end and does not post it again', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const first = await startBot(workspace, store);
    await openPlan(store, first);
    await first.close();
    // As if the process had died after the post and before it noted where the message stands.
    for (const { id, value } of await store.facts.list(refFact)) {
      await store.facts.put(refFact, id, { ...value, ts: null, digest: null });
    }
    const second = await startBot(workspace, store);
    await tell(store, { type: 'incident.updated', incidentId: 'inc-1' });
    await tell(store, { type: 'plan.moved', incidentId: 'inc-1', planId: 'plan-inc-1', from: 'a', to: 'b' });
    await second.project();
    expect(keys(workspace)).toHaveLength(4);
  });

  it('takes the buttons off a card that was decided while no bot ran', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const first = await startBot(workspace, store);
    await openPlan(store, first);
    await first.close();
    await store.plans.move('plan-inc-1', 'pending', 'expired', { at: Date.now() });
    await startBot(workspace, store);
    expect(JSON.stringify(await card(workspace))).not.toContain('plan_approve');
  });
});

describe('words', () => {
  it('are answered in private after the slash command and in the thread after a mention', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    await startBot(workspace, store);
    await workspace.control.command({ user: people.onCall, channel: noc, text: 'help' });
    const help = await workspace.control.waitForMessage({ user: people.onCall, text: '/noc device &lt;name&gt;' });
    expect(help.ephemeral_to).toBe(people.onCall);
    const { ts } = await workspace.control.mention({ user: people.onCall, channel: noc, text: 'statsu' });
    await workspace.control.waitForMessage({ channel: noc, thread_ts: ts, text: 'Did you mean `status`' });
  });

  it('fill the home tab when it is opened', async () => {
    const [workspace, store] = [await open(), createMemoryStore()];
    const bot = await startBot(workspace, store, { learning: { read: async () => learningOf({}) } });
    await openPlan(store, bot);
    await workspace.control.openHome({ user: people.onCall });
    await expect
      .poll(() => JSON.stringify(workspace.control.views({ user: people.onCall }).home))
      .toContain('open the card');
    expect(JSON.stringify(workspace.control.views({ user: people.onCall }).home)).toContain(
      'learning: 18 of 30 minutes, 108 of 200 readings a place',
    );
  });
});
