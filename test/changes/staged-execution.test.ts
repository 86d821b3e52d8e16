import { beforeEach, describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText } from '../network/lab.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, person, type World } from './world.ts';

const store = useStore();
let world: World;

const costs = () => ['Router-A', 'Router-B'].map((name) => world.devices.get(name)!.costs.eth1);
const device = (name: string) => world.devices.get(name)!;
const commits = () =>
  world.lines.filter(({ line }) => /^commit/.test(line)).map(({ device: name, line }) => `${name}: ${line}`);

describe.each(['eos', 'junos'] as const)('a plan on %s', (platform) => {
  const timedPolicy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, revertTimer: 'always' };
  const timed = platform === 'eos' ? 'commit timer 00:10:00' : 'commit confirmed 10';

  beforeEach(() => {
    world = createWorld(store());
    for (const name of [...world.devices.keys()]) world.devices.set(name, fakeDevice(name, platform));
  });

  async function approved(policy?: unknown): Promise<{ process: Process; planId: string }> {
    const process = world.process({ topology: parseTopology(labText({ platform })), policy });
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    await approve(process, plan, 'U-BOB');
    return { process, planId: plan.id };
  }

  it('collects its lines, commits once on each end and is verified', async () => {
    const { process, planId } = await approved();
    expect(await process.changes.advance(planId)).toMatchObject({ state: 'verified' });
    expect(costs()).toEqual([1000, 1000]);
    expect(commits()).toEqual(['Router-A: commit', 'Router-B: commit']);
  });

  it('commits under the timer of the device and confirms after verification', async () => {
    const { process, planId } = await approved(timedPolicy);
    expect(await process.changes.advance(planId)).toMatchObject({ state: 'verified' });
    expect(commits().slice(0, 2)).toEqual([`Router-A: ${timed}`, `Router-B: ${timed}`]);
    expect(device('Router-A').revertIn).toBeNull();
    device('Router-A').fire();
    expect(costs()).toEqual([1000, 1000]);
  });

  it.each([undefined, timedPolicy])(
    'that makes it worse is taken back by itself, as it was before (%j)',
    async (policy) => {
      const { process, planId } = await approved(policy);
      const before = ['Router-A', 'Router-B'].map((name) => device(name).config());
      const signal = world.signal;
      world.signal = (place, metric, at) =>
        costs()[1] === 1000 && place.device === 'Router-A' ? 400 : signal(place, metric, at);
      expect(await process.changes.advance(planId)).toMatchObject({
        state: 'rolled-back',
        outcome: expect.stringMatching(/got worse.*The configuration equals the snapshot$/),
      });
      expect(['Router-A', 'Router-B'].map((name) => device(name).config())).toEqual(before);
      expect(device('Router-A').revertIn).toBeNull();
    },
  );

  it('leaves nothing lying about when a line is refused', async () => {
    const { process, planId } = await approved();
    device('Router-A').refuses = (line) => / ?(?:cost|metric) 1000$/.test(line);
    expect(await process.changes.advance(planId)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/Nothing was changed$/),
    });
    expect(commits()).toEqual([]);
    expect(device('Router-A').sessions.size).toBe(0);
  });

  it('that a crash stops before the commit runs anew, and commits once', async () => {
    const { process, planId } = await approved();
    world.fate = (name, line) => (name === 'Router-A' && line === 'commit' ? 'crash-before' : 'arrives');
    void process.changes.advance(planId);
    await process.killed;
    world.fate = () => 'arrives';
    const next = world.process({ topology: parseTopology(labText({ platform })) });
    expect(await next.changes.advance(planId)).toMatchObject({ state: 'unknown' });
    const plan = (await store().plans.get(planId))!;
    await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'continue' });
    expect(await next.changes.advance(planId)).toMatchObject({ state: 'verified' });
    expect(commits()).toEqual(['Router-A: commit', 'Router-B: commit']);
  });

  it('that a crash stops while it collects runs anew by itself', async () => {
    const { process, planId } = await approved();
    world.fate = (_, line) => (/ ?(?:cost|metric) 1000$/.test(line) ? 'crash-after' : 'arrives');
    void process.changes.advance(planId);
    await process.killed;
    world.fate = () => 'arrives';
    const next = world.process({ topology: parseTopology(labText({ platform })) });
    expect(await next.changes.advance(planId)).toMatchObject({ state: 'verified' });
    expect(commits()).toEqual(['Router-A: commit', 'Router-B: commit']);
  });

  it('whose commit was not answered is found in force and not committed again', async () => {
    const { process, planId } = await approved();
    world.fate = (name, line) => (name === 'Router-B' && line === 'commit' ? 'lost-after' : 'arrives');
    expect(await process.changes.advance(planId)).toMatchObject({ state: 'unknown' });
    world.fate = () => 'arrives';
    const plan = (await store().plans.get(planId))!;
    await process.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'continue' });
    expect(await process.changes.advance(planId)).toMatchObject({ state: 'verified' });
    expect(commits()).toEqual(['Router-A: commit', 'Router-B: commit']);
  });

  it('is taken back by a person after a crash in the middle', async () => {
    const { process, planId } = await approved(timedPolicy);
    world.fate = (name, line) => (name === 'Router-A' && line === timed ? 'crash-after' : 'arrives');
    void process.changes.advance(planId);
    await process.killed;
    world.fate = () => 'arrives';
    const next = world.process({ topology: parseTopology(labText({ platform })), policy: timedPolicy });
    expect(await next.changes.advance(planId)).toMatchObject({ state: 'unknown' });
    const plan = (await store().plans.get(planId))!;
    await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'roll-back' });
    expect(await next.changes.advance(planId)).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/The configuration equals the snapshot$/),
    });
    expect(costs()).toEqual([10, 10]);
  });
});

it('takes the next session number when one was used before', async () => {
  world = createWorld(store());
  for (const name of [...world.devices.keys()]) world.devices.set(name, fakeDevice(name, 'eos'));
  device('Router-A').committed.push('nocturne-4');
  const process = world.process({ topology: parseTopology(labText({ platform: 'eos' })) });
  const incidentId = await world.incident();
  slowLink(world);
  const plan = await proposeDrain(world, process, incidentId);
  expect(plan.content.steps.map(({ commands }) => commands[0])).toEqual([
    'configure session nocturne-5',
    'configure session nocturne-1',
  ]);
  expect(plan.content.steps[0]!.undo[0]).toBe('configure session nocturne-5-undo');
});
