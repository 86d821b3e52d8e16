import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChangesDeps } from '../../src/changes/deps.ts';
import { buildContent } from '../../src/changes/plan-content.ts';
import { policySchema } from '../../src/changes/policy.ts';
import type { Parameters } from '../../src/network/parameter-types.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { labTopology } from '../network/lab.ts';
import { rounds } from '../sampled.ts';
import { useStore } from '../store/open-test-store.ts';
import { approvedDrain, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, person, playbooks, type World } from './world.ts';

const store = useStore();
let world: World;
let process: Process;
beforeEach(() => {
  world = createWorld(store());
  process = world.process();
});

const link = { device: 'Router-A', interface: 'eth1' };
const setCosts = (a: number | undefined, b: number | undefined) => {
  world.devices.get('Router-A')!.costs.eth1 = a;
  world.devices.get('Router-B')!.costs.eth1 = b;
};

async function propose(cost: string | number) {
  const incidentId = await world.incident();
  slowLink(world);
  const parameters = { ...link, cost };
  return process.changes.propose({ incidentId, playbook: 'latency_spike', parameters, requestedBy: 'nocturne' });
}

describe('a cost that would not drain the link', () => {
  it.each([
    ['is lower', 10, 10, 5, /^cost 5 is refused: it must be 20 to 65535, because Router-A is at 10 now$/],
    ['is the lowest that there is', 10, 10, 1, /cost 1 is refused/],
    ['is lower, as a text', 10, 10, '5', /cost 5 is refused/],
    ['hardly moves anything', 10, 10, 11, /cost 11 is refused: it must be 20 to 65535/],
    [
      'raises one end and lowers the other',
      10,
      2000,
      1500,
      /it must be 4000 to 65535, because Router-B is at 2000 now/,
    ],
    ['is lower than what the bandwidth gives', undefined, undefined, 150, /it must be 200 to 65535/],
    [
      'is the highest, where that is in use nearly',
      10,
      40_000,
      65_535,
      /Router-B is at 40000 now, and 65535 is the highest/,
    ],
  ])('is refused from whoever proposes it: it %s', async (_, a, b, cost, reason) => {
    setCosts(a, b);
    for (const device of world.devices.values()) device.autoCost = 100;
    expect(await propose(cost)).toEqual({ outcome: 'refused', reason: expect.stringMatching(reason) });
    expect(world.jobs).toEqual([]);
  });

  it.each(['1', '5', '9', '11', '19', ' 5 '])('is refused from the edit form: %s', async (cost) => {
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    const edit = { buttonId: plan.buttonId, user: person('U-EVE'), values: { cost } };
    expect(await process.changes.edit(edit)).toEqual({
      accepted: false,
      code: 'refused',
      text: expect.stringMatching(/cost \d+ is refused: it must be 20 to 65535/),
    });
    expect(await store().plans.get(plan.id)).toMatchObject({ state: 'pending' });
  });

  it('is told to whoever fills in the form or lists the playbooks', async () => {
    const incidentId = await world.incident();
    slowLink(world);
    const plan = await proposeDrain(world, process, incidentId);
    expect(process.changes.editable(plan)[0]!.about).toMatch(/; 20 to 65535$/);
    const [option] = await process.changes.options({ cause: 'latency_spike', place: link });
    expect(option!.parameters.find(({ name }) => name === 'cost')!.about).toMatch(/; 20 to 65535$/);
  });

  it('cancels an approved plan when somebody raised the link meanwhile', async () => {
    const { process: running, plan } = await approvedDrain(world);
    setCosts(900, 10);
    expect(await running.changes.advance(plan.id)).toMatchObject({
      state: 'cancelled',
      outcome: expect.stringMatching(/no longer do what it says: cost 1000 is refused: .*Router-A is at 900 now/),
    });
    expect(world.changeLines()).toEqual([]);
  });
});

describe('a process to restart', () => {
  async function restart(parameters: Parameters) {
    const incidentId = await world.incident();
    const onset = world.now;
    world.signal = (place, metric, at) =>
      metric === 'memory_pct' && place.interface === null ? (at < onset ? 40 : 80) : null;
    world.now += 15_000;
    const named = { device: 'Switch-2', ...parameters };
    return process.changes.propose({ incidentId, playbook: 'memory_leak', parameters: named, requestedBy: 'nocturne' });
  }

  it('is the one that holds the most memory, and no other', async () => {
    expect(await restart({ process: 'zebra' })).toEqual({
      outcome: 'refused',
      reason: 'process zebra is refused: it must be ospfd, because Switch-2 names ospfd',
    });
    const written = await restart({ process: 'ospfd' });
    expect(written).toMatchObject({ outcome: 'ok' });
    expect(written.outcome === 'ok' && process.changes.editable(written.plan)).toEqual([]);
  });
});

const changes = playbooks.flatMap((playbook) =>
  vendors.flatMap(({ id }) => {
    const part = playbook.vendors[id];
    return part && 'change' in part ? [[playbook.id, id, playbook, part.change] as const] : [];
  }),
);
const end = (interfaceName: string | null) => ({
  device: 'Router-A',
  ...(interfaceName && { interface: interfaceName }),
});
const processes = ['ospfd', 'zebra', 'bgpd', 'rm'];
const cost = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 65_535 }));
const factsOf = () =>
  fc.record({
    ospf_cost: fc.oneof(cost, fc.constant('none')),
    configured_cost: fc.oneof(cost, fc.constant('none')),
    largest_1: fc.constantFrom(...processes),
    max_metric: fc.constantFrom('on', 'off'),
    // A line of the operators that waits for the next start has no word for it.
    max_metric_waiting: fc.constantFrom('none', 'on-startup 300'),
  });
const others = { ospf_area: '0.0.0.0', ospf_process: 1, session: 7 };
const given = fc.record(
  {
    cost: fc.oneof(cost, cost.map(String), fc.constantFrom(0, -1, 65_536, 1e9, 0.5, '', '010', '1e3', ' 20', 'all')),
    process: fc.constantFrom(...processes),
  },
  { requiredKeys: [] },
);

/** Devices that answer with these facts, and telemetry that shows the trouble at all of them. */
function depsOf(vendor: string, facts: Record<string, Parameters>): ChangesDeps {
  const incident = { id: 'INC-1', openedAt: 1_000_000 };
  const read = async (device: string) => {
    const all = { ...facts[device], ...others };
    return { outcome: 'ok', facts: Object.entries(all).map(([name, value]) => ({ name, value })) };
  };
  const points = (now: number) => Array.from({ length: 9 }, (_, i) => ({ at: now - i * 1000, value: 90 })).reverse();
  return {
    ...{ playbooks, vendors, topology: labTopology({ platform: vendor }), policy: policySchema.parse({ mode: 'act' }) },
    store: { incidents: { get: async () => incident } },
    sessions: { read },
    routes: {
      foresee: async () => ({ parts: [], beforeMs: 12, gain: { low: 7, high: 9 }, ceilings: [], basis: {} }),
      traffic: async () => ({ words: 'Moves 220 Mbit/s to L1', fills: null }),
    },
    metrics: { values: (...[, , , to]: [unknown, unknown, unknown, number]) => points(to), usual: () => 4 },
    clock: () => 1_100_000,
  } as unknown as ChangesDeps;
}

describe.each(changes)('%s on %s', (id, vendor, playbook, change) => {
  const names = new Set(Object.keys(playbook.parameters));
  const asked = new Set(change.check.flatMap(({ facts }) => Object.keys(facts)));
  const own = given.map((all) => Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name))));

  it('does what its title says at every end, whatever value was accepted', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(factsOf(), factsOf(), own, async (a, b, values) => {
        const facts = { 'Router-A': a, 'Router-B': b } as Record<string, Parameters>;
        const route = names.has('from') ? { from: 'Router-A', to: 'Router-B' } : {};
        const parameters = { ...end(playbook.place === 'link' ? 'eth1' : null), ...route, ...values } as Parameters;
        const written = await buildContent(depsOf(vendor, facts), { incidentId: 'INC-1', playbook: id, parameters });
        if ('outcome' in written) return;
        accepted++;
        for (const { device, commands } of written.content.steps) {
          const raised = commands.flatMap((line) => /(?:ip ospf cost|metric) (\d+)$/.exec(line)?.[1] ?? []).map(Number);
          const restarted = commands.flatMap((line) => /^process restart (\S+)$/.exec(line)?.[1] ?? []);
          if (names.has('cost')) {
            expect(raised).toHaveLength(1);
            if (names.has('from')) expect(Object.values(facts).some((read) => read.ospf_cost !== raised[0])).toBe(true);
            else expect(raised[0]).toBeGreaterThanOrEqual(2 * Number(facts[device]!.ospf_cost));
            expect(raised[0]).toBeLessThanOrEqual(names.has('from') ? 1000 : 65_535);
            expect(written.summary).toContain(`to ${raised[0]} at both ends`);
          } else if (names.has('process')) expect(restarted).toEqual([facts[device]!.largest_1]);
          else {
            const drains = commands.some((line) => /^(max-metric router-lsa|set protocols ospf overload)/.test(line));
            expect(drains).toBe(id === 'cpu_overload');
            expect(facts[device]!.max_metric).toBe(drains ? 'off' : 'on');
            if (drains && asked.has('max_metric_waiting')) expect(facts[device]!.max_metric_waiting).toBe('none');
          }
        }
      }),
      { numRuns: rounds(100, 300), seed: 11 },
    );
    expect(accepted).toBeGreaterThan(5);
  });

  it('limits each of its parameters by something that it reads', () => {
    for (const { must } of Object.values(playbook.parameters))
      if (!('say' in must))
        expect([...asked]).toContain(Object.values(must).find((value) => typeof value === 'string'));
  });
});
