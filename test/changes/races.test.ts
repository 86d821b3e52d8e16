import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../demo/network/world/random.ts';
import type { Answer } from '../../src/changes/approval.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { sampled } from '../sampled.ts';
import { openFreshStore, silentLog } from '../store/shared-database.ts';
import { claimServices } from '../story/services.ts';
import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, person } from './world.ts';

/** Two processes of the product on one database; embedded ones share the store, as only one process can have it. */
const databases: [string, () => Promise<[OpenStore, OpenStore]>][] = [
  [
    'the embedded database',
    async () => {
      const store = await openFreshStore();
      return [store, store];
    },
  ],
];
if (process.env.STORY_DATABASE_URL) {
  databases.push([
    'PostgreSQL',
    async () => {
      const { DATABASE_URL: databaseUrl = '' } = await claimServices();
      const first = await openStore({ databaseUrl, log: silentLog, clock: () => 1_000 });
      return [first, await openStore({ databaseUrl, log: silentLog, clock: () => 1_000 })];
    },
  ]);
}

/** Every call of the store, inside of transactions too, waits for some turns of the event loop, so that each seed is another interleaving. */
function hesitant(store: OpenStore, random: () => number): Partial<Store> {
  const wait = async () => {
    for (let turns = Math.floor(random() * 6); turns > 0; turns--) await new Promise((next) => setImmediate(next));
  };
  const slow = <T extends object>(object: T): T =>
    new Proxy(object, {
      get(target, key) {
        const value = target[key as keyof T] as unknown;
        if (typeof value !== 'function') return typeof value === 'object' && value !== null ? slow(value) : value;
        return async (...given: unknown[]) => {
          await wait();
          return value.apply(target, given);
        };
      },
    });
  const { plans, votes, facts, audit, outbox } = slow(store);
  return {
    ...{ plans, votes, facts, audit, outbox, withLock: store.withLock },
    async transaction(work) {
      await wait();
      return store.transaction((tables) => work(slow({ ...tables })));
    },
  };
}

const policy = {
  mode: 'act',
  approvers: { groups: ['S-NETOPS'] },
  approvals: { medium: 2 },
  breakGlass: { users: ['U-CHIEF'], channel: 'C-SECOND' },
  changesPerSiteAndHour: 1000,
};

/** What may be done about a plan that lacks one vote. */
const actions = {
  approve: (at: Process, plan: Plan) =>
    at.changes.decide({ buttonId: plan.buttonId, user: person('U-CAT'), decision: 'approve', reason: null }),
  'approve too': (at: Process, plan: Plan) =>
    at.changes.decide({ buttonId: plan.buttonId, user: person('U-DAN'), decision: 'approve', reason: null }),
  reject: (at: Process, plan: Plan) =>
    at.changes.decide({ buttonId: plan.buttonId, user: person('U-ANN'), decision: 'reject', reason: 'not now' }),
  edit: (at: Process, plan: Plan) =>
    at.changes.edit({ buttonId: plan.buttonId, user: person('U-EVE'), values: { cost: '500' } }),
  'edit too': (at: Process, plan: Plan) =>
    at.changes.edit({ buttonId: plan.buttonId, user: person('U-FAY'), values: { cost: '600' } }),
  'break glass': (at: Process, plan: Plan) =>
    at.changes.breakGlass({ planId: plan.id, user: person('U-CHIEF'), reason: 'the data centre is dark' }),
  cancel: async (at: Process, plan: Plan): Promise<Answer> => {
    const accepted = await at.changes.cancel(plan.id, { actor: 'nocturne', reason: 'The incident is over' });
    return { accepted, code: accepted ? 'cancelled' : 'not-cancelled', text: '' };
  },
  propose: async (at: Process, plan: Plan): Promise<Answer> => {
    const parameters = { device: 'Router-A', interface: 'eth1', cost: 700 };
    const { incidentId } = plan.content;
    const written = await at.changes.propose({
      incidentId,
      playbook: 'latency_spike',
      parameters,
      requestedBy: 'nocturne',
    });
    return { accepted: written.outcome === 'ok', code: written.outcome, text: '' };
  },
};
type Action = keyof typeof actions;

/** The state that an accepted answer promises for the plan; a later cancellation may have come over an approval. */
const promised: Record<Action, string[]> = {
  approve: ['approved', 'cancelled'],
  'approve too': ['approved', 'cancelled'],
  reject: ['rejected'],
  edit: ['superseded'],
  'edit too': ['superseded'],
  'break glass': ['approved', 'cancelled'],
  cancel: ['cancelled'],
  propose: ['superseded', 'rejected', 'cancelled'],
};

const names = Object.keys(actions) as Action[];
const pairs = names.flatMap((one, i) => names.slice(i).map((other) => [one, other] as const));

describe.each(databases)('two decisions at once, on %s', (_, open) => {
  let stores: [OpenStore, OpenStore];
  beforeAll(async () => {
    stores = await open();
  });
  afterAll(async () => {
    for (const store of new Set(stores)) await store.close();
  });

  /** One plan with one vote of two, and the two actions on it from two processes. */
  async function race(pair: readonly [Action, Action], seed: number) {
    const random = createRandom(seed);
    const world = createWorld(stores[0]);
    const processes = stores.map((store) => world.process({ policy, store: hesitant(store, () => random.next()) }));
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, processes[0]!, incidentId);
    await approve(processes[0]!, plan, 'U-BOB');
    const answers = await Promise.all(pair.map((name, i) => actions[name](processes[i]!, plan)));
    const plans = await stores[0].plans.forIncident(incidentId);
    const votes = await stores[0].votes.forPlan(plan.id);
    return { plan: plans.find(({ id }) => id === plan.id)!, plans, votes, answers };
  }

  it.each(sampled(pairs, ([one, other]) => [one, other], 2))(
    '%s and %s: what each is told is true, and one plan stands at most',
    async (...pair) => {
      for (let seed = 1; seed <= 4; seed++) {
        const { plan, plans, votes, answers } = await race(pair, seed);
        const told = JSON.stringify({ seed, pair, answers, states: plans.map(({ state }) => state) });
        expect(plans.filter(({ state }) => ['pending', 'approved'].includes(state)).length, told).toBeLessThanOrEqual(
          1,
        );
        for (const [i, { accepted, code }] of answers.entries()) {
          const name = pair[i]!;
          if (accepted && code !== 'vote-counted') expect(promised[name], told).toContain(plan.state);
        }
        // A vote stands when its voter was told that it counts, and only then. Bob's is the first.
        const voters: Partial<Record<Action, string>> = { approve: 'U-CAT', 'approve too': 'U-DAN', reject: 'U-ANN' };
        const counted = pair.flatMap((name, i) => (answers[i]!.accepted && voters[name]) || []);
        expect(new Set(votes.map(({ user }) => user)), told).toEqual(new Set(['U-BOB', ...counted]));
        // Nothing new stands but what somebody was told of.
        const written = pair.filter((name, i) => /edit|propose/.test(name) && answers[i]!.accepted).length;
        expect(plans.length, told).toBeLessThanOrEqual(1 + written);
        if (!pair.includes('propose')) expect(plans.length, told).toBe(1 + written);
        expect(
          answers.some(({ accepted }) => accepted),
          told,
        ).toBe(true);
      }
      expect(await stores[0].audit.verify()).toMatchObject({ ok: true });
    },
  );
});
