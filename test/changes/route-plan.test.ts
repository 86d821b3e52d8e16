import { beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../src/domain/place.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { labTopology } from '../network/lab.ts';
import { historyOf } from '../routes/made-routes.ts';
import { approve, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, type World } from './world.ts';

const topology = labTopology();
const usualMs: Record<string, number> = { L1: 4, L2: 6, L3: 6, L4: 10, L5: 10, L7: 2 };
const linkOf = (place: Place) =>
  topology.links.find(({ a, b }) =>
    [a, b].some((end) => end.device === place.device && end.interface === place.interface),
  );

let world: World;
let store: ReturnType<typeof createMemoryStore>;
let process: Process;
/** What a link reads instead, and what each of its ends receives. */
let ms: Record<string, number>;
let mbps: Record<string, number>;

/** L1 was left with a cost of 30: traffic takes L2 and L3, 12 ms instead of 4. */
beforeEach(() => {
  store = createMemoryStore();
  world = createWorld(store);
  ms = {};
  mbps = {};
  for (const name of ['Router-A', 'Router-B']) world.devices.get(name)!.costs.eth1 = 30;
  for (const device of world.devices.values()) device.costs.eth4 = 10;
  const direct = () => world.devices.get('Router-A')!.costs.eth1! < 20;
  world.signal = (place, metric, at) => {
    const link = linkOf(place)?.name;
    if (metric === 'throughput_mbps' && link) return mbps[link] ?? (direct() === (link === 'L1') ? 220 : 1);
    if (metric !== 'latency_ms') return null;
    const unrest = 0.1 * Math.sin(at / 7000);
    return link ? (ms[link] ?? usualMs[link]!) + unrest : 12 + unrest;
  };
  process = world.process({
    history: historyOf(
      (place, at) =>
        world.signal(place, 'latency_ms', at) === null
          ? null
          : usualMs[linkOf(place)!.name]! + 0.3 * Math.sin(at / 90_000),
      8,
      world.now,
    ),
  });
});

const wish = { from: 'Router-A', to: 'Router-B', link: 'L1', cost: 18, requestedBy: 'U-ANN' };

async function proposed(change: Partial<typeof wish> = {}): Promise<Plan> {
  const answer = await process.changes.proposeRoute({ ...wish, ...change });
  if (answer.outcome !== 'ok') throw new Error(answer.reason);
  return answer.plan;
}

async function run(plan: Plan) {
  await approve(process, plan, 'U-BOB');
  return process.changes.advance(plan.id);
}

describe('a plan for another route', () => {
  it('sets the cost at both ends, promises an interval along the path, and is verified', async () => {
    const plan = await proposed();
    expect(plan).toMatchObject({ state: 'pending', summary: expect.stringContaining('between Router-A and Router-B') });
    const { expected, traffic, basis, incidentId } = plan.content;
    expect(incidentId).toBe('route:Router-A:Router-B');
    expect(traffic).toMatch(/^Moves \d+ Mbit\/s to L1, which then carries \d+ %/);
    expect(expected).toMatchObject({
      path: { name: 'Router-A to Router-B' },
      metric: 'latency_ms',
      direction: 'below',
    });
    expect(expected.bound).toBeGreaterThan(2);
    expect(expected.threshold).toBeLessThan(6);
    expect(expected.ceilings).toHaveLength(2);
    expect(basis!['Switch-1']).toEqual({ eth1: 10, eth2: 10 });
    expect(basis!['AP-1']).toBeUndefined();
    expect(await run(plan)).toMatchObject({
      state: 'verified',
      outcome: expect.stringMatching(/^Latency of Router-A to Router-B is [\d.]+ ms, between [\d.]+ and [\d.]+ ms$/),
    });
    expect(world.changeLines()).toEqual(['Router-A: ip ospf cost 18', 'Router-B: ip ospf cost 18']);
    // Costs that were changed are not remembered.
    await process.changes.recordConfigs(plan.id);
    const again = await process.changes.proposeRoute(wish);
    expect(again).toMatchObject({ outcome: 'refused' });
  });

  it('may not be approved by who asked for it', async () => {
    await expect(approve(process, await proposed(), 'U-ANN')).rejects.toThrow(/asked for this plan/);
  });

  it.each([
    [
      'slower than promised',
      () => (ms.L1 = 11.5),
      /was not between .* for 5 samples in a row: the last value is 11\.\d+ ms/,
    ],
    ['faster than anybody foresaw', () => (ms.L1 = 0.2), /was not between .*: the last value is 0\.\d+ ms/],
    [
      'congested',
      () => (mbps.L1 = 960),
      /Throughput of Router-[AB] eth1 is 960 Mbit\/s, and at most 900 Mbit\/s were to be/,
    ],
  ])('is rolled back when the new way is %s', async (_what, happen, why) => {
    const plan = await proposed();
    world.waited = async () => {
      if (world.devices.get('Router-B')!.costs.eth1 === 18) happen();
    };
    expect(await run(plan)).toMatchObject({ state: 'rolled-back', outcome: expect.stringMatching(why) });
    expect(world.devices.get('Router-A')!.costs.eth1).toBe(30);
  });

  it.each([
    ['a cost elsewhere was changed', 'Switch-1', { eth2: 40 }, 'Switch-1 eth2: OSPF cost 10 before, OSPF cost 40 now'],
    ['a cost of the link itself was changed', 'Router-B', { eth1: 25 }, 'Router-B ospf_cost was 30 and is 25'],
  ])('is stale, and not run, when %s', async (_what, device, costs, why) => {
    const plan = await proposed();
    Object.assign(world.devices.get(device)!.costs, costs);
    expect(await run(plan)).toMatchObject({ state: 'failed', outcome: expect.stringContaining(why) });
    expect(world.changeLines()).toEqual([]);
  });

  it('is stale when a link went down, and when a device can not be read any more', async () => {
    const plan = await proposed();
    const read = world.fate;
    world.fate = (device, line) => (device === 'Switch-2' && line === '(connect)' ? 'unreachable' : read(device, line));
    expect(await run(plan)).toMatchObject({
      state: 'failed',
      outcome: expect.stringContaining('Switch-2 eth1: OSPF cost 10 before, not readable now'),
    });
    expect(world.changeLines()).toEqual([]);
  });

  it('does not run when the inventory has another network', async () => {
    const plan = await proposed();
    await approve(process, plan, 'U-BOB');
    const links = topology.links.filter(({ name }) => name !== 'L4');
    const other = world.process({ topology: { ...topology, links }, history: historyOf(() => null, 0) });
    expect(await other.changes.advance(plan.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringContaining('Router-A eth3: OSPF cost 15 before, not in the inventory now'),
    });
  });

  it.each([
    [{ cost: 30 }, /wanted state already|does not take the way/],
    [{ cost: 20 }, /ways of equal cost would share the traffic/],
    [{ cost: 1001 }, /it must be 1 to 1000 and not 30/],
    [{ link: 'L5', cost: 2 }, /does not take the way that is recommended/],
    [{ link: 'L9' }, /no such link/],
    [{ from: 'Router-C' }, /must be a device of the inventory/],
  ])('is refused for %j', async (change, why) => {
    expect(await process.changes.proposeRoute({ ...wish, ...change })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(why),
    });
  });

  it('is refused when it would congest a link', async () => {
    mbps = { L2: 970, L3: 970, L7: 1 };
    expect(await process.changes.proposeRoute(wish)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('congest'),
    });
  });

  it('is edited like any other, to a cost that brings the same way', async () => {
    const plan = await proposed();
    const edit = (cost: string) =>
      process.changes.edit({ buttonId: plan.buttonId, user: world.people.get('U-BOB')!, values: { cost } });
    expect(await edit('20')).toMatchObject({ accepted: false, text: expect.stringContaining('equal cost') });
    expect(await edit('12')).toMatchObject({ accepted: true });
    const [former, fresh] = await store.plans.forIncident(plan.content.incidentId);
    expect([former!.state, fresh!.state, fresh!.content.parameters.cost]).toEqual(['superseded', 'pending', 12]);
  });
});

describe('a remedy that raises a cost', () => {
  beforeEach(() => {
    for (const name of ['Router-A', 'Router-B']) world.devices.get(name)!.costs.eth1 = 10;
    slowLink(world);
    const slow = world.signal;
    world.signal = (place, metric, at) => {
      const link = linkOf(place)?.name;
      if (metric === 'throughput_mbps') return link ? (mbps[link] ?? (link === 'L1' ? 220 : 1)) : null;
      return slow(place, metric, at);
    };
  });

  it('says what traffic moves where', async () => {
    const { content } = await proposeDrain(world, process);
    expect(content.traffic).toMatch(
      /^Moves 2\d\d Mbit\/s to L[23], which then carries 2\d %, and 2\d\d Mbit\/s to L[23], which then carries 2\d %$/,
    );
    expect(content.basis).toBeUndefined();
  });

  it('names the link that it would congest, because there is no other remedy', async () => {
    mbps = { L2: 800, L3: 10 };
    const { content } = await proposeDrain(world, process);
    expect(content.traffic).toMatch(/It congests: it fills L2 to 10\d %, and there is no other remedy$/);
  });

  it('says which costs are not known, and is written all the same', async () => {
    world.fate = (device, line) => (device === 'Switch-2' && line === '(connect)' ? 'unreachable' : 'arrives');
    const { content } = await proposeDrain(world, process);
    expect(content.traffic).toContain('The OSPF cost of L4, L5 could not be read, so traffic may go elsewhere');
  });
});
