import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/bot.ts';
import type { Store } from '../../src/store/store.ts';
import { isThere, type LocalSlack, startLocalSlack, team } from './local-slack.ts';
import { createMemoryStore } from './memory-store.ts';
import { createChanges, createTestBot, diagnosisOf, incidentOf, planOf, tell } from './world.ts';

const approver = 'U0APPROV1';
const onCall = 'U0ONCALL1';
const name = isThere
  ? 'against local-slack, which others wrote'
  : 'against local-slack (skipped: LOCAL_SLACK_BINARY names no binary of local-slack-linux-x64)';

describe.skipIf(!isThere)(name, () => {
  let slack: LocalSlack;
  let store: Store;
  let bot: Bot;
  const decisions: string[] = [];

  beforeAll(async () => {
    slack = await startLocalSlack();
    store = createMemoryStore();
    const changes = createChanges(store);
    const { botToken, appToken } = team.app;
    bot = createTestBot({
      slack: { botToken, appToken, apiUrl: slack.apiUrl, channel: '#noc', mode: 'socket' },
      store,
      changes: {
        ...changes,
        approvalOffer: async () => ({
          offered: true,
          reason: null,
          users: [approver],
          groups: [],
          ticketNeeded: false,
        }),
        async decide(click) {
          decisions.push(`${click.user.id} ${click.decision}`);
          const groups = click.user.id === approver ? ['noc-approvers'] : [];
          return changes.decide({ ...click, user: { ...click.user, groups } });
        },
      },
    });
    await bot.start();
    await store.incidents.insert(incidentOf('inc-1'));
    await tell(store, { type: 'incident.opened', incidentId: 'inc-1' });
    await store.diagnoses.put(diagnosisOf('inc-1'));
    await tell(store, { type: 'diagnosis.ready', incidentId: 'inc-1' });
    for (const id of ['plan-1', 'plan-2']) {
      await store.plans.insert(planOf(id, 'inc-1', { summary: `Plan ${id}.` }));
      await tell(store, { type: 'plan.proposed', incidentId: 'inc-1', planId: id });
    }
    await bot.project();
  });

  afterAll(async () => {
    await bot?.close();
    await slack?.close();
  });

  it('tells the incident in one thread, with its picture as a file', async () => {
    const head = await slack.message('nobody has it yet');
    const facts = await slack.message('What was measured');
    expect(facts.thread_ts).toBe(head.ts);
    const image = (await slack.message('"slack_file"')).blocks.find(
      (block: { type: string }) => block.type === 'image',
    );
    const { file } = await slack.call('files.info', { file: image.slack_file.id });
    expect(file).toMatchObject({ mimetype: 'image/png', name: 'inc-1-facts.png' });
  });

  it('approves with a button, and the card says who did', async () => {
    const card = await slack.message('Plan plan-1.');
    await slack.press(approver, card, { action_id: 'plan_approve', block_id: 'plan', value: 'button-plan-1' });
    await slack.message(`Approved by <@${approver}>`);
    await slack.message('Recorded.');
    expect(decisions).toContain(`${approver} approve`);
    const decided = (await slack.messages()).find(({ ts }) => ts === card.ts);
    expect(JSON.stringify(decided?.blocks)).not.toContain('plan_approve');
  });

  it('rejects through a modal that asks for the reason', async () => {
    const card = await slack.message('Plan plan-2.');
    await slack.press(approver, card, { action_id: 'plan_reject', block_id: 'plan', value: 'button-plan-2' });
    expect(await slack.modal()).toMatchObject({ callback_id: 'plan_reject_reason' });
    slack.submit(approver, { reason: { text: { type: 'plain_text_input', value: 'not during the backup' } } });
    await slack.message('not during the backup');
    expect((await store.plans.get('plan-2'))?.state).toBe('rejected');
  });

  it('answers the command and fills the home tab', async () => {
    await slack.command(onCall, 'statsu');
    await slack.message('Did you mean `status`');
    await slack.openHome(onCall);
    expect(JSON.stringify(await slack.home(onCall))).toContain('Open incidents');
  });

  /** What it can't do, each shown by a call. The product's own workspace in demo/slack does all of it, so tests of these stand there. */
  describe('what it can not do', () => {
    const post = (more: object) => slack.call('chat.postMessage', { channel: 'C0NOC0001', text: 'probe', ...more });
    const lacking = (method: string) => async () =>
      expect(await slack.call(method, {})).toMatchObject({ ok: false, error: 'unknown_method' });
    const section = { type: 'section', text: { type: 'mrkdwn', text: 'x' } };

    it('user groups', lacking('usergroups.list'));
    it('streamed answers', lacking('chat.startStream'));
    it('the status of an agent session', lacking('agents.sessions.setStatus'));
    it('checking blocks', lacking('blocks.validate'));
    it('refusing what is over the limits', async () => {
      expect(await post({ blocks: Array.from({ length: 60 }, () => section) })).toMatchObject({ ok: true });
    });
    it('keeping the metadata of a message, by which a lost answer is made good', async () => {
      const { ts } = await post({ metadata: { event_type: 'probe', event_payload: { key: 'k' } } });
      const { messages } = await slack.call('conversations.history', {
        channel: 'C0NOC0001',
        include_all_metadata: true,
      });
      expect(messages.find((each: { ts: string }) => each.ts === ts).metadata).toBeUndefined();
    });
    it('editing attachments, so that the coloured part of a head line stays as it was', async () => {
      const attached = (text: string) => [
        { color: '#000000', blocks: [{ ...section, text: { type: 'mrkdwn', text } }] },
      ];
      const { ts } = await post({ attachments: attached('before') });
      await slack.call('chat.update', { channel: 'C0NOC0001', ts, text: 'probe', attachments: attached('after') });
      expect(JSON.stringify((await slack.messages()).find((each) => each.ts === ts))).not.toContain('after');
    });
    it('keeping a private answer from others', async () => {
      await slack.call('chat.postEphemeral', { channel: 'C0NOC0001', user: onCall, text: 'for Nadia alone' });
      expect(JSON.stringify(await slack.messages())).toContain('for Nadia alone');
    });
  });
});
