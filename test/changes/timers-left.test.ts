import { beforeEach, describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText } from '../network/lab.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';

import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, person, type World } from './world.ts';

const store = useStore();
const policy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, revertTimer: 'always' };
let world: World;
let process: Process;

const device = (name: string) => world.devices.get(name)!;
const running = () => [...world.devices.values()].filter(({ revertIn }) => revertIn !== null).map(({ name }) => name);
const costs = () => ['Router-A', 'Router-B'].map((name) => device(name).costs.eth1);

function startOn(platform: 'frr' | 'ios-xe'): void {
  world = createWorld(store());
  for (const name of world.devices.keys()) world.devices.set(name, fakeDevice(name, platform));
  process = world.process({ policy, topology: parseTopology(labText({ platform })) });
}

async function approvedDrain(): Promise<string> {
  const incidentId = await world.incident();
  slowLink(world);
  const plan = await proposeDrain(world, process, incidentId);
  await approve(process, plan, 'U-BOB');
  return plan.id;
}

async function rollBackByHand(planId: string) {
  const plan = (await store().plans.get(planId))!;
  expect(plan.state).toBe('unknown');
  world.fate = () => 'arrives';
  await process.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'roll-back' });
  return process.changes.advance(planId);
}

describe('a rollback leaves no timer behind on a device that the plan did not change', () => {
  it('when the second end was lost after its timer had been armed', async () => {
    startOn('frr');
    const planId = await approvedDrain();
    world.fate = (name, line) =>
      name === 'Router-B' && device(name).revertIn !== null && line === 'terminal length 0' ? 'lost-after' : 'arrives';
    expect(await process.changes.advance(planId)).toMatchObject({ state: 'rolled-back' });
    expect(running()).toEqual([]);
  });

  it('when the second end refused a line between the timer and the change', async () => {
    startOn('ios-xe');
    const planId = await approvedDrain();
    device('Router-B').refuses = (line) => line === 'interface eth1' && device('Router-A').costs.eth1 === 1000;
    expect(await process.changes.advance(planId)).toMatchObject({ state: 'rolled-back' });
    expect([costs(), running()]).toEqual([[10, 10], []]);
  });

  it('when a person rolls back a plan that was lost before its first change', async () => {
    startOn('ios-xe');
    const planId = await approvedDrain();
    world.fate = (_, line) => (line === 'interface eth1' ? 'lost-after' : 'arrives');
    await process.changes.advance(planId);
    expect(running()).toEqual(['Router-A']);
    expect(await rollBackByHand(planId)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/Nothing was changed$/),
    });
    expect(running()).toEqual([]);
  });

  it('says so when such a timer can not be called off', async () => {
    startOn('ios-xe');
    const planId = await approvedDrain();
    world.fate = (_, line) => (line === 'interface eth1' ? 'lost-after' : 'arrives');
    await process.changes.advance(planId);
    device('Router-A').refuses = (line) => line === 'configure confirm';
    expect(await rollBackByHand(planId)).toMatchObject({
      outcome: expect.stringMatching(/Nothing was changed\. A revert timer of 600 s may run on Router-A$/),
    });
  });

  it('when the change has no way back', async () => {
    startOn('frr');
    const incidentId = await world.incident();
    const onset = world.now;
    world.signal = (place, metric, at) =>
      metric === 'memory_pct' && place.interface === null ? (at < onset ? 40 : 80) : null;
    world.now += 15_000;
    const asked = { incidentId, playbook: 'memory_leak', parameters: { device: 'Switch-2' }, requestedBy: 'nocturne' };
    const result = await process.changes.propose(asked);
    if (result.outcome !== 'ok') throw new Error(result.reason);
    await approve(process, result.plan, 'U-ANN', 'U-BOB');
    expect(await process.changes.advance(result.planId)).toMatchObject({ state: 'failed' });
    expect(device('Switch-2').restarts).toEqual(['ospfd']);
    expect(running()).toEqual([]);
  });
});

describe('a device that refuses to be taken back', () => {
  beforeEach(() => startOn('frr'));

  it('keeps neither the other end from being taken back nor its own timer from doing so', async () => {
    const planId = await approvedDrain();
    const { signal } = world;
    world.signal = (place, metric, at) =>
      costs()[1] === 1000 && place.device === 'Router-A' ? 400 : signal(place, metric, at);
    device('Router-B').refuses = (line) => line === 'ip ospf cost 10';
    expect(await process.changes.advance(planId)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/Router-B refused to take it back: .*\nRouter-B differs from its snapshot/),
    });
    expect([costs(), running()]).toEqual([[10, 1000], ['Router-B']]);
  });
});
