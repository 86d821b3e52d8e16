import { describe, expect, it } from 'vitest';
import { createCoreRules } from '../../bench/online/core-rules.ts';
import { ways } from '../../bench/online/run-ways.ts';
import { describeWays, joinSeeds, labelsToBeatRules } from '../../bench/online/ways-words.ts';

const point = (labels: number, rules: number, ...others: [number, number, number]) => ({
  labels,
  right: { rules, 'rules-unless-sure': others[0], 'forest-with-rules': others[1], forest: others[2] },
});

describe('the labels that each way needs', () => {
  const table = joinSeeds([
    [point(20, 0.8, 0.9, 0.7, 0.6), point(40, 0.8, 0.81, 0.85, 0.7), point(80, 0.8, 0.9, 0.9, 0.8)],
    [point(20, 0.7, 0.69, 0.6, 0.5), point(40, 0.7, 0.75, 0.69, 0.6), point(80, 0.7, 0.8, 0.8, 0.9)],
  ]);

  it('are those from which on it beats the rules in each seed, whatever it reached before', () => {
    expect(labelsToBeatRules(table, 'rules-unless-sure')).toBe(40);
    expect(labelsToBeatRules(table, 'forest-with-rules')).toBe(80);
    expect(labelsToBeatRules(table, 'forest')).toBeNull();
  });

  it('stand beside means and the worst seed', () => {
    expect(table[1]!.right.rules).toBeCloseTo(0.75);
    expect(table[0]!.worst['rules-unless-sure']).toBeCloseTo(-0.01);
    const text = describeWays(table);
    expect(text).toContain('| 20 | 75.0 % | 79.5 % (−1.0) | 65.0 % (−10.0) | 55.0 % (−20.0) |');
    expect(text).toContain('forest: beats the rules in every seed from no labels on');
    expect(ways).toHaveLength(4);
  });
});

describe('rules of a network core', () => {
  const port = (device: string, name: string, peer: number) => ({ device, interface: name, link: 'l', peer });
  const layout = { ports: [port('a', '1', 1), port('b', '1', 0), port('b', '2', -1)], devices: ['a', 'b'], sessions: ['a s'] }; // biome-ignore format: a layout
  const minute = (change: Record<string, number[]> = {}) => {
    const values = {
      adminUp: [1, 1, 1],
      rxPps: [50, 50, 50],
      txPps: [50, 50, 50],
      cpu: [5, 5],
      prefixes: [100],
      ...change,
    };
    const arrays = Object.entries(values).map(([name, list]) => [name, Float64Array.from(list)]);
    return { time: '', inPps: new Float64Array(3), outPps: new Float64Array(3), ...Object.fromEntries(arrays) };
  };

  it.each<[string, Record<string, number[]>]>([
    ['normal', {}],
    ['interface-down', { adminUp: [1, 1, 0] }],
    ['node-down', { adminUp: [1, 0, 0] }],
    ['packet-loss', { rxPps: [50, 40, 50] }],
    ['normal', { rxPps: [50, 50, 10] }],
    ['bgp-injection', { prefixes: [120] }],
  ])('say %s of %j', (cause, change) => {
    const judge = createCoreRules(layout);
    for (let i = 0; i < 5; i++) expect(judge(minute())).toBe('normal');
    expect(judge(minute(change))).toBe(cause);
  });
});
