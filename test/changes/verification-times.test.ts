import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFinal } from '../../src/domain/plan.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText } from '../network/lab.ts';
import { rounds } from '../sampled.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import type { FakeDevice, Platform } from './fake-state.ts';
import { approve, proposeDrain } from './stories.ts';
import { createWorld, type Process, type World } from './world.ts';

const store = useStore();
const ends = ['Router-A', 'Router-B'];

interface Times {
  platform: Platform;
  /** When the metric is well after the change, and when its samples stop. Seconds. */
  recoversAfter: number;
  stopsAfter: number;
  /** How long a second is on each device, as its timer counts; null for plans without a timer. */
  pace: number | null;
  /** When the process is killed and the next one takes over. Seconds after the change; null for never. */
  killedAfter: number | null;
}

/** Fires what is due on the devices, in their own time. */
function runTimers(world: World, routers: FakeDevice[], pace: number): () => void {
  const due = new Map<FakeDevice, number>();
  for (const device of routers) {
    const { arm } = device;
    device.arm = (seconds, former) => {
      arm(seconds, former);
      due.set(device, world.now + seconds * 1000 * pace);
    };
  }
  return () => {
    for (const [device, at] of due) if (at <= world.now && device.revertIn !== null) device.fire();
  };
}

/** The link is slow until some time after both ends were drained, and again as soon as one of them is not. */
function slowLinkWith(world: World, routers: FakeDevice[], { recoversAfter, stopsAfter }: Times): () => number | null {
  const startedAt = world.now;
  let drainedAt: number | null = null;
  world.signal = (place, metric, at) => {
    const drained = routers.every(({ costs }) => costs.eth1 === 1000);
    drainedAt = drained ? (drainedAt ?? world.now) : null;
    if (place.interface !== null || metric !== 'latency_ms') return null;
    if (!ends.includes(place.device)) return 9;
    if (at < startedAt) return 4;
    if (drainedAt !== null && at > drainedAt + stopsAfter * 1000) return null;
    return drainedAt !== null && at >= drainedAt + recoversAfter * 1000 ? 12 : 160;
  };
  world.now += 15_000;
  return () => drainedAt;
}

async function play(times: Times) {
  const world = createWorld(store());
  for (const name of world.devices.keys()) world.devices.set(name, fakeDevice(name, times.platform));
  const routers = ends.map((name) => world.devices.get(name)!);
  const policy = {
    ...{ mode: 'act', approvers: { groups: ['S-NETOPS'] } },
    ...{ revertTimer: times.pace === null ? 'management-path' : 'always', revertTimerSeconds: 60 },
  };
  const start = (): Process =>
    world.process({ policy, topology: parseTopology(labText({ platform: times.platform })) });
  let process = start();
  const incidentId = await world.incident();
  const drainedAt = slowLinkWith(world, routers, times);
  const plan = await proposeDrain(world, process, incidentId);
  await approve(process, plan, 'U-BOB');
  const tick = runTimers(world, routers, times.pace ?? 1);
  const owes = async () =>
    (await start().changes.owed('advance-plan')).some(({ payload }) => payload.planId === plan.id);
  let [waits, killed] = [0, false];
  world.waited = async () => {
    tick();
    if (++waits % 25 === 0) expect(await owes(), `after ${waits} waits`).toBe(true);
    const at = drainedAt();
    if (killed || times.killedAfter === null || at === null || world.now < at + times.killedAfter * 1000) return;
    killed = true;
    process.kill();
  };
  const ended = await Promise.race([process.changes.advance(plan.id), process.killed]);
  if (ended === undefined) {
    expect(await owes(), 'after the kill').toBe(true);
    process = start();
    await process.changes.reconcile();
    await process.changes.advance(plan.id);
  }
  for (let look = 0; look < 20; look++) {
    const owed = (await process.changes.owed('advance-plan')).filter(({ payload }) => payload.planId === plan.id);
    if (owed.length === 0) break;
    world.now = Math.max(world.now, owed[0]!.at);
    tick();
    await process.changes.advance(plan.id);
  }
  return { state: (await store().plans.get(plan.id))!.state, routers, windowS: plan.content.expected.withinSeconds };
}

const seconds = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Beside any time: around the window of 60 s, around the last moment for a row of five samples, and around the timer of 120 s. */
const moments = fc.oneof(
  seconds(1, 300),
  ...[5, 55, 60, 120].map((edge) => seconds(edge - 1.5, edge + 1.5)),
  fc.constantFrom(53, 54.999, 55, 55.001, 56, 59.999, 60, 60.001),
);

it('every plan ends as what its devices run, or is a person’s turn, whenever the metric recovers, its samples stop or a timer fires', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        platform: fc.constantFrom<Platform>('frr', 'ios-xe', 'eos', 'junos'),
        recoversAfter: moments,
        stopsAfter: fc.oneof({ weight: 2, arbitrary: fc.constant(10_000) }, { weight: 1, arbitrary: moments }),
        pace: fc.oneof(fc.constant(null), fc.constant(1), seconds(0.05, 1.5)),
        killedAfter: fc.oneof(fc.constant(null), seconds(0, 70)),
      }),
      async (times) => {
        const { state, routers, windowS } = await play(times);
        const why = JSON.stringify({ times, state });
        const runs = routers.map(({ costs }) => costs.eth1);
        expect(['verified', 'rolled-back', 'unknown'], why).toContain(state);
        if (state === 'verified') expect(runs, why).toEqual([1000, 1000]);
        if (state === 'rolled-back') expect(runs, why).toEqual([10, 10]);
        if (isFinal(state))
          expect(
            routers.map(({ revertIn }) => revertIn),
            why,
          ).toEqual([null, null]);
        // A timer of its own time may end before telemetry decides; otherwise telemetry does, and a restart only gives more time.
        if (times.pace !== null && times.pace < 1) return;
        const enough = Math.min(times.stopsAfter, windowS) - times.recoversAfter;
        if (enough > 7) expect(state, why).toBe('verified');
        if (times.killedAfter === null && times.recoversAfter > windowS + 1) expect(state, why).toBe('rolled-back');
      },
    ),
    { seed: 23, numRuns: rounds(8, 30) },
  );
});
