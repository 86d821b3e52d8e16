import { beforeEach, describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText } from '../network/lab.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type World } from './world.ts';

const store = useStore();
const ends = ['Router-A', 'Router-B'];
let world: World;

const device = (name: string) => world.devices.get(name)!;
const timedPolicy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, revertTimer: 'always' };

beforeEach(() => {
  world = createWorld(store());
  for (const name of [...world.devices.keys()]) world.devices.set(name, fakeDevice(name, 'ios-xe'));
});

describe.each([undefined, timedPolicy])('a plan on ios-xe (%j)', (policy) => {
  async function approved() {
    const process = world.process({ topology: parseTopology(labText({ platform: 'ios-xe' })), policy });
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    await approve(process, plan, 'U-BOB');
    return { process, plan };
  }

  it('is verified, and no timer takes it back', async () => {
    const { process, plan } = await approved();
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    for (const name of ends) device(name).fire();
    expect(ends.map((name) => device(name).costs.eth1)).toEqual([1000, 1000]);
  });

  it('that makes it worse is rolled back, although the device writes another heading after each change', async () => {
    const { process, plan } = await approved();
    const before = ends.map((name) => device(name).config());
    const signal = world.signal;
    world.signal = (place, metric, at) =>
      device('Router-B').costs.eth1 === 1000 && place.device === 'Router-A' ? 400 : signal(place, metric, at);
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/The configuration equals the snapshot$/),
    });
    expect(ends.map((name) => device(name).costs.eth1)).toEqual([10, 10]);
    expect(ends.map((name) => device(name).revertIn)).toEqual([null, null]);
    expect(ends.map((name) => device(name).config())).not.toEqual(before);
  });
});

it('does not call a plan verified when the timer took it back just before it was called off', async () => {
  const process = world.process({ topology: parseTopology(labText({ platform: 'ios-xe' })), policy: timedPolicy });
  const incidentId = await world.incident();
  slowLink(world);
  const plan = await proposeDrain(world, process, incidentId);
  await approve(process, plan, 'U-BOB');
  world.fate = (name, line) => {
    if (name === 'Router-A' && line === 'configure confirm') device(name).fire();
    return 'arrives';
  };
  expect(await process.changes.advance(plan.id)).toMatchObject({
    state: 'unknown',
    outcome: 'It helped, but Router-A has taken the change back by itself',
  });
});
