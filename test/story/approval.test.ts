import { afterAll, beforeAll, expect, test } from 'vitest';
import { findIncident, type IncidentReport, isOver, readIncident, until } from '../../demo/incident-report.ts';
import { checkMessages } from '../../demo/message-check.ts';
import { nocChannel, nocturneApp, personaOf } from '../../demo/personas.ts';
import type { Setting } from '../../demo/setting.ts';
import { playStory } from '../../demo/story.ts';
import { patienceMs } from '../patience.ts';
import { changesOf, openStorySetting } from './story-setting.ts';

const quiet = () => undefined;
const approver = personaOf('approver').id;
const channel = nocChannel.id;
let setting: Setting;
let faultAt: number;
let incidentId: string;
let card: string;

beforeAll(async () => {
  setting = await openStorySetting();
  faultAt = setting.network.inject('latency').startedAt;
  const found = await until(() => findIncident(setting.bot, faultAt), patienceMs);
  if (!found) throw new Error('no incident was opened');
  incidentId = found;
  const { control } = setting.workspace;
  card = (await control.waitForMessage({ channel, action_id: 'plan_approve', timeoutMs: patienceMs })).ts;
});

afterAll(() => setting?.close());

const report = () => readIncident(setting.bot, incidentId);
const planNow = async () => (await report()).plans[0]!;
const press = (user: string) => setting.workspace.control.press({ user, channel, ts: card, action_id: 'plan_approve' });

/** The latest words that only this person sees, once there are as many of them as asked for. */
async function privateAnswers(user: string, count: number): Promise<string[]> {
  const answers = () =>
    setting.workspace.control
      .history({ user, channel })
      .filter((message) => message.ephemeral_to === user)
      .map(({ text }) => text);
  await until(async () => (answers().length >= count ? true : undefined), patienceMs);
  return answers();
}

test('a slow link becomes an incident with its cause and place, a diagnosis, and a plan that waits', async () => {
  const { incident, diagnosis, plans } = (await report()) satisfies IncidentReport;
  expect(incident.verdict).toMatchObject({ cause: 'latency_spike' });
  expect(setting.network.world.spec.scenarios.latency!.places).toContainEqual(incident.verdict!.place);
  expect(diagnosis).toMatchObject({ conclusive: true });
  expect(plans).toMatchObject([{ state: 'pending', votes: [] }]);
});

test('clicks by an outsider and by the bot that wrote the plan are answered privately and change nothing', async () => {
  const outsider = personaOf('outsider').id;
  await press(outsider);
  expect(await privateAnswers(outsider, 1)).toEqual([expect.stringMatching(/does not name you as an approver/)]);
  await press(nocturneApp.botUserId);
  expect(await privateAnswers(nocturneApp.botUserId, 1)).toEqual([expect.stringMatching(/Bots do not decide/)]);
  expect(await planNow()).toMatchObject({ state: 'pending', votes: [] });
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a restart after %s leaves the plan waiting, with its button',
  async (signal) => {
    const before = await planNow();
    await setting.bot.stop(signal);
    expect(await press(approver)).toMatchObject({ ok: false });
    await setting.bot.start();
    expect(await planNow()).toEqual(before);
    expect(changesOf(setting, faultAt)).toEqual([]);
  },
);

test('a double click after the restarts approves once', async () => {
  await Promise.all([press(approver), press(approver)]);
  const answers = await privateAnswers(approver, 2);
  expect(answers.sort()).toEqual([
    expect.stringMatching(/^Approved\. The plan runs now\./),
    expect.stringMatching(/^You have decided about this plan already/),
  ]);
  expect((await planNow()).votes).toMatchObject([{ user: approver, decision: 'approve' }]);
});

test('the plan changes both ends once, is verified, and the incident is resolved', async () => {
  await until(async () => (isOver(await report()) ? true : undefined), patienceMs);
  expect(await report()).toMatchObject({ incident: { state: 'resolved' }, plans: [{ state: 'verified' }] });
  expect(changesOf(setting, faultAt).sort()).toEqual(['Router-A> ip ospf cost 1000', 'Router-B> ip ospf cost 1000']);
  expect(await setting.bot.read('/api/v1/audit/verify')).toMatchObject({ ok: true });
});

test('the card that is decided about has lost its buttons', async () => {
  const standing = await setting.workspace.control.waitForMessage({ channel, ts: card });
  expect(JSON.stringify(standing)).not.toMatch(/plan_approve|plan_reject/);
});

test('no message was lost or doubled, and every click was answered', async () => {
  const settled = async () => ((await checkMessages(setting)).lost.length === 0 ? true : undefined);
  await until(settled, patienceMs);
  expect(await checkMessages(setting)).toEqual({ lost: [], doubled: [] });
});

test('a rejected plan sends no line that changes a device', async () => {
  setting.network.clear();
  const startedAt = Date.now();
  const elsewhere = { kind: 'latency', link: 'L4', magnitude: 90, jitterMs: 5 } as const;
  const story = await playStory(setting, {
    ...{ scenario: 'latency', fault: elsewhere },
    decision: 'reject',
    tell: quiet,
  });
  expect(story).toMatchObject({ state: 'rejected', cause: 'latency_spike', approvers: [] });
  expect(changesOf(setting, startedAt)).toEqual([]);
});
