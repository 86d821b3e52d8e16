import { beforeEach, describe, expect, it } from 'vitest';
import { createRecent, type Recent } from '../../src/telemetry/recent.ts';

describe('the recent samples', () => {
  const start = Date.UTC(2026, 10, 23);
  const place = { device: 'R', interface: 'eth1' };
  let now = start;
  let recent: Recent;
  const add = (at: number, value: number, metric = 'latency_ms') => recent.add({ ...place, at, metric, value });

  beforeEach(() => {
    now = start;
    recent = createRecent({ retainMinutes: 10, clock: () => now, maxPointsPerSeries: 50, maxSeries: 3 });
  });

  it('puts late samples in their place and lets the later arrival win at the same time', () => {
    for (const second of [1, 2, 5, 3, 4, 0, 3]) add(start + second * 1000, second * 10);
    add(start + 3000, 33);
    expect(recent.values(place, 'latency_ms', start + 1000, start + 4000)).toEqual(
      [10, 20, 33, 40].map((value, index) => ({ at: start + (index + 1) * 1000, value })),
    );
  });

  it('equals a sorted list cut to its newest points, for any order of arrival', () => {
    const times = Array.from({ length: 200 }, (_, index) => start + ((index * 7919) % 200) * 1000);
    for (const at of times) add(at, at % 977);
    const points = recent.values(place, 'latency_ms', 0, Infinity);
    expect(points).toHaveLength(50);
    expect(points.map((point) => point.at)).toEqual([...times].sort((a, b) => a - b).slice(-50));
    expect(points.every((point) => point.value === point.at % 977)).toBe(true);
  });

  it('forgets what is older than the retention, and does not call silence health', () => {
    add(start, 1);
    now += 9 * 60_000;
    expect(recent.metricsAt(place)).toEqual(['latency_ms']);
    now += 2 * 60_000;
    expect(recent.values(place, 'latency_ms', 0, now)).toEqual([]);
    expect(recent.metricsAt(place)).toEqual([]);
    expect(recent.entities()).toEqual([]);
    expect(recent.lastHeard('R')).toBe(start);
    expect(recent.lastHeard('nobody')).toBeNull();
    expect(add(start, 1)).toBe(false);
  });

  it('is bounded: refuses a series too many until a silent one makes room', () => {
    add(start, 1, 'a');
    add(start, 1, 'b');
    add(start, 1, 'c');
    expect(add(start, 1, 'd')).toBe(false);
    expect(recent.counts()).toEqual({ series: 3, points: 3, refused: 1, tooOld: 0 });
    now += 11 * 60_000;
    expect(add(now, 1, 'd')).toBe(true);
    expect(recent.counts().series).toBe(1);
  });

  it('refuses what is no number', () => {
    expect(add(start, Number.NaN)).toBe(false);
    expect(recent.metricsAt(place)).toEqual([]);
  });
});
