import { beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText } from '../network/lab.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, type World } from './world.ts';

const store = useStore();
const policy = { mode: 'act', approvers: { users: ['U-ANN'], groups: ['S-NETOPS'] }, revertTimer: 'always' };
const seconds = 600;

describe.each(['frr', 'eos', 'junos'] as const)('an unknown plan on %s with timers on its devices', (platform) => {
  let world: World;
  let process: Process;
  let plan: Plan;
  const routers = () => ['Router-A', 'Router-B'].map((name) => world.devices.get(name)!);

  /** What the devices do when nobody cancels. */
  function fireTimers(): void {
    for (const device of routers()) device.fire();
  }

  /** Both devices take the change; the answer of the second gets lost. */
  beforeEach(async () => {
    world = createWorld(store());
    for (const name of world.devices.keys()) world.devices.set(name, fakeDevice(name, platform));
    process = world.process({ policy, topology: parseTopology(labText({ platform })) });
    const incidentId = await world.incident();
    slowLink(world);
    plan = await proposeDrain(world, process, incidentId);
    await approve(process, plan, 'U-BOB');
    world.fate = (device, line) =>
      device === 'Router-B' &&
      /^(ip ospf cost 1000|commit)/.test(line) &&
      platform === (line.startsWith('ip') ? 'frr' : platform)
        ? 'lost-after'
        : 'arrives';
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'unknown' });
    world.fate = () => 'arrives';
  });

  const read = async () => (await process.changes.unknown((await store().plans.get(plan.id))!))!;
  const nextLook = () => world.jobs.filter(({ job, key }) => job === 'advance-plan' && key.includes('-timers-')).at(-1);

  it('tells until when each device takes the change back, and has itself looked at then', async () => {
    const { timers, at, difference } = await read();
    expect(timers.map(({ device }) => device)).toEqual(['Router-A', 'Router-B']);
    for (const { until } of timers) expect(Math.abs(until - at - seconds * 1000)).toBeLessThan(5000);
    expect(difference).not.toContain('as before');
    expect(nextLook()!.at).toBeGreaterThan(Math.max(...timers.map(({ until }) => until)));
    expect(await process.changes.advance(plan.id), 'too early').toMatchObject({ state: 'unknown' });
    expect((await read()).at).toBe(at);
  });

  it('is rolled back once the devices are as before', async () => {
    fireTimers();
    world.now = nextLook()!.at;
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/timers on the devices are over\. The configuration equals the snapshot$/),
    });
    expect((await process.changes.times(plan.id)).rolledBackAt).toBe(world.now);
  });

  it('shows how the devices differ now when they are not, and is left to people', async () => {
    world.devices.get('Router-A')!.costs.eth1 = 77;
    world.now = nextLook()!.at;
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'unknown' });
    expect(await read()).toMatchObject({ at: world.now, difference: expect.stringContaining('77') });
    const events = await store().outbox.pending('test', 1000);
    expect(events.at(-1)?.event).toMatchObject({ type: 'plan.output', planId: plan.id });
  });

  /** Lets the time pass until the next look, which must be owed by the database alone, and has a new process look. */
  async function lookInNewProcess(): Promise<{ pauseMs: number; state: string | undefined }> {
    const { at } = await read();
    world.jobs = [];
    process.kill();
    process = world.process({ policy, topology: parseTopology(labText({ platform })) });
    const owed = (await process.changes.owed('advance-plan')).find(({ payload }) => payload.planId === plan.id)!;
    world.now = owed.at;
    const state = (await process.changes.advance(plan.id))?.state;
    return { pauseMs: owed.at - at, state };
  }

  it('is looked at with growing pauses until it is known how it ended, after every restart', async () => {
    world.devices.get('Router-A')!.costs.eth1 = 77;
    const since = world.now;
    const pauses: number[] = [];
    let shown = 0;
    for (let look = 0; look < 9; look++) {
      const events = (await store().outbox.pending('test', 1000)).length;
      const { pauseMs, state } = await lookInNewProcess();
      expect(state).toBe('unknown');
      pauses.push(pauseMs);
      shown += (await store().outbox.pending('test', 1000)).length - events;
    }
    expect(shown, 'only what differs is shown').toBe(1);
    for (const [i, pause] of pauses.slice(2).entries()) expect(pause).toBeGreaterThanOrEqual(pauses[i + 1]!);
    expect(Math.max(...pauses)).toBe(3_600_000);
    expect(world.now - since).toBeGreaterThan(4 * 3_600_000);
    for (const device of routers()) device.costs.eth1 = 10;
    expect((await lookInNewProcess()).state).toBe('rolled-back');
    expect((await process.changes.owed('advance-plan')).filter(({ payload }) => payload.planId === plan.id)).toEqual(
      [],
    );
  });

  it('is read again and again while a device does not answer, however long that takes', async () => {
    fireTimers();
    world.fate = (_, line) => (line === '(connect)' ? 'unreachable' : 'arrives');
    for (let look = 0; look < 6; look++) expect((await lookInNewProcess()).state).toBe('unknown');
    world.fate = () => 'arrives';
    expect((await lookInNewProcess()).state).toBe('rolled-back');
  });

  it('is tried again while a device does not answer', async () => {
    fireTimers();
    world.now = nextLook()!.at;
    world.fate = (_, line) => (line === '(connect)' ? 'unreachable' : 'arrives');
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'unknown' });
    expect((await read()).difference).toBeNull();
    world.fate = () => 'arrives';
    world.now = nextLook()!.at;
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'rolled-back' });
  });

  it('goes the way that a person chose, also when the timers are over', async () => {
    fireTimers();
    world.now = nextLook()!.at;
    const answer = await process.changes.decideUnknown({
      ...{ buttonId: plan.buttonId, user: world.people.get('U-BOB')!, choice: 'roll-back' },
    });
    expect(answer).toMatchObject({ accepted: true });
    const ended = await process.changes.advance(plan.id);
    expect(ended?.outcome).toMatch(/^U-BOB chose to roll back/);
  });
});
