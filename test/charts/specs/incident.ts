import type { IncidentChart } from '../../../src/charts/incident-chart.ts';
import { type ChartCase, end, start } from '../chart-case.ts';

const points = (value: (second: number) => number) =>
  Array.from({ length: 120 }, (_, second) => ({ at: start + second * 5_000, value: value(second) }));

const full: IncidentChart = {
  ...{ metric: 'latency_ms', from: start, to: end, note: 'INC-7QK2M', usual: 4 },
  series: [
    { label: 'Router-A eth1', role: 'target', points: points((second) => (second > 40 ? 90 : 4)) },
    { label: 'Router-B eth2', role: 'target', points: points(() => 5) },
    { label: 'Router-A eth3', role: 'control', points: points(() => 6) },
    { label: 'Router-A eth4', role: 'control', points: points(() => 7) },
  ],
  anomalies: [start + 250_000, start + 255_000],
  events: [
    { at: start + 200_000, kind: 'fault', label: 'fault' },
    { at: start + 250_000, kind: 'detected', label: 'detected' },
    { at: start + 300_000, kind: 'approved', label: 'approved' },
    { at: start + 310_000, kind: 'executed', label: 'executed' },
    { at: start + 400_000, kind: 'rolled-back', label: 'rolled back' },
    { at: start + 450_000, kind: 'recovered', label: 'recovered' },
    { at: start + 500_000, kind: 'other', label: 'resolved' },
  ],
  threshold: { value: 20, direction: 'below', label: 'Router-A eth1' },
};

export const chartCase: ChartCase<IncidentChart> = {
  full,
  of: (own, label) => ({ ...full, usual: null, series: [{ label, role: 'target', points: own }] }),
  axes: ['Latency (ms)', '23 Nov 2026, UTC'],
  says: ['Latency', 'Router-A eth1', 'usually 4 ms', 'highest 90 ms', 'below 20 ms', 'fault at 03:03:20'],
  impossible: [
    { ...full, to: start },
    { ...full, from: Number.NaN },
    { ...full, to: Number.POSITIVE_INFINITY },
  ],
};
