import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ActionId, actionIds, type ModalId, modalIds } from '../../src/bot/action-ids.ts';
import { canMove, type PlanState } from '../../src/domain/plan.ts';
import { sampled } from '../sampled.ts';
import { createRightsWorld, pressed, type Role, roles, submitted, userOf } from './rights-world.ts';

type World = Awaited<ReturnType<typeof createRightsWorld>>;

const planStates = [
  ...['pending', 'approved', 'running', 'verifying', 'verified', 'rolled-back', 'failed', 'rejected', 'expired'],
  ...['superseded', 'cancelled', 'unknown'],
] as PlanState[];

/** What a value may be about, in every state, and how it comes to be. `gone` is an id that nothing has. */
const subjects = {
  plan: {
    ...Object.fromEntries(planStates.map((state) => [state, (world: World) => world.plan(state)])),
    overdue: (world: World) => world.plan('overdue'),
    gone: async () => 'button-none',
  },
  incident: {
    open: (world: World) => world.incident({}),
    mitigated: (world: World) => world.incident({ state: 'mitigated' }),
    resolved: (world: World) => world.incident({ state: 'resolved' }),
    gone: async () => 'INC-none',
  },
  feedback: {
    right: async (world: World) => `right ${await world.incident({})}`,
    wrong: async (world: World) => `wrong ${await world.incident({})}`,
    gone: async () => 'right INC-none',
    torn: async () => 'right',
  },
  risk: {
    standing: (world: World) => world.risk(false),
    over: (world: World) => world.risk(true),
    gone: async () => 'RISK-none',
  },
  model: {
    inUse: (world: World) => world.model(true),
    former: (world: World) => world.model(false),
    torn: async () => 'causes',
    gone: async () => 'causes m-none',
  },
  route: { torn: async () => 'Router-A', there: async () => 'Router-A&Router-B&L1&20' },
  digest: { there: async () => 'morning', gone: async () => 'none' },
  chosen: { there: (world: World) => world.mentionAll(), gone: async () => 'none' },
  question: {
    running: (world: World) => world.question('running'),
    done: (world: World) => world.question('done'),
    gone: async () => 'question-none',
  },
  draft: {
    silence: (world: World) => world.draft('silence'),
    maintenance: (world: World) => world.draft('maintenance'),
    gone: async () => 'draft-none',
  },
  silence: {
    active: (world: World) => world.silence('silence', false),
    maintenance: (world: World) => world.silence('maintenance', false),
    ended: (world: World) => world.silence('silence', true),
    gone: async () => 'silence-none',
  },
} satisfies Record<string, Record<string, (world: World) => Promise<string>>>;

/** Who may, and in which states something happens then: what is kept changes, or a form opens. Everybody else is refused. */
interface Row {
  about: keyof typeof subjects;
  may: Role[];
  acts: string[];
  opens?: string[];
}

const voters: Role[] = ['approver'];
const editors: Role[] = ['granted', 'approver', 'requester', 'editor'];
const granted: Role[] = ['granted'];
const readers = (Object.keys(roles) as Role[]).filter(
  (role) => !['bot', 'deactivated', 'foreignTeam', 'stranger', 'unknown'].includes(role),
);
const unresolved = ['open', 'mitigated'];
const known = [...unresolved, 'resolved'];

const buttons: Record<ActionId, Row> = {
  [actionIds.takeIncident]: { about: 'incident', may: ['granted', 'onCall'], acts: unresolved },
  [actionIds.dismissIncident]: { about: 'incident', may: granted, acts: [], opens: unresolved },
  [actionIds.silenceIncident]: { about: 'incident', may: granted, acts: [], opens: unresolved },
  [actionIds.mentionMe]: { about: 'digest', may: readers, acts: ['there'] },
  [actionIds.mentionMeNot]: { about: 'chosen', may: readers, acts: ['there'] },
  [actionIds.watchRisk]: { about: 'risk', may: ['granted', 'onCall'], acts: ['standing'] },
  [actionIds.snoozeRiskHour]: { about: 'risk', may: granted, acts: ['standing'] },
  [actionIds.snoozeRiskShift]: { about: 'risk', may: granted, acts: ['standing'] },
  [actionIds.stopQuestion]: { about: 'question', may: readers, acts: ['running'] },
  [actionIds.useFormerModel]: { about: 'model', may: granted, acts: ['inUse'] },
  [actionIds.proposeRoute]: { about: 'route', may: granted, acts: ['there'] },
  [actionIds.approvePlan]: { about: 'plan', may: voters, acts: ['pending', 'overdue'] },
  [actionIds.rejectPlan]: { about: 'plan', may: voters, acts: [], opens: ['pending', 'overdue'] },
  [actionIds.editPlan]: { about: 'plan', may: editors, acts: [], opens: ['pending', 'overdue'] },
  [actionIds.continuePlan]: { about: 'plan', may: voters, acts: ['unknown'] },
  [actionIds.rollBackPlan]: { about: 'plan', may: voters, acts: ['unknown'] },
  [actionIds.saveSilence]: { about: 'draft', may: granted, acts: ['silence', 'maintenance'] },
  [actionIds.endSilence]: { about: 'silence', may: granted, acts: ['active', 'maintenance'] },
  [actionIds.causeFeedback]: { about: 'feedback', may: granted, acts: ['right'], opens: ['wrong'] },
  [actionIds.rightCause]: { about: 'incident', may: granted, acts: known },
  [actionIds.wrongCause]: { about: 'incident', may: granted, acts: [], opens: known },
  [actionIds.useful]: { about: 'incident', may: granted, acts: known },
  [actionIds.noise]: { about: 'incident', may: granted, acts: known },
};

const text = (value: string) => ({ text: { type: 'plain_text_input', value } });
const choice = (value: string) => ({ choice: { selected_option: { value } } });
const reason = { reason: text('a load test') };

const forms: Record<ModalId, Row & { values: object }> = {
  [modalIds.rejectPlan]: { about: 'plan', may: voters, acts: ['pending', 'overdue'], values: reason },
  [modalIds.approveWithTicket]: {
    about: 'plan',
    may: voters,
    acts: ['pending', 'overdue'],
    values: { ticket: text('C-1') },
  },
  [modalIds.editPlan]: {
    ...{ about: 'plan', may: editors, acts: ['pending', 'overdue'], values: { 'parameter-cost': text('500') } },
  },
  [modalIds.dismissIncident]: { about: 'incident', may: granted, acts: unresolved, values: reason },
  [modalIds.silenceIncident]: {
    ...{ about: 'incident', may: granted, acts: unresolved },
    values: { what: choice('device'), for: choice('60'), ...reason },
  },
  [modalIds.trueCause]: { about: 'incident', may: granted, acts: known, values: { cause: choice('bad_optic') } },
};

const refusals =
  /no grant|no one has that right|does not name you|asked for this plan|cannot|Bots|Guests|deactivated|organisation|workspace|does not know you|no plan|this button/;

let world: World;
beforeEach(async () => {
  world = await createRightsWorld();
});
afterEach(() => world.bot.close());

/** Every role times every state of one button or form: two hundred clicks each. */
async function tryAll(id: string, row: Row, deliver: (user: string, value: string) => ReturnType<World['deliver']>) {
  const wrong: string[] = [];
  const states = Object.entries<(world: World) => Promise<string>>(subjects[row.about]);
  const whole = states.flatMap(([state, make]) =>
    (Object.keys(roles) as Role[]).map((role) => ({ id, state, role, make })),
  );
  for (const { state, role, make } of sampled(whole, (click) => [click.state, click.role], 3)) {
    const done = await deliver(userOf(role), await make(world));
    // Nobody is an approver of a plan that is not there; a grant holds for any.
    const may = row.may.includes(role) && (row.about !== 'plan' || state !== 'gone' || role === 'granted');
    const opens = may && row.opens?.includes(state);
    const acts = may && row.acts.includes(state);
    const isRefused = done.audited.some(({ action, actor, detail }) => {
      return action === 'button.refused' && actor === userOf(role) && detail.pressed === id;
    });
    const told = done.told.length === 1 ? done.told[0]! : JSON.stringify(done.told);
    const fits =
      done.changed === Boolean(acts) &&
      done.opened.length === (opens ? 1 : 0) &&
      (opens || (done.told.length === 1 && told !== '')) &&
      isRefused === !may &&
      (may || refusals.test(told));
    if (!fits) wrong.push(`${role} × ${state}: ${JSON.stringify({ ...done, audited: isRefused })}`);
  }
  expect(wrong).toEqual([]);
}

describe('the right of the button', () => {
  it.each(Object.entries(buttons))('%s holds for everybody in every state', (id, row) =>
    tryAll(id, row, (user, value) => world.deliver(pressed(id, user, value))),
  );
});

describe('the right of the form', () => {
  it.each(Object.entries(forms))('%s holds for everybody in every state', (id, row) =>
    tryAll(id, row, (user, value) => world.deliver(submitted(id, user, value, row.values))),
  );
});

it('names every state of a plan', () => {
  const reachable = planStates.filter((to) => to === 'pending' || planStates.some((from) => canMove(from, to)));
  expect(reachable).toEqual(planStates);
});

describe('a right', () => {
  it.each([
    ['of a silence', actionIds.endSilence, 'silence', 'active'],
    ['of a maintenance', actionIds.endSilence, 'silence', 'maintenance'],
  ])('is checked anew for what is told about strange values: %s', async (_what, id) => {
    for (const value of ['', '\u0000', 'x'.repeat(1_000_000), 'é']) {
      const done = await world.deliver(pressed(id, userOf('granted'), value));
      expect(done).toMatchObject({ changed: false, opened: [], told: [expect.stringContaining('this button')] });
      expect(done.audited).toMatchObject([{ action: 'button.refused', subject: 'unknown' }]);
    }
  });

  it('of a form whose own words are torn, or whose field holds too much, is refused', async () => {
    const id = modalIds.dismissIncident;
    const user = userOf('granted');
    const subject = await world.incident({});
    const torn = submitted(id, user, subject, reason);
    torn.view.private_metadata = '{';
    const long = submitted(id, user, subject, { reason: text('x'.repeat(40_000)) });
    for (const body of [torn, long, { ...torn, view: { callback_id: id } }]) {
      const done = await world.deliver(body);
      expect(done).toMatchObject({ changed: false, told: [expect.any(String)] });
      expect(done.audited).toMatchObject([{ action: 'button.refused' }]);
    }
  });
});

describe('a button that nobody listens to', () => {
  const bodies = {
    button: pressed('plan_aprove', userOf('approver'), 'x'),
    form: submitted('plan_run', userOf('approver'), 'x', {}),
    'message shortcut': {
      type: 'message_action',
      callback_id: 'run_it',
      user: { id: userOf('approver') },
      message: {},
    },
    'global shortcut': { type: 'shortcut', callback_id: 'run_it', user: { id: userOf('approver') } },
    'inherited name': pressed('constructor', userOf('approver'), 'x'),
  };
  it.each(Object.entries(bodies))('(%s) is answered and audited', async (_what, body) => {
    const done = await world.deliver(body);
    expect(done).toMatchObject({ changed: false, opened: [], told: [expect.stringContaining('this button')] });
    expect(done.audited).toMatchObject([{ action: 'button.refused', actor: userOf('approver'), subject: 'unknown' }]);
  });

  it('is kept twenty times an hour, and then counted', async () => {
    const body = { ...bodies.button, user: { id: userOf('outsider') } };
    for (let i = 0; i < 100; i++) await world.deliver(body, 0);
    expect(await world.store.audit.list()).toHaveLength(20);
    await world.deliver(body);
    const [skipped, latest] = (await world.store.audit.list()).slice(20);
    expect(skipped).toMatchObject({ action: 'refusals.skipped', detail: { count: 80 } });
    expect(latest).toMatchObject({ action: 'button.refused' });
  });
});

it('is asked at the door alone: no other file listens to buttons and forms', () => {
  const folder = join(import.meta.dirname, '../../src/bot');
  const listening = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /\.(action|view|shortcut|options)\(/.test(readFileSync(join(folder, file), 'utf8')));
  expect(listening.sort()).toEqual(['door.ts', 'listeners/unmatched.ts']);
});
