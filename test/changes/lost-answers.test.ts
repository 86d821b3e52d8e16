import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText } from '../network/lab.ts';
import { dealt, rounds } from '../sampled.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import type { FakeDevice, Platform } from './fake-state.ts';
import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Fate, type Process, person, type World } from './world.ts';

const store = useStore();
const platforms = ['frr', 'ios-xe', 'eos', 'junos'] as const;
const choices = ['continue', 'roll-back'] as const;
const fates = ['lost-before', 'lost-after'] as const;
const policy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, revertTimer: 'always' };
const ends = ['Router-A', 'Router-B'];

interface Drain {
  world: World;
  process: Process;
  plan: Plan;
  routers: FakeDevice[];
}

async function approvedDrain(platform: Platform): Promise<Drain> {
  const world = createWorld(store());
  for (const name of world.devices.keys()) world.devices.set(name, fakeDevice(name, platform));
  const process = world.process({ policy, topology: parseTopology(labText({ platform })) });
  const incidentId = await world.incident();
  slowLink(world);
  const plan = await proposeDrain(world, process, incidentId);
  await approve(process, plan, 'U-BOB');
  world.lines = [];
  return { world, process, plan, routers: ends.map((name) => world.devices.get(name)!) };
}

const reads = /^(?:show |terminal |set cli )/;
/** Lines that only lead to others. */
const leads = /^(?:configure (?:terminal|exclusive)|configure session \S+|interface \S+|end|exit)$/;

/** The lines of a good run, in order, without those of a kind. */
async function linesOfRun(platform: Platform, without: RegExp[]): Promise<number[]> {
  const { world, process, plan } = await approvedDrain(platform);
  await process.changes.advance(plan.id);
  return world.lines.flatMap(({ line }, at) => (without.some((kind) => kind.test(line)) ? [] : [at]));
}

/** The n-th line that is on its way gets lost, once. */
function lose({ world }: Drain, at: number, fate: Fate): void {
  let count = 0;
  world.fate = (_, line) => (line !== '(connect)' && count++ === at ? fate : 'arrives');
}

async function choose({ process, plan }: Drain, choice: 'continue' | 'roll-back') {
  const answer = await process.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice });
  expect(answer, JSON.stringify(answer)).toMatchObject({ accepted: true });
  return process.changes.advance(plan.id);
}

const costs = ({ routers }: Drain) => routers.map((device) => device.costs.eth1);
const timers = ({ routers }: Drain) => routers.map((device) => device.revertIn);

/** What is told is what the devices run, and nothing of it can change by itself any more. */
function expectTrue(drain: Drain, ended: { state: string } | undefined, why: string): void {
  expect(['verified', 'rolled-back', 'failed'], why).toContain(ended?.state);
  expect(costs(drain), why).toEqual(ended?.state === 'verified' ? [1000, 1000] : [10, 10]);
  expect(timers(drain), why).toEqual([null, null]);
}

describe.each(platforms)('on %s an answer that gets lost', (platform) => {
  it.each(choices.map((choice, turn) => ({ choice, turn })))(
    'at any line leaves a plan that can be ended: $choice',
    async ({ choice, turn }) => {
      const lines = await linesOfRun(platform, [reads, leads]);
      for (const [i, fate] of fates.entries()) {
        for (const at of dealt(lines, fates.length * turn + i, fates.length * choices.length)) {
          const drain = await approvedDrain(platform);
          lose(drain, at, fate);
          const first = await drain.process.changes.advance(drain.plan.id);
          const told = { platform, at, fate, line: drain.world.lines[at], first };
          const ended = first?.state === 'unknown' ? await choose(drain, choice) : first;
          const why = JSON.stringify({ ...told, ended });
          expectTrue(drain, ended, why);
          if (first?.state === 'unknown') expect(ended?.state, why).not.toBe('failed');
          if (first?.state === 'unknown' && choice === 'roll-back') expect(ended?.state, why).toBe('rolled-back');
        }
      }
    },
  );
});

/** Which lines take part is a share of all lines, because each system has its own number of them. */
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('whatever the timers on the devices did until a person decides, the end is what the devices run', async () => {
  const lines = Object.fromEntries(
    await Promise.all(platforms.map(async (platform) => [platform, await linesOfRun(platform, [reads])] as const)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        platform: fc.constantFrom(...platforms),
        share,
        fate: fc.constantFrom(...fates),
        fired: fc.subarray(ends),
        choice: fc.constantFrom(...choices),
      }),
      async ({ platform, share: where, fate, fired, choice }) => {
        const drain = await approvedDrain(platform);
        const acting = lines[platform]!;
        lose(drain, acting[Math.floor(where * acting.length)]!, fate);
        const first = await drain.process.changes.advance(drain.plan.id);
        if (first?.state !== 'unknown') return expectTrue(drain, first, JSON.stringify(first));
        for (const device of drain.routers) if (fired.includes(device.name)) device.fire();
        const ended = await choose(drain, choice);
        const why = JSON.stringify({ first, ended, lines: drain.world.lines.slice(-30) });
        expectTrue(drain, ended, why);
        expect(ended?.state, why).not.toBe('failed');
        if (choice === 'roll-back') expect(ended?.state, why).toBe('rolled-back');
        // A session that was committed can't be entered again; elsewhere the lines that a timer took back are sent again.
        else if (platform !== 'eos') expect(ended?.state, why).toBe('verified');
      },
    ),
    { seed: 11, numRuns: rounds(12, 80) },
  );
});

describe.each(platforms)('on %s a device that takes a line without a word and does nothing', (platform) => {
  it.each(['always', 'management-path'])('is never taken to run it (timer: %s)', async (revertTimer) => {
    const world = createWorld(store());
    for (const name of world.devices.keys()) world.devices.set(name, fakeDevice(name, platform));
    const process = world.process({
      policy: { ...policy, revertTimer },
      topology: parseTopology(labText({ platform })),
    });
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    await approve(process, plan, 'U-BOB');
    const deaf = world.devices.get('Router-B')!;
    const open = deaf.open;
    deaf.open = (channel) => {
      const terminal = open(channel);
      return (line) => (/ (?:cost|metric) 1000$/.test(line) ? terminal('exit-nothing') && '' : terminal(line));
    };
    const ended = await process.changes.advance(plan.id);
    expect(ended).toMatchObject({
      state: 'rolled-back',
      outcome: expect.stringMatching(/^Router-B did not refuse the change, but its configuration does not show it/),
    });
    expect(ends.map((name) => world.devices.get(name)!.costs.eth1)).toEqual([10, 10]);
  });
});

describe.each(platforms)('on %s a timer', (platform) => {
  it('of somebody else is left alone, and nothing is sent', async () => {
    const drain = await approvedDrain(platform);
    const other = drain.routers[0]!;
    other.arm(600, { costs: { ...other.costs, eth2: 77 }, maxMetric: false });
    expect(await drain.process.changes.advance(drain.plan.id)).toMatchObject({
      state: 'failed',
      outcome: 'A revert timer that is not of this plan runs on Router-A. Nothing was changed',
    });
    expect(other.revertIn).toBe(600);
    expect(costs(drain)).toEqual([10, 10]);
  });

  it('that the device does not show was not started, whatever it said', async () => {
    const drain = await approvedDrain(platform);
    const device = drain.routers[0]!;
    device.arm = () => {};
    const ended = await drain.process.changes.advance(drain.plan.id);
    expect(ended?.outcome).toMatch(/^Router-A does not show the revert timer that was started/);
    expect(costs(drain)).toEqual([10, 10]);
    const audit = await store().audit.list({ subject: drain.plan.id });
    expect(audit.map(({ action }) => action)).not.toContain('plan.timer-started');
  });

  it('that the device still shows was not cancelled, whatever it said', async () => {
    const drain = await approvedDrain(platform);
    const device = drain.routers[0]!;
    const keep = device.keep;
    device.keep = () => {};
    expect(await drain.process.changes.advance(drain.plan.id)).toMatchObject({
      state: 'unknown',
      outcome: 'It helped, but the device may take it back: Router-A still shows a revert timer',
    });
    device.keep = keep;
    expectTrue(drain, await choose(drain, 'roll-back'), platform);
  });
});
