import { describe, expect, it } from 'vitest';
import { formatPlace } from '../../src/domain/place.ts';
import type { ReadResult } from '../../src/network/read-sessions.ts';
import type { Fact } from '../../src/network/vendor.ts';
import { createCosts } from '../../src/routes/known-costs.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { labTopology } from '../network/lab.ts';

const topology = labTopology();
const fact = (name: string, value: string | number): Fact => ({ name, value, independent: true });
const ok = (...facts: Fact[]): ReadResult => ({ outcome: 'ok', facts, text: '', at: 0 });
const failed: ReadResult = {
  outcome: 'failed',
  code: 'device-unreachable',
  reason: "it can't be reached",
  retryable: true,
};

/** Devices of which each end costs 10; `answers` says what is different, by device or by end. */
function open(answers: Record<string, ReadResult | Promise<ReadResult>> = {}) {
  const asked: string[] = [];
  let [now, busy, most] = [1_000_000, 0, 0];
  const costs = createCosts({
    store: createMemoryStore(),
    topology,
    clock: () => now,
    sessions: {
      commands: () => [],
      async read(device, command, parameters = {}) {
        const end = [device, parameters.interface].filter(Boolean).join(' ');
        asked.push(`${command} ${end}`);
        most = Math.max(most, ++busy);
        await new Promise((soon) => setImmediate(soon));
        busy -= 1;
        const usual = parameters.interface
          ? ok(fact('interface_state', 'up'), fact('ospf_cost', 10))
          : ok(fact('max_metric', 'off'));
        return answers[end] ?? usual;
      },
    },
  });
  const read = async (maxAgeMs: number, withinMs?: number) => {
    const known = await costs.read({ maxAgeMs, ...(withinMs !== undefined && { withinMs }) });
    return Object.fromEntries(known.map(({ end, reading }) => [formatPlace(end), reading]));
  };
  return {
    costs,
    read,
    asked,
    most: () => most,
    wait: (ms: number) => {
      now += ms;
    },
  };
}

const ends = topology.links.length * 2;

describe('costs that are known', () => {
  it('are read from all devices at once, and kept until they are too old', async () => {
    const world = open();
    expect(Object.values(await world.read(60_000))).toEqual(Array(ends).fill({ state: 'carries', cost: 10 }));
    expect(world.most()).toBe(topology.devices.length);
    expect(world.asked).toHaveLength(topology.devices.length + ends);
    world.asked.length = 0;
    world.wait(59_000);
    await world.read(60_000);
    expect(world.asked).toEqual([]);
    world.wait(2_000);
    await world.read(60_000);
    expect(world.asked).toHaveLength(topology.devices.length + ends);
    world.asked.length = 0;
    await world.read(0);
    expect(world.asked).toHaveLength(topology.devices.length + ends);
  });

  it('are read again, at both ends of every link, after a change at one of them', async () => {
    const world = open();
    await world.read(60_000);
    world.asked.length = 0;
    await world.costs.forget(['Router-A']);
    await world.read(60_000);
    expect(world.asked).toHaveLength(topology.devices.length + ends);
  });

  it('are not kept when they were read while one was changed', async () => {
    const world = open();
    const reading = world.read(60_000);
    await new Promise((soon) => setImmediate(soon));
    await world.costs.forget(['Router-A']);
    await reading;
    world.asked.length = 0;
    await world.read(60_000);
    expect(world.asked.length).toBeGreaterThan(0);
  });

  it.each([
    ['runs no OSPF', { 'Switch-1 eth1': ok(fact('interface_state', 'up')) }, 'none', 'OSPF does not run there'],
    [
      'is down',
      { 'Switch-1 eth1': ok(fact('interface_state', 'down'), fact('ospf_cost', 10)) },
      'none',
      'the interface is down',
    ],
    [
      'has no neighbour',
      { 'Switch-1 eth1': ok(fact('ospf_cost', 10), fact('ospf_neighbours', 0)) },
      'none',
      'it has no OSPF neighbour',
    ],
    [
      'has several addresses with costs of their own',
      { 'Switch-1 eth1': ok(fact('interface_state', 'up'), fact('ospf_neighbours', 2)) },
      'unread',
      'the interface has no one cost',
    ],
    [
      'stands in processes of which one withdraws itself',
      { 'Switch-1': ok(fact('ospf_processes', 2)) },
      'unread',
      'the device does not tell one maximum metric for all its processes',
    ],
    ['does not answer', { 'Switch-1 eth1': failed }, 'unread', "it can't be reached"],
  ])('are never assumed: an end that %s', async (_what, answers, state, why) => {
    expect((await open(answers).read(0))['Switch-1 eth1']).toEqual({ state, why });
  });

  it('of a device that does not answer are asked for once, and again the next time', async () => {
    const world = open({ 'Switch-1': failed });
    const known = await world.read(60_000);
    expect(['eth1', 'eth2', 'eth4'].map((port) => known[`Switch-1 ${port}`]!.state)).toEqual(Array(3).fill('unread'));
    expect(world.asked.filter((line) => line.includes('Switch-1'))).toEqual(['show-ospf-process Switch-1']);
    world.asked.length = 0;
    await world.read(60_000);
    expect(world.asked).toEqual(['show-ospf-process Switch-1']);
  });

  it('of a device that withdraws itself are the highest there are', async () => {
    const known = await open({ 'Switch-1': ok(fact('max_metric', 'on')) }).read(0);
    expect(known['Switch-1 eth1']).toEqual({ state: 'carries', cost: 65_535 });
    expect(known['Router-A eth2']).toEqual({ state: 'carries', cost: 10 });
  });

  it('that do not come in time are unread', async () => {
    const known = await open({ 'Switch-1': new Promise(() => {}) }).read(0, 500);
    expect(known['Switch-1 eth1']).toEqual({ state: 'unread', why: 'Switch-1 did not answer in time' });
    expect(known['Router-A eth2']).toEqual({ state: 'carries', cost: 10 });
  });
});
