import { describe, expect, it } from 'vitest';
import type { Baselines } from '../../src/diagnosis/baseline.ts';
import { createPlaceStates } from '../../src/diagnosis/place-states.ts';

const layout = { device: ['cpu_pct', 'memory_pct'], interface: ['latency_ms'] };
const known = (): Baselines =>
  new Map([
    ['A\t', new Map([['cpu_pct', { centre: 20, scale: 2 }]])],
    ['A\teth1', new Map([['latency_ms', { centre: 4, scale: 0.5 }]])],
  ]);
const reading = (
  second: number,
  values: Record<string, number>,
  place = { device: 'A', interface: null as string | null },
) => ({
  place,
  at: second * 1000,
  values: new Map(Object.entries(values)),
});
const eth1 = { device: 'A', interface: 'eth1' };

describe('the state of a place', () => {
  it('tells deviations from what is usual, now and over the last five', () => {
    const states = createPlaceStates({ layout, baselines: known() });
    states.push(reading(1, { cpu_pct: 20 }));
    const state = states.push(reading(2, { cpu_pct: 30 }));
    expect(state?.now('cpu_pct')).toBe(5);
    expect(state?.mean('cpu_pct')).toBe(2.5);
    expect(state?.before('cpu_pct')).toBe(0);
    expect(state?.usual('cpu_pct')).toEqual({ centre: 20, scale: 2 });
  });

  it('knows nothing of a metric that is missing, never measured or without a usual value', () => {
    const states = createPlaceStates({ layout, baselines: known() });
    const state = states.push(reading(1, { memory_pct: 50 }))!;
    expect(state.now('cpu_pct')).toBeNaN();
    expect(state.now('memory_pct')).toBeNaN();
    expect(state.now('queue_depth')).toBeNaN();
    expect(state.values.get('memory_pct')).toBe(50);
  });

  it('does not go back in time', () => {
    const states = createPlaceStates({ layout, baselines: known() });
    states.push(reading(5, { cpu_pct: 20 }));
    expect(states.push(reading(5, { cpu_pct: 90 }))).toBeUndefined();
    expect(states.push(reading(4, { cpu_pct: 90 }))).toBeUndefined();
    expect(states.get({ device: 'A', interface: null })?.now('cpu_pct')).toBe(0);
  });

  it('learns what is usual at a new place before it is judged', () => {
    const states = createPlaceStates({ layout, baselines: known(), coldStart: 5 });
    const place = { device: 'B', interface: null };
    for (let second = 1; second <= 5; second++)
      expect(states.push(reading(second, { cpu_pct: 50 + second }, place))).toBeUndefined();
    const state = states.push(reading(6, { cpu_pct: 63 }, place));
    // Median 53 and a floor of 5 % of it.
    expect(state?.usual('cpu_pct')?.centre).toBe(53);
    expect(state?.now('cpu_pct')).toBeCloseTo(10 / 2.65, 6);
  });

  it('has learned what is usual at a new place after sixty readings of it', () => {
    const states = createPlaceStates({ layout, baselines: known() });
    const place = { device: 'B', interface: 'eth9' };
    const judged = Array.from({ length: 61 }, (_, i) => states.push(reading(i, { latency_ms: 9 }, place)));
    expect(judged.findIndex((state) => state !== undefined)).toBe(60);
  });

  it('says nothing about now when it has been silent for too long', () => {
    const states = createPlaceStates({ layout, baselines: known(), staleMs: 10_000 });
    states.push(reading(1, { latency_ms: 9 }, eth1));
    states.push(reading(11, { cpu_pct: 20 }));
    expect(states.get(eth1)?.now('latency_ms')).toBe(10);
    expect(states.interfacesOf('A')).toHaveLength(1);
    states.push(reading(12, { cpu_pct: 20 }));
    expect(states.get(eth1)).toBeUndefined();
    expect(states.interfacesOf('A')).toEqual([]);
    expect(states.all()).toHaveLength(1);
  });

  it('learns of ten thousand places at a time and forgets the one that was silent longest', () => {
    const states = createPlaceStates({ layout, baselines: known(), coldStart: 4 });
    const place = (name: string) => ({ device: 'A', interface: name });
    const push = (second: number, name: string) => states.push(reading(second, { latency_ms: 4 }, place(name)));
    for (const second of [1, 2]) for (const name of ['kept', 'forgotten']) push(second, name);
    for (let i = 0; i < 9_999; i++) {
      if (i === 5_000) push(3, 'kept');
      push(2, `veth${i}`);
    }
    push(4, 'forgotten');
    for (const name of ['kept', 'forgotten']) push(5, name);
    expect(push(6, 'kept')).toBeDefined();
    expect(push(6, 'forgotten')).toBeUndefined();
  });
});
