import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/domain/device.ts';
import type { Verdict } from '../../src/domain/incident.ts';
import type { Place } from '../../src/domain/place.ts';
import { createGrouping } from '../../src/incidents/grouping.ts';
import { createIncidents } from '../../src/incidents/incidents.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { newId, silentLog } from '../bot/world.ts';

const device = (name: string) => ({
  ...{ name, platform: 'frr', role: 'switch', site: 'lab', tags: [], management: null, interfaces: {} },
});
const link = (a: string, b: string) => ({
  ...{ name: `${a}-${b}`, a: { device: a, interface: `to-${b}` }, b: { device: b, interface: `to-${a}` } },
  capacityMbps: null,
});

/** A core of many routers, and behind one of them ten rows of twenty switches, each behind the one before. */
const core = Array.from({ length: 300 }, (_, i) => `core-${i}`);
const rows = Array.from({ length: 10 }, (_, row) => Array.from({ length: 20 }, (_, i) => `sw-${row}-${i}`));
const switches = rows.flat();
const topology: Topology = {
  devices: ['router', ...core, ...switches].map(device),
  links: [
    ...core.map((name, i) => link(name, core[(i + 1) % core.length]!)),
    link('core-0', 'router'),
    ...rows.flatMap((row) => row.map((name, i) => link(i === 0 ? 'router' : row[i - 1]!, name))),
  ],
};

const place = (name: string): Place => ({ device: name, interface: null });
const verdict: Verdict = {
  ...{ cause: 'device_down', symptom: 'unreachable', place: place('router'), confidence: 0.9 },
  ...{ probabilities: {}, drivers: [], modelId: 'test' },
};

async function play(bad: string[]) {
  const store = createMemoryStore();
  let now = 1_790_000_000_000;
  const incidents = createIncidents({
    ...{ store, topology, newId, clock: () => now, log: silentLog },
    classify: (places) => (places.some(({ device: name }) => name === 'router') ? verdict : null),
    times: {
      persistence: { atLeast: 3, of: 5 },
      settleMs: 3000,
      quietMs: 60_000,
      restMs: 15_000,
      updateEveryMs: 10_000,
    },
    later: { later: async () => undefined },
  });
  for (let second = 0; second < 6; second++) {
    now += 1000;
    for (const name of bad) {
      const metrics = [{ metric: 'packet_loss_pct', value: 100, expected: 0, deviation: 50 }];
      incidents.observe(place(name), now, { at: now, place: place(name), score: 1, metrics, detector: 'test' });
    }
  }
  await incidents.settled();
  return { incidents: incidents.open(), store };
}

describe('a storm behind one router', () => {
  it('of 200 switches, however deep, is one incident with a count', async () => {
    const { incidents, store } = await play(['router', ...switches]);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ place: { device: 'router' }, severity: 'critical' });
    expect(new Set(incidents[0]!.places.map((each) => each.device)).size).toBe(201);
    const opened = (await store.outbox.pending('test', 5000)).filter(({ event }) => event.type === 'incident.opened');
    expect(opened).toHaveLength(1);
  });

  it('is one whichever of them is heard first', async () => {
    const { incidents } = await play([...switches.toReversed(), 'router']);
    expect(incidents.map((incident) => incident.place.device)).toEqual(['router']);
  });

  it('does not swallow trouble elsewhere in the core', async () => {
    const { incidents } = await play(['router', ...switches, 'core-150']);
    expect(incidents.map((incident) => incident.place.device).sort()).toEqual(['core-150', 'router']);
  });
});

describe('what hangs behind a device', () => {
  const { isBehind } = createGrouping(topology);

  it('is what would be cut off from the greater part without it', () => {
    expect(isBehind('router', 'sw-3-19')).toBe(true);
    expect(isBehind('sw-3-5', 'sw-3-6')).toBe(true);
    expect(isBehind('sw-3-5', 'sw-3-4')).toBe(false);
    expect(isBehind('router', 'core-7')).toBe(false);
    expect(isBehind('core-5', 'core-6')).toBe(false);
  });

  it('is nothing where both halves are equal', () => {
    const chain = createGrouping({ devices: ['a', 'b', 'c'].map(device), links: [link('a', 'b'), link('b', 'c')] });
    expect(chain.isBehind('b', 'a') || chain.isBehind('b', 'c')).toBe(false);
  });
});
