import { describe, expect, it } from 'vitest';
import { findLayout } from '../../src/diagnosis/metric-layout.ts';
import { createPastReadings } from '../../src/diagnosis/past-readings.ts';
import { createPlaceStates } from '../../src/diagnosis/place-states.ts';
import { collectSeries } from '../../src/diagnosis/reading.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { createRecent } from '../../src/telemetry/recent.ts';

const layout = { device: ['cpu_pct'], interface: ['latency_ms'] };
const device = { device: 'A', interface: null };
const port = (name: string) => ({ device: 'A', interface: name });
const reading = (at: number, values: Record<string, number>, place: Reading['place'] = device): Reading => ({
  ...{ place, at },
  values: new Map(Object.entries(values)),
});

/** Processor time of some work in milliseconds; what else runs on the machine is not in it. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('a sender with ever new names of metrics', () => {
  it('costs about the same per reading, however many names came before', () => {
    const usual = new Map([['A\t', new Map([['cpu_pct', { centre: 20, scale: 2 }]])]]);
    const costOf = (readings: number) => {
      const states = createPlaceStates({ layout, baselines: usual });
      return cost(() => {
        for (let i = 0; i < readings; i++) states.push(reading(i, { [`queue_${i}`]: i, cpu_pct: 20 }));
      });
    };
    costOf(2_000);
    // Ten times as many cost a hundred times as much, over a minute, where each has to pass over all the names before it.
    expect(costOf(20_000)).toBeLessThan(30 * costOf(2_000) + 1_000);
  });

  it('keeps the metrics that come again and again, and few of the others', () => {
    const past = createPastReadings(10);
    let left = 0;
    for (let at = 0; at < 3_000; at++) left += past.add(reading(at, { cpu_pct: at, [`queue_${at}`]: at }));
    expect(left).toBe(0);
    const kept = past.of(device);
    expect(kept.map(({ values }) => values.get('cpu_pct'))).toEqual(kept.map(({ at }) => at));
    expect(kept.at(-1)?.values.get('queue_2999')).toBe(2_999);
  });

  it('is counted where there is no room for its metrics', () => {
    const many = Object.fromEntries(Array.from({ length: 700 }, (_, i) => [`queue_${i}`, i]));
    const states = createPlaceStates({ layout });
    for (const at of [1, 2]) states.push(reading(at, many));
    expect(states.refused()).toBe(400);
  });

  it('learns what is usual of the metrics that come again and again', () => {
    const states = createPlaceStates({ layout, coldStart: 60 });
    for (let at = 1; at <= 60; at++) {
      const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`queue_${at}_${i}`, i]));
      states.push(reading(at, { ...many, cpu_pct: 20 }));
    }
    expect(states.usual(device, 'cpu_pct')?.centre).toBe(20);
  });

  it('takes no room in memory from other places', () => {
    const recent = createRecent({ retainMinutes: 30, clock: () => 1_000, maxSeries: 1_000 });
    for (let i = 0; i < 2_000; i++) recent.add({ at: 1_000, ...device, metric: `queue_${i}`, value: 1 });
    expect(recent.counts()).toMatchObject({ series: 500, refused: 1_500 });
    expect(recent.add({ at: 1_000, device: 'B', interface: null, metric: 'cpu_pct', value: 1 })).toBe(true);
  });

  it('makes no detector as wide as there are names: those with the most values count', () => {
    const readings = Array.from({ length: 2_000 }, (_, at) => reading(at, { [`queue_${at}`]: 1, zz_load: at }));
    const { device: metrics } = findLayout(collectSeries(readings));
    expect(metrics).toHaveLength(500);
    expect(metrics).toContain('zz_load');
    expect(metrics).toEqual([...metrics].sort());
  });
});

describe('a sender with ever new names of interfaces', () => {
  const hourMs = 3_600_000;
  const learn = (states: ReturnType<typeof createPlaceStates>, name: string, from: number) => {
    for (let i = 0; i < 3; i++) states.push(reading(from + i, { latency_ms: 4 }, port(name)));
  };

  it('costs about the same per interface, however many came before', () => {
    const costOf = (ports: number) => {
      const states = createPlaceStates({ layout, coldStart: 2 });
      return cost(() => {
        for (let i = 0; i < ports; i++) learn(states, `veth${i}`, i);
      });
    };
    costOf(1_000);
    expect(costOf(15_000)).toBeLessThan(45 * costOf(1_000) + 100);
  }, 60_000);

  it('is refused and counted when all places are taken, and gets the room of one that was silent for an hour', () => {
    const forgotten: string[] = [];
    const states = createPlaceStates({
      layout,
      coldStart: 2,
      mostLearned: 2,
      onForgotten: (key) => forgotten.push(key),
    });
    learn(states, 'veth1', 0);
    learn(states, 'veth2', 10);
    learn(states, 'veth3', 20);
    expect(states.usual(port('veth3'), 'latency_ms')).toBeUndefined();
    expect(states.refused()).toBe(3);
    states.push(reading(hourMs, { latency_ms: 4 }, port('veth1')));
    learn(states, 'veth3', hourMs + 20);
    expect(forgotten).toEqual(['A\tveth2']);
    expect(states.usual(port('veth3'), 'latency_ms')?.centre).toBe(4);
    expect(states.get(port('veth2'))).toBeUndefined();
    expect(states.interfacesOf('A').map(({ place }) => place.interface)).toEqual(['veth1', 'veth3']);
  });
});
