import { beforeEach, describe, expect, it } from 'vitest';
import { factKinds, putTimes } from '../../src/changes/plan-facts.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import type { Store } from '../../src/store/store.ts';
import { labText } from '../network/lab.ts';
import { sampled } from '../sampled.ts';
import { useStore } from '../store/open-test-store.ts';
import { approve, approvedDrain, drainLines, proposeDrain, slowLink } from './stories.ts';
import { createWorld, person, type World } from './world.ts';

const store = useStore();
let world: World;
beforeEach(() => {
  world = createWorld(store());
});

const costs = () => ['Router-A', 'Router-B'].map((name) => world.devices.get(name)!.costs.eth1);
const planOf = async (id: string) => (await store().plans.get(id))!;
const withoutLast = (lines: string[]) => lines.slice(0, -1);

/** The plans of a store in which somebody altered a line. */
function alteredPlans(plans: Store['plans']): Store['plans'] {
  const get = async (id: string) => {
    const found = await plans.get(id);
    found!.content.steps[0]!.commands[2] = 'ip ospf cost 1';
    return found;
  };
  return { ...plans, get };
}

describe('an approved plan', () => {
  it('runs its lines with the change account, is verified by telemetry and keeps the times', async () => {
    const { process, plan } = await approvedDrain(world);
    world.lines = [];
    const startedAt = world.now;
    expect(await process.changes.advance(plan.id)).toEqual({
      state: 'verified',
      final: true,
      outcome: 'Latency of Router-A is 12 ms, below 50.8 ms',
      waiting: null,
    });
    expect(world.lines.filter(({ user }) => user === 'netops').map(({ device, line }) => `${device}> ${line}`)).toEqual(
      [
        'Router-A> terminal length 0',
        'Router-A> show running-config',
        'Router-B> terminal length 0',
        'Router-B> show running-config',
        'Router-A> terminal length 0',
        'Router-A> configure terminal',
        'Router-A> interface eth1',
        'Router-A> ip ospf cost 1000',
        'Router-A> end',
        // Whether it runs what was sent, and again before the change is kept.
        'Router-A> terminal length 0',
        'Router-A> show running-config',
        'Router-B> terminal length 0',
        'Router-B> configure terminal',
        'Router-B> interface eth1',
        'Router-B> ip ospf cost 1000',
        'Router-B> end',
        'Router-B> terminal length 0',
        'Router-B> show running-config',
        'Router-A> terminal length 0',
        'Router-A> show running-config',
        'Router-B> terminal length 0',
        'Router-B> show running-config',
      ],
    );
    const times = await process.changes.times(plan.id);
    expect(times).toEqual({
      approvedAt: startedAt,
      startedAt,
      executedAt: startedAt,
      recoveredAt: expect.any(Number),
      rolledBackAt: null,
    });
    expect(times.recoveredAt! - times.executedAt!).toBeLessThan(5000);
    const audit = await store().audit.list({ subject: plan.id });
    expect(audit.map(({ action }) => action)).toEqual([
      'plan.proposed',
      'plan.approved',
      'plan.running',
      'plan.verifying',
      'plan.measured',
      'plan.verified',
    ]);
    expect((await store().audit.verify()).ok).toBe(true);
  });

  it('runs once, however often and by how many it is pushed', async () => {
    const { process, plan } = await approvedDrain(world);
    await Promise.all([1, 2, 3].map(() => process.changes.advance(plan.id)));
    await process.changes.advance(plan.id);
    expect(world.changeLines()).toEqual(drainLines);
  });

  it('finishes its lines when the process is told to stop, and is verified by the next one', async () => {
    const { process, plan } = await approvedDrain(world);
    const stopping = AbortSignal.abort();
    const stopped = process.changes.advance(plan.id, { signal: stopping });
    await expect(stopped).rejects.toMatchObject({ code: 'process-stopping', retryable: true });
    expect(await planOf(plan.id)).toMatchObject({ state: 'verifying' });
    expect(await world.process().changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    expect(world.changeLines()).toEqual(drainLines);
  });

  it('waits while another plan uses its devices, and is asked for again', async () => {
    const { process, plan } = await approvedDrain(world);
    const [first, second] = await Promise.all([process.changes.advance(plan.id), process.changes.advance(plan.id)]);
    expect(first).toMatchObject({ state: 'verified' });
    expect(second).toMatchObject({ waiting: 'Another plan is using the devices' });
    expect(world.jobs.filter(({ key }) => /^advance-plan-.*-approved-\d+$/.test(key))).toHaveLength(1);
  });

  it('is not run when the devices are no longer as they were', async () => {
    const { process, plan } = await approvedDrain(world);
    world.devices.get('Router-B')!.costs.eth1 = 20;
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/Router-B configured_cost was 10 and is 20/),
    });
    expect(world.changeLines()).toEqual([]);
  });

  it('is not run when an approver may not approve any more', async () => {
    const { process, plan } = await approvedDrain(world);
    world.people.set('U-BOB', person('U-BOB', { deleted: true }));
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'cancelled' });
    world.people.delete('U-BOB');
    expect(world.changeLines()).toEqual([]);
  });

  it('is not run when the policy no longer acts', async () => {
    const { plan } = await approvedDrain(world);
    const { changes } = world.process({ policy: { mode: 'propose', approvers: { groups: ['S-NETOPS'] } } });
    expect(await changes.advance(plan.id)).toMatchObject({ state: 'cancelled' });
    expect(world.changeLines()).toEqual([]);
  });

  it('is not run when its content was altered after it was approved', async () => {
    const { plan } = await approvedDrain(world);
    const { changes } = world.process({ store: { plans: alteredPlans(store().plans) } });
    expect(await changes.advance(plan.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/altered/),
    });
    expect(world.changeLines()).toEqual([]);
  });

  it('waits while changes are frozen, and runs afterwards', async () => {
    const { process, plan } = await approvedDrain(world);
    await process.changes.freeze({ by: 'U-ANN', reason: 'migration', until: null });
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'approved',
      waiting: 'Changes are frozen by U-ANN: migration',
    });
    await process.changes.thaw({ by: 'U-ANN' });
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
  });

  it('keeps to the change budget of a site', async () => {
    const first = await approvedDrain(world);
    await first.process.changes.advance(first.plan.id);
    const device = world.devices.get('Router-A')!;
    device.costs.eth1 = 10;
    world.devices.get('Router-B')!.costs.eth1 = 10;
    const policy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, changesPerSiteAndHour: 1 };
    const process = world.process({ policy });
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    const late = await process.changes.decide({
      buttonId: plan.buttonId,
      user: person('U-BOB'),
      decision: 'approve',
      reason: null,
    });
    expect(late).toMatchObject({ code: 'on-hold', text: expect.stringMatching(/budget of site lab/) });
    world.now += 25 * 60_000;
  });

  it.each([
    ['a freeze', /^Changes are frozen by U-ANN: migration$/],
    ['the last change of the budget', /^The change budget of site lab is spent/],
  ])('waits for %s that comes while the devices are read', async (what, waiting) => {
    const { plan } = await approvedDrain(world);
    const { facts } = store();
    const other = await proposeDrain(world, world.process());
    let asked = 0;
    const get: typeof facts.get = async (kind, id) => {
      if (kind.name === factKinds.freeze.name && ++asked === 2) {
        const freeze = { by: 'U-ANN', reason: 'migration', until: null };
        if (what === 'a freeze') await facts.put(factKinds.freeze, 'all', freeze);
        else await putTimes(facts, other.id, { startedAt: world.now });
      }
      return facts.get(kind, id);
    };
    const policy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, changesPerSiteAndHour: 1 };
    const process = world.process({ policy, store: { facts: { ...facts, get } } });
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'approved',
      waiting: expect.stringMatching(waiting),
    });
    expect(world.changeLines()).toEqual([]);
    await facts.remove(factKinds.freeze, 'all');
  });

  it('fails before anything is sent when no snapshot can be taken', async () => {
    const { process, plan } = await approvedDrain(world);
    world.fate = (device, line) => (device === 'Router-B' && line === '(connect)' ? 'unreachable' : 'arrives');
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'failed' });
    expect(world.changeLines()).toEqual([]);
  });

  it('is rolled back when a device refuses a line, and the configuration equals the snapshot', async () => {
    const { process, plan } = await approvedDrain(world);
    world.devices.get('Router-B')!.refuses = (line) => line === 'ip ospf cost 1000';
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(
        /^Router-B refused "ip ospf cost 1000": % Unknown command.*The configuration equals the snapshot$/s,
      ),
    });
    expect(costs()).toEqual([10, 10]);
  });

  it('fails without a trace when the first device refuses its first line', async () => {
    const { process, plan } = await approvedDrain(world);
    world.devices.get('Router-A')!.refuses = (line) => line === 'configure terminal';
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/Nothing was changed$/),
    });
    expect(world.changeLines()).toEqual([]);
  });

  it('is rolled back at the first device when the second can not be reached any more', async () => {
    const { process, plan } = await approvedDrain(world);
    let connects = 0;
    world.fate = (device, line) =>
      device === 'Router-B' && line === '(connect)' && ++connects > 3 && connects < 5 ? 'unreachable' : 'arrives';
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'rolled-back' });
    expect(costs()).toEqual([10, 10]);
  });
});

describe('after the change', () => {
  it('a metric that does not get better is rolled back within the window, and said so', async () => {
    const { process, plan } = await approvedDrain(world);
    const signal = world.signal;
    world.signal = (place, metric, at) => (signal(place, metric, at) === 12 ? 150 : signal(place, metric, at));
    const at = world.now;
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/last value is 150 ms\. Rolled back\. The configuration equals the snapshot/),
    });
    expect(world.now - at).toBeGreaterThanOrEqual(60_000);
    expect(costs()).toEqual([10, 10]);
    expect(world.changeLines()).toEqual([...drainLines, 'Router-B: ip ospf cost 10', 'Router-A: ip ospf cost 10']);
  });

  it('a neighbour that gets worse rolls it back at once', async () => {
    const { process, plan } = await approvedDrain(world);
    const signal = world.signal;
    world.signal = (place, metric, at) =>
      place.device === 'Switch-1' && costs()[1] === 1000 ? 90 : signal(place, metric, at);
    const at = world.now;
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/of Switch-1 got worse/),
    });
    expect(world.now - at).toBeLessThan(15_000);
  });

  it('silence is rolled back as no data', async () => {
    const { process, plan } = await approvedDrain(world);
    const signal = world.signal;
    world.signal = (place, metric, at) => (costs()[1] === 1000 ? null : signal(place, metric, at));
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/^No data/),
    });
  });

  it('a change without a way back that did not help fails', async () => {
    const process = world.process();
    const incidentId = await world.incident();
    const onset = world.now;
    world.signal = (place, metric, at) =>
      metric === 'memory_pct' && place.interface === null ? (at < onset ? 40 : 80) : null;
    world.now += 15_000;
    const result = await process.changes.propose({
      incidentId,
      playbook: 'memory_leak',
      parameters: { device: 'Switch-2' },
      requestedBy: 'nocturne',
    });
    if (result.outcome !== 'ok') throw new Error(result.reason);
    await approve(process, result.plan, 'U-ANN', 'U-BOB');
    expect(await process.changes.advance(result.planId)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/cannot be rolled back/),
    });
    expect(world.changeLines()).toEqual(['Switch-2: process restart ospfd']);
    expect(world.lines.at(-1)).toMatchObject({ user: 'svc' });
  });

  it('the timer on the device is armed before and cancelled after', async () => {
    const inBand = parseTopology(
      labText().replace('management: { address: 10.255.0.12 }', 'management: { address: 10.0.100.2 }'),
    );
    const process = world.process({ topology: inBand });
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    await approve(process, plan, 'U-ANN', 'U-BOB');
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    const told = world.lines
      .filter(({ line, user }) => (user === 'svc' && line !== 'show revert') || line.startsWith('ip ospf'))
      .map(({ device, line }) => `${device}: ${line}`);
    expect(told).toEqual([
      'Router-A: copy-running nocturne',
      'Router-A: revert-in 600 nocturne',
      'Router-A: ip ospf cost 1000',
      'Router-B: copy-running nocturne',
      'Router-B: revert-in 600 nocturne',
      'Router-B: ip ospf cost 1000',
      'Router-A: revert-cancel',
      'Router-B: revert-cancel',
    ]);
  });

  it.each([
    ['latency_spike', { device: 'Router-A', interface: 'eth1' }],
    ['packet_loss', { device: 'Router-A', interface: 'eth1' }],
    ['cpu_overload', { device: 'Router-A' }],
  ])(
    'the timer of %s lasts until telemetry has decided, however short the policy wants it',
    async (playbook, place) => {
      const metrics: Record<string, number> = { latency_ms: 160, packet_loss_pct: 20, cpu_pct: 95 };
      world.signal = (_, metric, at) => (at < world.now - 20_000 ? 4 : (metrics[metric] ?? null));
      world.now += 60_000;
      for (const revertTimerSeconds of [60, 75, 7200]) {
        const process = world.process({ policy: { mode: 'act', revertTimer: 'always', revertTimerSeconds } });
        const asked = { incidentId: await world.incident(), playbook, parameters: place, requestedBy: 'nocturne' };
        const result = await process.changes.propose(asked);
        if (result.outcome !== 'ok') throw new Error(result.reason);
        const { steps, expected } = result.plan.content;
        const least = Math.max(revertTimerSeconds, expected.withinSeconds + 60);
        expect(steps.map(({ timer }) => timer?.seconds)).toEqual(steps.map(() => least));
      }
    },
  );

  it('a timer that the device refuses stops the plan before anything is changed', async () => {
    const policy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, revertTimer: 'always' };
    const process = world.process({ policy });
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    await approve(process, plan, 'U-BOB');
    world.devices.get('Router-A')!.refuses = (line) => line.startsWith('revert-in');
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/Nothing was changed/),
    });
    expect(world.changeLines()).toEqual([]);
  });
});

describe('a process that dies', () => {
  /** Before it: preconditions (8), snapshots (4), and set-up and two moves between modes on Router-A. */
  const firstChangeLine = 16;

  /** Kills the process at the n-th line that goes to a device after approval, then lets a new one take over. */
  async function crashAt(n: number, fate: 'crash-before' | 'crash-after') {
    const { process, plan } = await approvedDrain(world);
    let count = 0;
    let at = '';
    world.fate = (device, line) => {
      if (line === '(connect)' || ++count !== n) return 'arrives';
      at = `${device}: ${line}`;
      return fate;
    };
    const ended = await Promise.race([process.changes.advance(plan.id), process.killed.then(() => 'killed' as const)]);
    world.fate = () => 'arrives';
    const next = world.process();
    await next.changes.reconcile();
    const after = ended === 'killed' ? await next.changes.advance(plan.id) : ended;
    return { plan, next, at, after };
  }

  const points = Array.from({ length: 18 }, (_, i) => i + 1).flatMap((n) => [
    [n, 'crash-before'] as const,
    [n, 'crash-after'] as const,
  ]);

  it.each(sampled(points, ([n, fate]) => [n, fate]))(
    'at line %i (%s) ends verified, each change line once on the devices',
    async (n, fate) => {
      const { plan, next, at, after } = await crashAt(n, fate);
      const isChange = drainLines.includes(at);
      if (after?.state === 'unknown') {
        const between = world.changeLines();
        expect(between.length).toBeLessThanOrEqual(2);
        const answer = await next.changes.decideUnknown({
          buttonId: plan.buttonId,
          user: person('U-CAT'),
          choice: 'continue',
        });
        expect(answer).toMatchObject({ accepted: true, code: 'continue' });
        expect(await next.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
      } else expect(after).toMatchObject({ state: 'verified' });
      if (isChange) expect(after?.state).toBe('unknown');
      expect(world.changeLines()).toEqual(drainLines);
      expect((await next.changes.times(plan.id)).executedAt).not.toBeNull();
      expect((await store().audit.verify()).ok).toBe(true);
    },
  );

  it('between the change lines leaves the plan unknown, with the difference', async () => {
    const { process, plan } = await approvedDrain(world);
    world.fate = (device, line) => (device === 'Router-B' && line === 'ip ospf cost 1000' ? 'crash-after' : 'arrives');
    void process.changes.advance(plan.id);
    await process.killed;
    world.fate = () => 'arrives';
    const next = world.process();
    expect(await next.changes.advance(plan.id)).toMatchObject({ state: 'unknown', final: false });
    expect((await next.changes.unknown(await planOf(plan.id)))?.difference).toBe(
      'Router-A:\n  interface eth1\n-  ip ospf cost 10\n+  ip ospf cost 1000\nRouter-B:\n  interface eth1\n-  ip ospf cost 10\n+  ip ospf cost 1000\n',
    );
    expect(await next.changes.advance(plan.id)).toMatchObject({ state: 'unknown' });
    expect(world.changeLines()).toEqual(drainLines);
  });

  it.each([
    ['crash-before', []],
    ['crash-after', ['Switch-2: process restart ospfd']],
  ] as const)(
    'at a restart (%s) never sends it again, because no configuration tells whether it was done',
    async (fate, lines) => {
      const process = world.process();
      const incidentId = await world.incident();
      const onset = world.now;
      world.signal = (place, metric, at) =>
        metric === 'memory_pct' && place.interface === null ? (at < onset ? 40 : 80) : null;
      world.now += 15_000;
      const parameters = { device: 'Switch-2' };
      const wanted = { incidentId, playbook: 'memory_leak', parameters, requestedBy: 'nocturne' };
      const result = await process.changes.propose(wanted);
      if (result.outcome !== 'ok') throw new Error(result.reason);
      await approve(process, result.plan, 'U-ANN', 'U-BOB');
      world.fate = (_device, line) => (line.startsWith('process restart') ? fate : 'arrives');
      void process.changes.advance(result.planId);
      await process.killed;
      world.fate = () => 'arrives';
      const next = world.process();
      expect(await next.changes.advance(result.planId)).toMatchObject({ state: 'unknown' });
      const { buttonId } = result.plan;
      await next.changes.decideUnknown({ buttonId, user: person('U-CAT'), choice: 'continue' });
      await next.changes.advance(result.planId);
      expect(world.changeLines()).toEqual(lines);
    },
  );

  it('in the middle can be rolled back by choice', async () => {
    const { process, plan } = await approvedDrain(world);
    world.fate = (device, line) => (device === 'Router-B' && line === 'ip ospf cost 1000' ? 'crash-before' : 'arrives');
    void process.changes.advance(plan.id);
    await process.killed;
    world.fate = () => 'arrives';
    const next = world.process();
    await next.changes.advance(plan.id);
    await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'roll-back' });
    expect(await next.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      outcome: 'U-CAT chose to roll back. Rolled back. The configuration equals the snapshot',
    });
    expect(costs()).toEqual([10, 10]);
  });

  it('in the middle is decided upon once, by an approver, and only while it is unknown', async () => {
    const { plan, next } = await crashAt(firstChangeLine, 'crash-after');
    const choose = (id: string, choice: 'continue' | 'roll-back', more = {}) =>
      next.changes.decideUnknown({ buttonId: plan.buttonId, user: person(id, more), choice });
    expect((await planOf(plan.id)).state).toBe('unknown');
    expect(await choose('U-EVE', 'continue', { groups: [] })).toMatchObject({ accepted: false, code: 'not-allowed' });
    const both = await Promise.all([choose('U-ANN', 'continue'), choose('U-BOB', 'roll-back')]);
    expect(both.map(({ code }) => code).sort()).toEqual(['already-decided', 'continue']);
    expect(world.jobs.filter(({ key }) => key.includes(`${plan.id}-unknown-`))).toHaveLength(1);
    await next.changes.advance(plan.id);
    expect(await choose('U-CAT', 'roll-back')).toMatchObject({ code: 'already-decided' });
    expect((await planOf(plan.id)).state).toBe('verified');
  });

  it('before its first line does not go on where the policy no longer acts', async () => {
    const { process, plan } = await approvedDrain(world);
    world.fate = (_, line) => (line === 'configure terminal' ? 'crash-before' : 'arrives');
    void process.changes.advance(plan.id);
    await process.killed;
    world.fate = () => 'arrives';
    // Nothing that alters anything stands in the record of lines yet.
    expect((await planOf(plan.id)).state).toBe('running');
    const next = world.process({ policy: { mode: 'propose', approvers: { groups: ['S-NETOPS'] } } });
    expect(await next.changes.advance(plan.id)).toMatchObject({
      state: 'failed',
      outcome: 'The policy no longer lets plans run on these devices. Nothing was changed',
    });
    expect(world.changeLines()).toEqual([]);
  });

  it.each([
    ['the policy no longer acts', () => ({ policy: { mode: 'observe', approvers: { groups: ['S-NETOPS'] } } })],
    ['the plan was altered', () => ({ store: { plans: alteredPlans(store().plans) } })],
  ] as const)('in the middle can only be rolled back when %s', async (_, options) => {
    const { plan } = await crashAt(firstChangeLine, 'crash-after');
    const { changes } = world.process(options());
    const choose = (choice: 'continue' | 'roll-back') =>
      changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice });
    const lines = world.changeLines();
    expect(await choose('continue')).toMatchObject({ accepted: false, code: 'on-hold' });
    await changes.advance(plan.id);
    expect(world.changeLines()).toEqual(lines);
    expect(await choose('roll-back')).toMatchObject({ accepted: true });
    expect(await changes.advance(plan.id)).toMatchObject({ state: 'rolled-back' });
    expect(costs()).toEqual([10, 10]);
  });

  it.each([
    ['the policy no longer acts', () => ({ policy: { mode: 'propose', approvers: { groups: ['S-NETOPS'] } } })],
    ['the plan was altered', () => ({ store: { plans: alteredPlans(store().plans) } })],
    ['changes were frozen', () => ({})],
  ] as const)('after somebody chose to continue asks again when %s meanwhile', async (what, options) => {
    const { plan, next } = await crashAt(firstChangeLine, 'crash-after');
    await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'continue' });
    const lines = world.changeLines();
    const third = world.process(options());
    const freeze = { by: 'U-ANN', reason: 'audit', until: null };
    if (what === 'changes were frozen') await third.changes.freeze(freeze);
    const ended = await third.changes.advance(plan.id);
    await third.changes.thaw({ by: 'U-ANN' });
    expect([ended?.state, world.changeLines()]).toEqual(['unknown', lines]);
    expect((await third.changes.unknown(await planOf(plan.id)))?.reason).toMatch(/policy no longer|altered|frozen/);
    const back = { buttonId: plan.buttonId, user: person('U-CAT'), choice: 'roll-back' } as const;
    expect(await third.changes.decideUnknown(back)).toMatchObject({ accepted: true });
  });

  it('while it carries out the choice asks again', async () => {
    const { plan, next } = await crashAt(firstChangeLine, 'crash-before');
    await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'continue' });
    world.fate = (_, line) => (line === 'ip ospf cost 1000' ? 'crash-after' : 'arrives');
    void next.changes.advance(plan.id);
    await next.killed;
    world.fate = () => 'arrives';
    const third = world.process();
    expect(await third.changes.advance(plan.id)).toMatchObject({ state: 'unknown' });
    const again = { buttonId: plan.buttonId, user: person('U-CAT'), choice: 'continue' } as const;
    expect(await third.changes.decideUnknown(again)).toMatchObject({ accepted: true });
    expect(await third.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    expect(world.changeLines()).toEqual(drainLines);
  });

  it('while it verifies lets the next one verify again', async () => {
    const { process, plan } = await approvedDrain(world);
    const signal = world.signal;
    world.signal = (place, metric, at) => {
      if (costs()[1] === 1000) process.kill();
      return signal(place, metric, at);
    };
    void process.changes.advance(plan.id);
    await process.killed;
    world.signal = signal;
    const next = world.process();
    await next.changes.reconcile();
    expect(await next.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    expect(world.changeLines()).toEqual(drainLines);
  });

  it('while it rolls back leaves the rest to a person', async () => {
    const { process, plan } = await approvedDrain(world);
    world.devices.get('Router-B')!.refuses = (line) => line === 'ip ospf cost 1000';
    world.fate = (_, line) => (line === 'ip ospf cost 10' ? 'crash-before' : 'arrives');
    void process.changes.advance(plan.id);
    await process.killed;
    world.fate = () => 'arrives';
    const next = world.process();
    expect(await next.changes.advance(plan.id)).toMatchObject({ state: 'unknown' });
    await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'roll-back' });
    expect(await next.changes.advance(plan.id)).toMatchObject({ state: 'rolled-back' });
    expect(costs()).toEqual([10, 10]);
  });
});

it('an answer that got lost leaves the plan unknown, and Continue finds the line in force', async () => {
  const { process, plan } = await approvedDrain(world);
  world.fate = (device, line) => (device === 'Router-A' && line === 'ip ospf cost 1000' ? 'lost-after' : 'arrives');
  expect(await process.changes.advance(plan.id)).toMatchObject({
    state: 'unknown',
    outcome: expect.stringMatching(/Router-A/),
  });
  world.fate = () => 'arrives';
  await process.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'continue' });
  expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
  expect(world.changeLines()).toEqual(drainLines);
  expect(withoutLast(world.changeLines())).toHaveLength(1);
});
