import { describe, expect, it } from 'vitest';
import { type QValuesChart, qValues } from '../../src/charts/specs/q-values.ts';
import { chartContract } from './chart-contract.ts';

const full: QValuesChart = {
  label: 'Router-A – Router-B',
  ways: ['L1', 'L2 and L3', 'L4 and L5'],
  states: [
    { name: 'loads 0 0 0, 3 h', values: [-4.1, -12.25, -20], tries: 900 },
    { name: 'loads 2 0 0, 14 h', values: [-60, -12.5, -21], tries: 400 },
    { name: 'loads ? 1 0, 9 h', values: [null, null, -20.5], tries: 3 },
  ],
};

chartContract('q-values', {
  full,
  of: (points, label) => ({
    ...{ label, ways: ['L1', 'L2'] },
    states: points.slice(0, 40).map(({ value }, i) => ({ name: `${label} ${i}`, values: [value, -5], tries: i })),
  }),
  axes: ['Way (value in ms)', 'State (loads of the ways, hour)'],
  says: [
    'Value of each way of Router-A – Router-B.',
    'loads 0 0 0, 3 h: L1 -4.1 ms, L2 and L3 -12.3 ms, L4 and L5 -20 ms; takes L1.',
    'loads 2 0 0, 14 h: L1 -60 ms, L2 and L3 -12.5 ms, L4 and L5 -21 ms; takes L2 and L3.',
    'loads ? 1 0, 9 h: L1 never tried, L2 and L3 never tried, L4 and L5 -20.5 ms; takes L4 and L5.',
  ],
  impossible: [
    { ...full, ways: [] },
    { ...full, ways: ['L1'] },
  ],
});

describe('the values of ways', () => {
  const cells = (chart: QValuesChart) =>
    (qValues.spec(chart) as never as { data: { values: { state: string; way: string; best: boolean }[] } }).data.values;

  it('mark one way in each state, and keep rows and columns apart whose names are cut to the same', () => {
    const long = 'distribution-switch-west-0123.example.net and a further one';
    const chart = {
      ...full,
      ways: [`${long} 1`, `${long} 2`, `${long} 3`],
      states: full.states.map((one) => ({ ...one, name: long })),
    };
    const drawn = cells(chart);
    expect(new Set(drawn.map(({ state, way }) => `${state}|${way}`)).size).toBe(9);
    expect(drawn.filter(({ best }) => best)).toHaveLength(3);
  });

  it('say that only the states that were met most are shown', () => {
    const many = {
      ...full,
      states: Array.from({ length: 30 }, (_, i) => ({ ...full.states[0]!, name: `state ${i}` })),
    };
    expect(JSON.stringify(qValues.spec(many))).toContain('the 12 of 30 states that were met most');
  });
});
