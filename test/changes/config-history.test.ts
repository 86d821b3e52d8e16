import { beforeEach, describe, expect, it } from 'vitest';
import { useStore } from '../store/open-test-store.ts';
import { approvedDrain } from './stories.ts';
import { createWorld, type Process, type World } from './world.ts';

const store = useStore();
let world: World;
let process: Process;

const dayMs = 86_400_000;
const changes = (device = 'Router-A') => process.changes.configChanges(device, world.now - 30 * dayMs);
const forget = async () => {
  for (const device of world.devices.keys()) {
    const config = `forgotten by ${expect.getState().currentTestName}\n`;
    await store().configs.put({ device, at: 0, source: 'daily', planId: null, text: config });
  }
};

beforeEach(async () => {
  world = createWorld(store());
  process = world.process();
  await forget();
  await process.changes.recordConfigs(null);
});

describe('the history of configurations', () => {
  it('keeps a configuration once, however often it is read', async () => {
    const before = await store().configs.history('Router-A', 10);
    const readAt = world.now;
    world.now += dayMs;
    await process.changes.recordConfigs(null);
    const after = await store().configs.history('Router-A', 10);
    expect(after).toHaveLength(before.length);
    expect(after[0]).toMatchObject({ at: readAt, seenAt: world.now, source: 'daily', planId: null });
    expect((await changes()).lastReadAt).toBe(world.now);
  });

  it('tells nothing of a reading that differs in comments alone, whoever stored it', async () => {
    const [kept] = await store().configs.history('Router-A', 1);
    world.now += dayMs;
    const text = `!\n${kept!.text.replaceAll('exit\n', 'exit\n!\n')}`;
    await store().configs.put({ device: 'Router-A', at: world.now, source: 'daily', planId: null, text });
    expect((await process.changes.configChanges('Router-A', world.now)).changes).toEqual([]);
  });

  it('tells a change by hand with its difference and the time in which it happened', async () => {
    const readAt = world.now;
    world.now += dayMs;
    world.devices.get('Router-A')!.costs.eth2 = 77;
    await process.changes.recordConfigs(null);
    const [change] = (await changes()).changes;
    expect(change).toEqual({
      at: world.now,
      since: readAt,
      source: 'daily',
      planId: null,
      diff: '  interface eth2\n-  ip ospf cost 10\n+  ip ospf cost 77\n',
    });
    expect((await process.changes.configChanges('Router-A', world.now + 1)).changes).toEqual([]);
  });

  it('is read before and after a plan, so that what others did is not laid at its door', async () => {
    world.now += dayMs;
    world.devices.get('Router-A')!.costs.eth2 = 78;
    const { process: running, plan } = await approvedDrain(world);
    process = running;
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
    expect(world.jobs.filter(({ job }) => job === 'record-configs')).toMatchObject([{ planId: plan.id }]);
    await process.changes.recordConfigs(plan.id);
    const [byPlan, byHand] = (await changes()).changes;
    expect(byPlan).toMatchObject({ planId: plan.id, diff: expect.stringContaining('+  ip ospf cost 1000') });
    expect(byHand).toMatchObject({ planId: null, diff: expect.stringContaining('+  ip ospf cost 78') });
  });

  it('goes on without a device that does not answer', async () => {
    world.now += dayMs;
    world.devices.get('Router-A')!.costs.eth2 = 79;
    world.devices.get('Router-B')!.costs.eth2 = 79;
    world.fate = (device) => (device === 'Router-A' ? 'unreachable' : 'arrives');
    await process.changes.recordConfigs(null);
    expect((await changes('Router-B')).lastReadAt).toBe(world.now);
    expect((await changes('Router-A')).lastReadAt).toBe(world.now - dayMs);
  });

  it('holds no secret', async () => {
    world.now += dayMs;
    const device = world.devices.get('Router-A')!;
    const config = device.config;
    device.config = () => config().replace('!\nhostname', '!\npassword hunter2\nhostname');
    await process.changes.recordConfigs(null);
    const [latest] = await store().configs.history('Router-A', 1);
    expect(latest!.text).toContain('password <secret>');
    expect(latest!.text).not.toContain('hunter2');
  });

  it('knows nothing of a device that was never read', async () => {
    expect(await process.changes.configChanges('Router-Z', 0)).toEqual({
      lastReadAt: null,
      firstReadAt: null,
      maskedLines: 0,
      changes: [],
    });
  });
});

it('forgets what is older than the latest two hundred of a device', async () => {
  for (let i = 0; i < 203; i++) {
    await store().configs.put({ device: 'Router-Y', at: i, source: 'daily', planId: null, text: `cost ${i}\n` });
  }
  const kept = await store().configs.history('Router-Y', 1000);
  expect(kept).toHaveLength(200);
  expect(kept.at(-1)!.at).toBe(3);
});
