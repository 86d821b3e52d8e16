import { beforeEach, describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText } from '../network/lab.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Signal, type World } from './world.ts';

const store = useStore();
let world: World;

const configs = () => [...world.devices.values()].map((device) => device.config());
const isDrained = () => ['Router-A', 'Router-B'].every((name) => world.devices.get(name)!.costs.eth1 === 1000);

/** What telemetry says once both ends are drained; before that it is the story's. */
type Afterwards = (before: Signal) => Signal;

const ends: [string, string, RegExp, Afterwards][] = [
  ['better', 'verified', /^Latency of Router-A is 12 ms, below 50\.8 ms$/, (before) => before],
  [
    'no change',
    'rolled-back',
    /was not below 50\.8 ms for 5 samples in a row: the last value is 155 ms\. Rolled back\. The configuration equals the snapshot$/,
    (before) => (place, metric, at) => (place.device.startsWith('Router') ? 155 : before(place, metric, at)),
  ],
  [
    'worse at the target',
    'rolled-back',
    /Latency of Router-A got worse: 400 ms, before 160 ms\. Rolled back\. The configuration equals the snapshot$/,
    (before) => (place, metric, at) => (place.device === 'Router-A' ? 400 : before(place, metric, at)),
  ],
  [
    'worse at a neighbour',
    'rolled-back',
    /Switch-1 got worse: 90 ms, before 9 ms\. Rolled back\. The configuration equals the snapshot$/,
    (before) => (place, metric, at) => (place.device === 'Switch-1' ? 90 : before(place, metric, at)),
  ],
  [
    'no data',
    'rolled-back',
    /^No data on Latency of Router-A: \d of 5 samples came\. Rolled back\. The configuration equals the snapshot$/,
    (before) => (place, metric, at) => (place.device === 'Router-A' ? null : before(place, metric, at)),
  ],
];

describe.each(['frr', 'eos', 'junos'] as const)('a change on %s', (platform) => {
  beforeEach(() => {
    world = createWorld(store());
    for (const name of world.devices.keys()) {
      world.devices.set(name, fakeDevice(name, platform));
    }
  });

  async function runPlan(afterwards: Afterwards) {
    const process = world.process({ topology: parseTopology(labText({ platform })) });
    const incidentId = await world.incident();
    slowLink(world);
    const signal = world.signal;
    const changed = afterwards(signal);
    // A device that reports nothing after the change has reported before.
    let drainedAt: number | null = null;
    world.signal = (place, metric, at) => {
      drainedAt ??= isDrained() ? world.now : null;
      return drainedAt !== null && at > drainedAt && place.interface === null && metric === 'latency_ms'
        ? changed(place, metric, at)
        : signal(place, metric, at);
    };
    const plan = await proposeDrain(world, process, incidentId);
    await approve(process, plan, 'U-BOB');
    const before = configs();
    const ended = await process.changes.advance(plan.id);
    return { ended, before, plan };
  }

  it.each(ends)('that ends %s is %s', async (_, state, outcome, afterwards) => {
    const { ended, before, plan } = await runPlan(afterwards);
    expect(ended).toMatchObject({ state, outcome: expect.stringMatching(outcome) });
    if (state === 'verified') expect(isDrained()).toBe(true);
    else expect(configs()).toEqual(before);
    const entries = await store().audit.list({ subject: plan.id });
    expect(entries.map(({ action }) => action)).toContain('plan.measured');
    expect((await store().audit.verify()).ok).toBe(true);
  });
});

it('a way back that leaves a difference is no roll-back: it fails, and shows the difference', async () => {
  world = createWorld(store());
  const process = world.process();
  const incidentId = await world.incident();
  slowLink(world);
  const signal = world.signal;
  world.signal = (place, metric, at) => (isDrained() && place.device === 'Router-A' ? 400 : signal(place, metric, at));
  const plan = await proposeDrain(world, process, incidentId);
  await approve(process, plan, 'U-BOB');
  const device = world.devices.get('Router-A')!;
  const open = device.open;
  // It takes the line without a word and does nothing.
  device.open = (channel) => {
    const terminal = open(channel);
    return (line) => (line === 'ip ospf cost 10' ? '' : terminal(line));
  };
  expect(await process.changes.advance(plan.id)).toMatchObject({
    state: 'failed',
    outcome: expect.stringMatching(/Rolled back, but Router-A differs from its snapshot:.*\+ {2}ip ospf cost 1000/s),
  });
});
