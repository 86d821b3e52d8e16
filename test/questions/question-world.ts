import type { Topology } from '../../src/domain/device.ts';
import type { HistoryQuestion } from '../../src/domain/history-table.ts';
import type { Anomaly, Incident } from '../../src/domain/incident.ts';
import { gatherRecords, type RecordsPort } from '../../src/questions/gather-records.ts';
import { questionKinds } from '../../src/questions/list.ts';
import type { Asked } from '../../src/questions/question-kind.ts';
import { from, to } from '../telemetry/history-world.ts';

const hourMs = 3_600_000;
export const now = to + 12 * hourMs;

const device = (name: string, site: string) => ({
  ...{ name, site, platform: 'unknown', role: 'router', tags: [], management: null, interfaces: { 'Gi0/1': {} } },
});
/** The devices of the history's test world, and one that is silent. */
export const topology: Topology = {
  devices: [
    device('R1', 'Oslo'),
    device('O\'Brien "x" `y`', 'Oslo'),
    device('Zürich-⚡', 'Bergen'),
    device('R9', 'Bergen'),
  ],
  links: [],
};

const incident = (id: string, change: Partial<Incident>): Incident => ({
  ...{ id, state: 'resolved', severity: 'minor', openedAt: from + hourMs, lastAnomalyAt: from + 2 * hourMs },
  ...{ resolvedAt: from + 2 * hourMs, place: { device: 'R1', interface: null }, places: [], anomalies: 2 },
  ...{ verdict: null, owner: null },
  ...change,
});

const verdict = (cause: string) => ({ cause }) as Incident['verdict'];

export const incidents: Incident[] = [
  incident('INC-1', { verdict: verdict('congestion'), severity: 'major' }),
  incident('INC-2', {
    verdict: verdict('congestion'),
    place: { device: 'Zürich-⚡', interface: 'Gi0/1' },
    openedAt: from + 30 * hourMs,
    resolvedAt: from + 30.5 * hourMs,
  }),
  incident('INC-3', { place: { device: 'O\'Brien "x" `y`', interface: 'Gi0/1' }, resolvedAt: null, state: 'open' }),
  incident('INC-4', { verdict: verdict('memory_leak'), openedAt: from - 40 * 24 * hourMs }),
];

const anomaly = (at: number, place: Anomaly['place'], score: number): Anomaly => ({
  at,
  place,
  score,
  metrics: [],
  detector: 'test',
});

export const records: RecordsPort = {
  incidents: async () => incidents,
  anomaliesOf: async (id) => {
    const { place, openedAt } = incidents.find((one) => one.id === id)!;
    return [0, 30].map((hours, i) => anomaly(openedAt + hours * hourMs, place, 0.5 + 0.25 * i));
  },
  importances: async () =>
    ['m1', 'm2'].map((model, m) => ({
      ...{ model, trainedAt: from + m * 24 * hourMs },
      features: Array.from({ length: 14 }, (_, i) => ({ feature: `f${i}`, importance: ((i * (m + 3)) % 14) / 91 })),
    })),
};

/** Every shape of a question: of all places, of one, of several and none, of whole days and parts of an hour, with nothing in it, and before all. */
export function everyAsked(metric: string | null): [name: string, asked: Asked][] {
  const all: Asked = {
    ...{ devices: null, interface: null, metric, places: 'all places' },
    ...{ span: { from, to }, compared: { from: from - (to - from), to: from } },
  };
  const half = { from: from + 26 * hourMs, to };
  return [
    ['all places', { ...all, compared: { from, to: half.from }, span: half }],
    ['a device', { ...all, devices: ['R1'], places: 'R1' }],
    [
      'devices with quotes and signs in their names',
      { ...all, devices: topology.devices.map(({ name }) => name), places: 'four' },
    ],
    [
      'an interface',
      { ...all, devices: ['Zürich-⚡'], interface: 'Gi0/1', metric: metric && 'latency_ms', places: 'Zürich-⚡ Gi0/1' },
    ],
    ['no device', { ...all, devices: [], places: 'none' }],
    ['a device that sent nothing', { ...all, devices: ['R9'], places: 'R9' }],
    ['a metric with one value', { ...all, metric: metric && 'once' }],
    ['huge and tiny values', { ...all, metric: metric && 'edge' }],
    ['a span that cuts hours', { ...all, span: { from: from + 1, to: from + 90 * 60_000 + 7 } }],
    ['a span before all', { ...all, span: { from: from - 10 * hourMs, to: from - hourMs } }],
  ];
}

/** Every question of every kind, as it goes to an engine. */
export async function everyQuestion(): Promise<[name: string, question: HistoryQuestion][]> {
  const questions: [string, HistoryQuestion][] = [];
  for (const kind of questionKinds)
    for (const [name, asked] of everyAsked(kind.metric === 'none' ? null : kind.metric === 'any' ? null : 'cpu_pct')) {
      const span = kind.compares
        ? { from: Math.min(asked.span.from, asked.compared!.from), to: Math.max(asked.span.to, asked.compared!.to) }
        : asked.span;
      questions.push([
        `${kind.name}: ${name}`,
        {
          ...{ ...kind.sql(asked), span, rows: 10_000 },
          ...(kind.bucket && { bucket: kind.bucket(asked) }),
          ...(kind.records && { records: [await gatherRecords(kind.records, records, now)] }),
        },
      ]);
    }
  return questions;
}
