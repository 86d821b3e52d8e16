import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { loadNetworkSpec } from '../../../demo/network/spec.ts';
import { createScenarioRuns, type ScenarioRuns } from '../../../demo/scenarios/scenario-runs.ts';

const { scenarios } = loadNetworkSpec();
const names = Object.keys(scenarios);
const [first, second] = names as [string, string];
const restMs = 25_000;
const leftOverMs = 90_000;

interface Incident {
  id: string;
  openedAt: number;
  state: 'open' | 'resolved';
  plans: { id: string; state: string }[];
  decision: { kind: string } | null;
}

let runs: ScenarioRuns;
afterEach(() => runs.close());

/** Scenarios over a network that only keeps a record, and a product whose incidents the test writes. */
function createWorld() {
  let now = 1_700_000_000_000;
  const incidents: Incident[] = [];
  const record: { what: string; at: number; faults: number; open: number }[] = [];
  let faults = 0;
  let answers = true;
  const open = () => incidents.filter(({ state }) => state === 'open').length;
  const note = (what: string) => record.push({ what, at: now, faults, open: open() });
  runs = createScenarioRuns({
    network: {
      inject(name) {
        note(String(name));
        faults += 1;
        return { startedAt: now, places: [] } as never;
      },
      putBack() {
        note('put back');
        faults = 0;
      },
      world: { faults: () => Array.from({ length: faults }) as never },
    },
    bot: {
      async read<T>(path: string) {
        if (!answers) throw new Error('no answer');
        const id = path.split('/')[4];
        if (id === undefined) return [...incidents].reverse() as T;
        const { plans, decision, ...incident } = incidents.find((each) => each.id === id)!;
        return { incident, plans, decision } as T;
      },
    },
    scenarios,
    clock: () => now,
    onFault: () => undefined,
  });
  return {
    ...{ record, incidents },
    silence: (isSilent: boolean) => {
      answers = !isSilent;
    },
    async pass(ms: number) {
      now += ms;
      await runs.look();
    },
    opens(more: Partial<Incident> = {}) {
      const id = `INC-${incidents.length + 1}`;
      incidents.push({ id, openedAt: now, state: 'open', plans: [], decision: null, ...more });
      return incidents.at(-1)!;
    },
    run: () => runs.read().run,
  };
}

describe('the scenarios of the page', () => {
  it.each(names)('start %s when the network has been well for a while', async (name) => {
    const world = createWorld();
    await runs.start(name);
    expect(world.run()).toMatchObject({ name, phase: 'waiting' });
    await world.pass(3_999);
    expect(world.record).toEqual([]);
    await world.pass(1);
    expect(world.record.map(({ what }) => what)).toEqual([name]);
    expect(world.run()).toMatchObject({ name, phase: 'running' });
  });

  it.each(names)('know that %s is over when its incidents are, and not before there was one', async (name) => {
    const world = createWorld();
    world.opens({ state: 'resolved' });
    await world.pass(60_000);
    await runs.start(name);
    await world.pass(0);
    expect(world.run()).toMatchObject({ phase: 'running', says: 'Nothing was noticed yet.' });
    const incidents = [world.opens(), world.opens()];
    for (const incident of incidents) {
      await world.pass(1000);
      expect(world.run()!.phase).toBe('running');
      expect(world.run()!.says).toContain(incident.id);
      incident.state = 'resolved';
    }
    await world.pass(1000);
    expect(world.run()).toMatchObject({ phase: 'over', says: expect.stringContaining('INC-2, INC-3 are resolved') });
    world.opens();
    await world.pass(1000);
    expect(world.run()!.phase).toBe('running');
  });

  it('tell on the page what can be started, and what comes of it', () => {
    createWorld();
    expect(runs.read().scenarios).toEqual(
      Object.values(scenarios).map(({ name, title, ends }) => ({
        ...{ name, title },
        end: ends === 'verified' ? 'A plan repairs it.' : 'No plan can repair it, so people are called.',
      })),
    );
  });

  it.each(['approved', 'running', 'verifying', 'unknown'])('are not ended while a plan is %s', async (state) => {
    const world = createWorld();
    await runs.start(first);
    await world.pass(5_000);
    const { plans } = world.opens({ plans: [{ id: 'P-7', state }] });
    await expect(runs.start(second)).rejects.toThrow('P-7 is under way on the devices');
    await expect(runs.end()).rejects.toThrow('P-7 is under way on the devices');
    expect(world.record).toHaveLength(1);
    expect(world.run()).toMatchObject({ name: first, phase: 'running' });
    plans[0]!.state = 'verified';
    await runs.start(second);
    expect(world.record.at(-1)!.what).toBe('put back');
  });

  it('refuse what does not exist, what runs already, and to end what does not run', async () => {
    const world = createWorld();
    await expect(runs.start('toString')).rejects.toThrow(
      `there is no scenario toString; there are ${names.join(', ')}`,
    );
    await expect(runs.end()).rejects.toThrow('no scenario runs');
    await runs.start(first);
    await world.pass(5_000);
    await expect(runs.start(first)).rejects.toThrow(`${first} runs already`);
  });

  it('do not touch the network while the product does not answer', async () => {
    const world = createWorld();
    await runs.start(first);
    world.silence(true);
    await world.pass(60_000);
    expect(world.record).toEqual([]);
    world.silence(false);
    await world.pass(0);
    world.silence(true);
    await expect(runs.end()).rejects.toThrow('no answer');
    expect(world.record.map(({ what }) => what)).toEqual([first]);
  });

  it('never put one fault upon another, whatever is pressed and whenever', async () => {
    const action = fc.oneof(
      fc.record({ start: fc.constantFrom(...names) }),
      fc.constant('end' as const),
      fc.constant('opens' as const),
      fc.constant('resolves' as const),
      fc.integer({ min: 500, max: 40_000 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
        const world = createWorld();
        for (const each of actions) {
          if (typeof each === 'number') await world.pass(each);
          else if (each === 'opens') world.opens();
          else if (each === 'resolves') Object.assign(world.incidents.at(-1) ?? {}, { state: 'resolved' });
          else if (each === 'end') await runs.end().catch(() => undefined);
          else await runs.start(each.start).catch(() => undefined);
        }
        runs.close();
        for (const [i, { what, at, faults, open }] of world.record.entries()) {
          if (what === 'put back') continue;
          expect(faults).toBe(0);
          const before = world.record[i - 1];
          if (!before) continue;
          expect(before.what).toBe('put back');
          expect(at - before.at).toBeGreaterThanOrEqual(open === 0 ? restMs : leftOverMs);
        }
      }),
      { numRuns: 200 },
    );
  });
});
