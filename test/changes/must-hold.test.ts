import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import type { Vendor } from '../../src/network/vendor.ts';
import { frr } from '../../src/network/vendors/frr.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { labText } from '../network/lab.ts';
import { useStore } from '../store/open-test-store.ts';
import { approvedDrain, drainLines, slowLink } from './stories.ts';
import { createWorld } from './world.ts';

const store = useStore();
const ends = ['Router-A', 'Router-B'];

describe('what must hold whatever happens', () => {
  it('a remedy that makes it worse is taken back by itself, and the devices are as their snapshots say', async () => {
    const world = createWorld(store());
    const { process, plan } = await approvedDrain(world);
    const configs = () => ends.map((name) => world.devices.get(name)!.config());
    const before = configs();
    const slow = world.signal;
    const isDrained = () => ends.every((name) => world.devices.get(name)!.costs.eth1 === 1000);
    world.signal = (place, metric, at) =>
      isDrained() && place.device === 'Router-A' && metric === 'latency_ms' && place.interface === null
        ? 700
        : slow(place, metric, at);
    expect(await process.changes.advance(plan.id)).toMatchObject({
      state: 'rolled-back',
      final: true,
      outcome: expect.stringMatching(
        /got worse: 700 ms, before 160 ms\. Rolled back\. The configuration equals the snapshot$/,
      ),
    });
    expect(world.changeLines()).toEqual([...drainLines, 'Router-B: ip ospf cost 10', 'Router-A: ip ospf cost 10']);
    expect(configs()).toEqual(before);
    const snapshots = await store().executions.snapshots(plan.id);
    for (const { device, text } of snapshots) {
      expect(frr.snapshot.normalize(world.devices.get(device)!.config())).toBe(text);
    }
    expect(snapshots.map(({ device }) => device).sort()).toEqual(ends);
  });

  const inBand = parseTopology(
    labText().replace('management: { address: 10.255.0.12 }', 'management: { address: 10.0.100.2 }'),
  );
  const timerless: Vendor[] = vendors.map((vendor) => ({ ...vendor, timer: { missing: 'it has no such timer' } }));
  const proposal = { playbook: 'latency_spike', parameters: { device: 'Router-A', interface: 'eth1' } };

  it.each([
    ['is refused without a timer on the device', inBand, timerless, 'refused'],
    ['is written with one', inBand, vendors, 'ok'],
  ] as const)('a plan on the management path %s', async (_, topology, spoken, outcome) => {
    const world = createWorld(store());
    const { changes } = world.process({ topology, vendors: spoken });
    const incidentId = await world.incident();
    slowLink(world);
    const result = await changes.propose({ ...proposal, incidentId, requestedBy: 'nocturne' });
    expect(result).toMatchObject({ outcome });
    if (result.outcome !== 'ok')
      expect(result.reason).toMatch(/Router-A: FRRouting has no revert timer: it has no such timer/);
    expect(world.changeLines()).toEqual([]);
  });

  it('a plan off the management path needs no timer', async () => {
    const world = createWorld(store());
    const { changes } = world.process({ vendors: timerless });
    const incidentId = await world.incident();
    slowLink(world);
    const result = await changes.propose({ ...proposal, incidentId, requestedBy: 'nocturne' });
    expect(result).toMatchObject({ outcome: 'ok', plan: { content: { steps: [{}, {}] } } });
  });
});
