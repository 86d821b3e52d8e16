import { afterEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../demo/slack/workspace.ts';
import type { Bot } from '../../src/bot/bot.ts';
import type { BotDeps } from '../../src/bot/deps.ts';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import type { Store } from '../../src/store/store.ts';
import { people } from '../demo/slack/small-workspace.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { createTestSilences, diagnosisOf, incidentOf, move, planOf, start, tell } from './world.ts';

const world = createSlackWorld();
afterEach(world.close);

const grants = [
  { commands: ['silence', 'maintenance', 'dismiss'], users: [people.onCall] },
  { commands: ['take', 'feedback'], users: [people.onCall, people.approver] },
];

async function begin(more: Partial<BotDeps> = {}) {
  const [workspace, store] = [await world.open(), createMemoryStore()];
  const silences = createTestSilences(store);
  const bot = await world.startBot(workspace, store, { grants, silences, ...more });
  return { workspace, store, silences, bot };
}

async function openIncident(store: Store, bot: Bot, id = 'inc-1') {
  await store.incidents.insert(incidentOf(id));
  await tell(store, { type: 'incident.opened', incidentId: id });
  await bot.project();
}

async function diagnose(store: Store, bot: Bot, id = 'inc-1') {
  await store.diagnoses.put(diagnosisOf(id));
  await tell(store, { type: 'diagnosis.ready', incidentId: id });
  await bot.project();
}

const silenceRouterA = (forMs = 3_600_000) => ({
  ...{ kind: 'silence' as const, match: { device: 'Router-A' }, reason: 'known', by: people.onCall },
  ...{ from: Date.now(), until: Date.now() + forMs },
});

async function pressOn(workspace: Workspace, user: string, filter: object, actionId: string, more: object = {}) {
  const { ts, channel } = await workspace.control.waitForMessage({ channel: noc, ...filter });
  return workspace.control.press({ user, channel, ts, action_id: actionId, ...more });
}

describe('a silence', () => {
  it('keeps an incident and posts nothing; what is still open is told in full when it ends', async () => {
    const { workspace, store, silences, bot } = await begin();
    const { id } = await silences.add(silenceRouterA());
    await openIncident(store, bot);
    await diagnose(store, bot);
    await store.plans.insert(planOf('plan-1', 'inc-1'));
    await tell(store, { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
    await bot.project();
    expect(everything(workspace)).toEqual([]);
    await workspace.control.command({ user: people.onCall, channel: noc, text: 'incidents' });
    await workspace.control.waitForMessage({ user: people.onCall, text: ':mute: silenced until' });

    await silences.end(id, people.onCall);
    await bot.project();
    expect(keysOf(workspace)).toEqual([
      'incident:inc-1:head',
      'incident:inc-1:facts',
      'incident:inc-1:diagnosis',
      'plan:plan-1:card',
    ]);
  });

  it('tells nobody of what came and went meanwhile', async () => {
    const { workspace, store, silences, bot } = await begin();
    const { id } = await silences.add(silenceRouterA());
    await openIncident(store, bot);
    await silences.end(id, people.onCall);
    await store.incidents.update(incidentOf('inc-1', { state: 'resolved', resolvedAt: Date.now() }));
    await tell(store, { type: 'incident.resolved', incidentId: 'inc-1' });
    await bot.project();
    expect(everything(workspace)).toEqual([]);
  });

  it('is made with the button on the incident, which says what it would have hidden', async () => {
    const { workspace, store, silences, bot } = await begin();
    await store.incidents.insert(incidentOf('inc-0', { state: 'resolved', openedAt: Date.now() - 60_000 }));
    await openIncident(store, bot);
    await pressOn(workspace, people.onCall, { text: 'nobody has it yet' }, 'incident_silence');
    const modal = await workspace.control.waitForModal({ user: people.onCall, callback_id: 'incident_silence' });
    expect(JSON.stringify(modal.blocks)).toMatch(/hides \d of the \d incidents? of the last 7 days/);
    const values = { what: { choice: 'device' }, for: { choice: '240' }, reason: { text: 'the vendor is on site' } };
    expect(await workspace.control.submit({ user: people.onCall, values })).toMatchObject({ ok: true });
    await workspace.control.waitForMessage({ user: people.onCall, text: 'Silenced: everything on Router-A' });
    await bot.project();
    await workspace.control.waitForMessage({ channel: noc, text: ':mute: silenced until' });
    expect(await silences.list()).toMatchObject([{ match: { device: 'Router-A' }, reason: 'the vendor is on site' }]);

    await diagnose(store, bot);
    expect(keysOf(workspace)).toEqual(['incident:inc-1:head', 'incident:inc-1:facts']);
    await pressOn(workspace, people.onCall, { text: ':mute: silenced' }, 'silence_end');
    await bot.idle();
    expect(await silences.list()).toEqual([]);
    await bot.project();
    expect(keysOf(workspace)).toContain('incident:inc-1:diagnosis');
  });

  it('needs a grant, on the button too', async () => {
    const { workspace, store, silences, bot } = await begin();
    await openIncident(store, bot);
    await pressOn(workspace, people.approver, { text: 'nobody has it yet' }, 'incident_silence');
    await workspace.control.waitForMessage({ user: people.approver, text: 'You have no grant for `silence`' });
    expect(await silences.list()).toEqual([]);
  });

  it('that was typed is saved with the button under its preview, once', async () => {
    const { workspace, silences } = await begin();
    const text = 'silence Router-A for 2h optic is being replaced';
    await workspace.control.command({ user: people.onCall, channel: noc, text });
    const asked = await workspace.control.waitForMessage({ user: people.onCall, text: 'Not saved yet' });
    expect(await silences.list()).toEqual([]);
    const at = { user: people.onCall, channel: noc, ts: asked.ts, action_id: 'silence_save' };
    await workspace.control.press(at);
    await workspace.control.waitForMessage({ user: people.onCall, text: 'Saved: everything on Router-A' });
    await workspace.control.press(at);
    await workspace.control.waitForMessage({ user: people.onCall, text: 'saved already' });
    expect(await silences.list()).toHaveLength(1);
  });

  it('takes the buttons off a card that was decided meanwhile', async () => {
    const { workspace, store, silences, bot } = await begin();
    await openIncident(store, bot);
    await store.plans.insert(planOf('plan-1', 'inc-1'));
    await tell(store, { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
    await bot.project();
    await silences.add(silenceRouterA());
    await move(store, 'plan-1', 'pending', 'expired');
    await bot.project();
    const card = await workspace.control.waitForMessage({ channel: noc, text: 'ip ospf cost 100' });
    expect(JSON.stringify(card)).not.toContain('plan_approve');
  });
});

describe('a storm', () => {
  it('of 200 anomalies is one thread with a count, and few edits', async () => {
    const { workspace, store, bot } = await begin();
    await openIncident(store, bot);
    const places = Array.from({ length: 200 }, (_, i) => ({ device: `Switch-${i}`, interface: null }));
    for (let many = 1; many <= 200; many++) {
      await store.incidents.update(incidentOf('inc-1', { places: places.slice(0, many), anomalies: many }));
      await tell(store, { type: 'incident.updated', incidentId: 'inc-1' });
    }
    await bot.project();
    const head = await workspace.control.waitForMessage({ channel: noc, text: '200 anomalies on 200 devices' });
    expect(head.text).toContain('and 200 places more');
    expect(keysOf(workspace)).toEqual(['incident:inc-1:head', 'incident:inc-1:facts']);
    const edits = workspace.journal().filter(({ method }) => method === 'chat.update');
    expect(edits.length).toBeLessThan(12);
  });
});

describe('feedback', () => {
  it('on a wrong cause asks which it was, keeps it as a label and shows it', async () => {
    const { workspace, store, bot } = await begin();
    await openIncident(store, bot);
    await diagnose(store, bot);
    const diagnosis = { text: 'rose to 84 ms' };
    await pressOn(workspace, people.onCall, diagnosis, 'feedback_cause', { value: 'wrong inc-1' });
    const modal = await workspace.control.waitForModal({ user: people.onCall, callback_id: 'feedback_true_cause' });
    expect(JSON.stringify(modal.blocks)).not.toContain('"congestion"');
    await workspace.control.submit({ user: people.onCall, values: { choice: 'bad_optic' } });
    await workspace.control.waitForMessage({ channel: noc, text: `it was bad optic or cable: <@${people.onCall}>` });
    await pressOn(workspace, people.approver, diagnosis, 'feedback_cause', { value: 'right inc-1' });
    await pressOn(workspace, people.approver, diagnosis, 'feedback_noise');
    const shown = await workspace.control.waitForMessage({ channel: noc, text: `Noise: <@${people.approver}>` });
    expect(JSON.stringify(shown)).toContain(`Right cause: <@${people.approver}>`);
    const labels = await createIncidentLabels(store.facts).of('inc-1');
    expect(labels).toMatchObject([
      { user: people.onCall, verdict: 'congestion', right: false, cause: 'bad_optic', useful: null },
      { user: people.approver, verdict: 'congestion', right: true, cause: null, useful: false },
    ]);
    expect(keysOf(workspace)).toHaveLength(3);
  });

  it('has plain buttons where Slack does not know its own', async () => {
    const { workspace, store, bot } = await begin();
    await openIncident(store, bot);
    workspace.control.inject({ kind: 'api_error', method: 'chat.postMessage', error: 'invalid_blocks', times: 1 });
    await diagnose(store, bot);
    await pressOn(workspace, people.onCall, { text: 'rose to 84 ms' }, 'feedback_cause_right');
    await workspace.control.waitForMessage({ channel: noc, text: `Right cause: <@${people.onCall}>` });
  });

  it('of guests is refused', async () => {
    const { workspace, store, bot } = await begin();
    workspace.control.changeUser({ id: people.approver, is_restricted: true });
    await openIncident(store, bot);
    await diagnose(store, bot);
    await pressOn(workspace, people.approver, { text: 'rose to 84 ms' }, 'feedback_useful');
    await workspace.control.waitForMessage({ user: people.approver, text: 'Guests cannot change anything' });
    expect(await createIncidentLabels(store.facts).all()).toEqual([]);
  });

  it('is also that something was no incident', async () => {
    const { workspace, store, bot } = await begin();
    await openIncident(store, bot);
    await pressOn(workspace, people.onCall, { text: 'nobody has it yet' }, 'incident_dismiss');
    await workspace.control.waitForModal({ user: people.onCall });
    await workspace.control.submit({ user: people.onCall, values: { text: 'a load test' } });
    await workspace.control.waitForMessage({ user: people.onCall, text: 'Closed. Thank you.' });
    expect(await createIncidentLabels(store.facts).of('inc-1')).toMatchObject([{ useful: false }]);
  });
});

describe('an incident that nobody takes', () => {
  const oncall = oncallSchema.parse({
    rotations: [{ users: [people.onCall, people.approver], start: new Date(start).toISOString(), shiftHours: 24 }],
  });

  it('names who is on call, asks the next person in the thread, and needs no button once it is taken', async () => {
    const { workspace, store, bot } = await begin({ oncall });
    await openIncident(store, bot);
    await workspace.control.waitForMessage({ channel: noc, text: `nobody has it yet, <@${people.onCall}> is asked` });
    await tell(store, { type: 'oncall.asked', incidentId: 'inc-1', planId: null, user: people.approver, step: 1 });
    await bot.project();
    const head = await workspace.control.waitForMessage({ channel: noc, text: `<@${people.approver}> is asked` });
    const ask = await workspace.control.waitForMessage({ channel: noc, thread_ts: head.ts, text: 'Can you?' });
    await workspace.control.press({ user: people.approver, channel: noc, ts: ask.ts, action_id: 'incident_take' });
    await bot.idle();
    await bot.project();
    const after = await workspace.control.waitForMessage({ channel: noc, ts: ask.ts, text: 'was asked' });
    expect(JSON.stringify(after)).not.toContain('incident_take');
    await tell(store, { type: 'oncall.asked', incidentId: 'inc-1', planId: null, user: people.onCall, step: 2 });
    await bot.project();
    expect(keysOf(workspace).filter((key) => String(key).startsWith('ask:'))).toEqual(['ask:inc-1:1']);
  });

  it('is like a plan that nobody decides about', async () => {
    const { workspace, store, bot } = await begin({ oncall });
    await openIncident(store, bot);
    await store.plans.insert(planOf('plan-1', 'inc-1'));
    await tell(store, { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
    await tell(store, { type: 'oncall.asked', incidentId: 'inc-1', planId: 'plan-1', user: people.approver, step: 1 });
    await bot.project();
    const ask = await workspace.control.waitForMessage({ channel: noc, text: 'nobody has decided about the plan' });
    await move(store, 'plan-1', 'pending', 'rejected');
    await bot.project();
    await workspace.control.waitForMessage({ channel: noc, ts: ask.ts, text: 'It is rejected' });
  });
});

describe('the home tab', () => {
  const homeOf = (workspace: Workspace, user: string) => JSON.stringify(workspace.control.views({ user }).home);

  async function withPlan() {
    const all = await begin();
    await openIncident(all.store, all.bot);
    await all.store.plans.insert(planOf('plan-1', 'inc-1'));
    await tell(all.store, { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
    await all.bot.project();
    return all;
  }

  it('approves where all commands can be read, and the card says so', async () => {
    const { workspace } = await withPlan();
    const user = people.approver;
    await workspace.control.openHome({ user });
    await expect.poll(() => homeOf(workspace, user)).toContain('ip ospf cost 100');
    await workspace.control.press({ user, in: 'home', action_id: 'plan_approve' });
    await workspace.control.waitForMessage({ user, text: 'Recorded.' });
    await expect.poll(() => homeOf(workspace, user)).toContain('No plan waits for your decision');
    const card = await workspace.control.waitForMessage({ channel: noc, text: `Approved by <@${user}>` });
    expect(JSON.stringify(card)).not.toContain('plan_approve');
  });

  it('rejects with a reason', async () => {
    const { workspace } = await withPlan();
    const user = people.approver;
    await workspace.control.openHome({ user });
    await expect.poll(() => homeOf(workspace, user)).toContain('plan_reject');
    await workspace.control.press({ user, in: 'home', action_id: 'plan_reject' });
    await workspace.control.waitForModal({ user, callback_id: 'plan_reject_reason' });
    await workspace.control.submit({ user, values: { text: 'not during the backup' } });
    await workspace.control.waitForMessage({ channel: noc, text: 'not during the backup' });
    await expect.poll(() => homeOf(workspace, user)).toContain('No plan waits for your decision');
  });

  it('has no button for a plan that somebody else decides about, and shows sites as far as they are known', async () => {
    const { workspace } = await withPlan();
    await workspace.control.openHome({ user: people.onCall });
    await expect.poll(() => homeOf(workspace, people.onCall)).toContain('Waiting for others');
    expect(homeOf(workspace, people.onCall)).not.toContain('plan_approve');
    expect(homeOf(workspace, people.onCall)).toContain('*1 open incident*, major at worst, 2 of 3 devices heard');
  });

  it('takes an incident and ends a silence of mine', async () => {
    const { workspace, store, silences, bot } = await begin();
    const user = people.onCall;
    await openIncident(store, bot);
    await silences.add({ ...silenceRouterA(), match: { device: 'Switch-1' } });
    await silences.add({ ...silenceRouterA(), match: { site: 'lab' }, by: people.approver });
    await workspace.control.openHome({ user });
    await expect.poll(() => homeOf(workspace, user)).toContain('everything on Switch-1');
    expect(homeOf(workspace, user)).not.toContain('everything at site lab');
    await workspace.control.press({ user, in: 'home', action_id: 'silence_end' });
    await expect.poll(() => homeOf(workspace, user)).toContain('You have silenced nothing');
    await workspace.control.press({ user, in: 'home', action_id: 'incident_take' });
    await workspace.control.waitForMessage({ channel: noc, text: `<@${user}> has it` });
    await expect.poll(() => homeOf(workspace, user)).toContain(`<@${user}> has it`);
  });
});
