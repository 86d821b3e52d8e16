import { composeActing } from '../../src/app/compose/acting.ts';
import type { Envelope } from '../../src/bot/envelope.ts';
import type { ChangesPort, ModelsPort } from '../../src/bot/ports.ts';
import { draftFact } from '../../src/bot/silence-drafts.ts';
import { factKinds } from '../../src/changes/plan-facts.ts';
import { planHash } from '../../src/changes/plan-hash.ts';
import { configFileSchema } from '../../src/config.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { type PlanState, subjectOfRoute } from '../../src/domain/plan.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import type { SilenceKind } from '../../src/incidents/silences.ts';
import { noQuestions } from '../../src/questions/no-questions.ts';
import { createQuestionRuns, questionFact } from '../../src/questions/question-runs.ts';
import { riskFact } from '../../src/risks/risk-facts.ts';
import { createTestDigests } from '../digests/made-digests.ts';
import { riskOf } from '../risks/made-risks.ts';
import { createMemoryStore } from './memory-store.ts';
import {
  causesState,
  createTestBot,
  createTestSilences,
  incidentOf,
  metrics,
  newId,
  planOf,
  silentLog,
  start,
  testModels,
  topology,
} from './world.ts';

/** Everybody who might press something. Those from `guest` on are granted everything and named everywhere: only what they are counts. */
export const roles = {
  outsider: {},
  otherGrant: {},
  granted: {},
  approver: {},
  requester: {},
  editor: {},
  onCall: {},
  guest: { is_restricted: true },
  singleChannelGuest: { is_ultra_restricted: true },
  bot: { is_bot: true },
  deactivated: { deleted: true },
  foreignTeam: { team_id: 'T0ELSE' },
  stranger: { is_stranger: true },
  unknown: null,
} as const;
export type Role = keyof typeof roles;
export const userOf = (role: Role) => `U0${role.toUpperCase()}`;

const strangers = ['guest', 'singleChannelGuest', 'bot', 'deactivated', 'foreignTeam', 'stranger', 'unknown'] as const;
const strangerIds = strangers.map(userOf);
const team = 'T0TEAM001';
export const ours = { team: { id: team }, api_app_id: 'A0OURS001' };

/** A Slack that knows these people, and what it was told. */
function fakeSlack() {
  const told: string[] = [];
  const opened: string[] = [];
  const answerTo = (method: string, args: URLSearchParams): object => {
    if (method === 'auth.test') return { team_id: team, user_id: 'U0NOCTURNE', bot_id: 'B0NOCTURNE' };
    if (method === 'bots.info') return { bot: { app_id: ours.api_app_id } };
    if (method === 'users.info') {
      const role = (Object.keys(roles) as Role[]).find((each) => userOf(each) === args.get('user'));
      const facts = role && roles[role];
      return facts
        ? { user: { id: args.get('user'), team_id: team, name: role, ...facts } }
        : { ok: false, error: 'user_not_found' };
    }
    if (method === 'views.open') opened.push(JSON.parse(args.get('view')!).callback_id);
    return { ts: '1700000000.000100', channel: 'C0NOC0001', messages: [] };
  };
  const fetchFake: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    if (url.pathname === '/response') told.push(JSON.parse(String(init?.body)).text);
    const method = url.pathname.replace('/api/', '');
    return Response.json({ ok: true, ...answerTo(method, new URLSearchParams(String(init?.body ?? ''))) });
  };
  return { told, opened, fetch: fetchFake };
}

/** A bot with the policy as it is, in front of a store whose content can be compared. */
export async function createRightsWorld() {
  const store = createMemoryStore();
  const slack = fakeSlack();
  let now = start;
  let count = 0;
  const clock = () => now;
  const later = { later: async () => undefined };
  const approvers = { users: [...strangerIds, ...(['approver', 'requester', 'editor'] as const).map(userOf)] };
  const config = { ...configFileSchema.parse({ policy: { mode: 'act', approvers } }), accounts: {} };
  const { changes } = composeActing(config, {
    ...{ store, topology, metrics, clock, newId, later, log: silentLog, playbooks: [] },
    people: async () => undefined,
    sleep: async () => undefined,
  });
  const port: ChangesPort = {
    ...changes,
    editable: ({ state }) =>
      state === 'pending' ? [{ name: 'cost', value: 100, adjustable: true, about: 'OSPF cost' }] : [],
    async proposeRoute({ from, to, requestedBy }) {
      const id = `plan-${++count}`;
      const plan = planOf(id, subjectOfRoute({ from, to }), { requestedBy });
      await store.plans.insert(plan);
      return { outcome: 'ok', planId: id, plan };
    },
    async edit({ buttonId }) {
      const plan = await store.plans.byButton(buttonId);
      const moved =
        plan?.state === 'pending' && (await store.plans.move(plan.id, 'pending', 'superseded', { at: now }));
      return {
        accepted: Boolean(moved),
        code: moved ? 'edited' : 'late',
        text: moved ? 'A new plan stands.' : 'It is decided upon already.',
      };
    },
  };
  const silences = createTestSilences(store, clock);
  const digests = createTestDigests(store, clock);
  const questionRuns = createQuestionRuns({
    ...{
      store,
      clock,
      questions: noQuestions,
      newId: (kind) => `${kind}-${++count}`,
      later: { later: async () => undefined },
    },
  });
  /** Ids of models that are in use. */
  const inUse = new Set<string>();
  const models: ModelsPort = {
    ...testModels([causesState]),
    async useFormer({ id, by }) {
      if (!inUse.delete(id)) return 'It is not in use any more.';
      await store.facts.put(draftFact, `back-${id}`, { wanted: { by } } as never);
      return 'Rules name causes again.';
    },
  };
  const bot = createTestBot({
    slack: { botToken: 'xoxb-1', apiUrl: 'http://slack.invalid/api/', channel: 'C0NOC0001', mode: 'socket' },
    receiver: { init: () => undefined, start: async () => undefined, stop: async () => undefined },
    ...{
      store,
      clock,
      silences,
      digests,
      questionRuns,
      changes: port,
      models,
      fetch: slack.fetch,
      groups: () => [],
      projectEveryMs: 3_600_000,
    },
    grants: [
      { commands: ['*'], users: [...strangerIds, userOf('granted')] },
      { commands: ['freeze'], users: [userOf('otherGrant')] },
    ],
    oncall: oncallSchema.parse({
      rotations: [{ users: [...strangerIds, userOf('onCall')], start: new Date(start).toISOString() }],
    }),
  });
  await bot.start();

  async function plan(state: PlanState | 'overdue'): Promise<string> {
    const id = `plan-${++count}`;
    const written = planOf(id, 'INC-none', { requestedBy: userOf('requester') });
    const approveBy = state === 'overdue' ? now - 1 : now + 900_000;
    const change = {
      hash: planHash(written.content),
      approveBy,
      state: state === 'overdue' ? 'pending' : state,
    } as const;
    await store.plans.insert({ ...written, ...change });
    await store.facts.put(factKinds.authors, id, [userOf('editor')]);
    return written.buttonId;
  }

  async function incident(change: Partial<Incident>): Promise<string> {
    const id = `INC-${++count}`;
    await store.incidents.insert(incidentOf(id, change));
    return id;
  }

  const silenceOf = (kind: SilenceKind) => ({
    ...{
      kind,
      match: { device: 'Switch-1' },
      reason: 'known',
      by: userOf('granted'),
      from: now,
      until: now + 86_400_000,
    },
  });

  async function draft(kind: SilenceKind): Promise<string> {
    const { from: _, until: __, ...wanted } = silenceOf(kind);
    const id = `draft-${++count}`;
    await store.facts.put(draftFact, id, { wanted, from: null, forMs: 600_000, at: now });
    return id;
  }

  async function silence(kind: SilenceKind, isOver: boolean): Promise<string> {
    const { id } = await silences.add(silenceOf(kind));
    if (isOver) await silences.end(id, userOf('granted'));
    return id;
  }

  async function question(state: 'running' | 'done'): Promise<string> {
    const id = `question-${++count}`;
    const run = { at: now, words: ['values'], by: userOf('granted'), state, share: 0, note: '', changes: 0 };
    await store.facts.put(questionFact, id, run);
    return id;
  }

  async function model(isInUse: boolean): Promise<string> {
    const id = `m-${++count}`;
    if (isInUse) inUse.add(id);
    return `causes ${id}`;
  }

  async function risk(isOver: boolean): Promise<string> {
    const id = `RISK-${++count}`;
    await store.facts.put(riskFact, id, riskOf(id, { end: isOver ? { at: now, how: 'did-not' } : null }));
    return id;
  }

  /** Everybody chose to be mentioned. */
  async function mentionAll(): Promise<string> {
    for (const role of Object.keys(roles) as Role[]) await digests.mention('morning', userOf(role), true);
    return 'morning';
  }

  /** Hands a body to the bot, two hours after the last one if not said otherwise: then nothing is only counted. */
  async function deliver(body: Envelope, afterMs = 7_200_000) {
    now += afterMs;
    const before = { dump: store.dump(), audit: (await store.audit.list()).length };
    slack.told.length = 0;
    slack.opened.length = 0;
    await bot.deliver({ ...ours, trigger_id: `t${++count}`, response_url: 'http://slack.invalid/response', ...body });
    return {
      told: [...slack.told],
      opened: [...slack.opened],
      changed: store.dump() !== before.dump,
      audited: (await store.audit.list()).slice(before.audit),
    };
  }

  return { bot, store, plan, incident, model, risk, question, draft, silence, mentionAll, deliver };
}

export const pressed = (action: string, user: string, value: string): Envelope => ({
  ...{ type: 'block_actions', user: { id: user }, channel: { id: 'C0NOC0001' } },
  actions: [{ type: 'button', action_id: action, block_id: 'b', value, action_ts: '1.1' }],
});

export const submitted = (modal: string, user: string, subject: string, values: object): Envelope => ({
  ...{ type: 'view_submission', user: { id: user } },
  view: {
    ...{ id: 'V0000001', type: 'modal', callback_id: modal, hash: '1', state: { values } },
    private_metadata: JSON.stringify({ subject, channel: 'C0NOC0001', thread: null }),
  },
});
