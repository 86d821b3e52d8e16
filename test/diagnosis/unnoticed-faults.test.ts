import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../demo/network/spec.ts';
import { baselinesFromJSON } from '../../src/diagnosis/baseline.ts';
import type { DetectorData } from '../../src/diagnosis/detector-rows.ts';
import { createDiagnoser } from '../../src/diagnosis/diagnoser.ts';
import { groupSamples } from '../../src/diagnosis/reading.ts';
import { leaveOutUnnoticed } from '../../src/diagnosis/unnoticed-faults.ts';
import { trainModels } from '../learning/trained.ts';
import { sampled } from '../sampled.ts';
import { simulate, startAt, topology } from './simulated.ts';

const at = (second: number) => startAt + second * 1000;

/** One place with a row every `every` seconds, far from usual in these spans of seconds. */
function rows(seconds: number, far: readonly (readonly [number, number])[], every = 1): DetectorData {
  const times = Array.from({ length: seconds / every }, (_, i) => i * every);
  const isFar = (second: number) => far.some(([from, to]) => second >= from && second < to);
  return {
    layout: { device: ['cpu_pct'], interface: [] },
    intervalMs: every * 1000,
    places: [
      {
        ...{ kind: 'device', device: 'A', at: times.map(at), faulty: times.map(() => false) },
        values: times.map((second) => Float64Array.of(isFar(second) ? 6 : 2)),
        ordinary: times.map(() => true),
      },
    ],
  };
}

/** The rows that are not ordinary any more, as spans of seconds. */
function leftOut(data: DetectorData): [number, number][] {
  const [place] = leaveOutUnnoticed(data).places;
  const spans: [number, number][] = [];
  for (const [i, time] of place!.at.entries()) {
    if (place!.ordinary[i]) continue;
    const second = (time - startAt) / 1000;
    const last = spans.at(-1);
    if (last && second - last[1] <= data.intervalMs / 1000) last[1] = second;
    else spans.push([second, second]);
  }
  return spans;
}

const hour = 3_600;
const hourly = Array.from({ length: 6 }, (_, i) => [i * hour, i * hour + 300] as const);
const flapping = Array.from({ length: 30 }, (_, i) => [600 + 20 * i, 615 + 20 * i] as const);

describe('what was far from usual in a span of hours', () => {
  const cases: [what: string, data: DetectorData, left: [number, number][]][] = [
    ['nothing', rows(1800, []), []],
    ['ten minutes of thirty, with what is near to them', rows(1800, [[600, 1200]]), [[570, 1229]]],
    ['the same at one row a minute', rows(12_000, [[6000, 6600]], 60), [[5880, 6660]]],
    ['the same, off and on', rows(1800, flapping), [[570, 1224]]],
    ['two of them', rows(hour, [[600, 900], [2000, 2100]]), [[570, 929], [1970, 2129]]], // biome-ignore format: a table
    ['a spike', rows(1800, [[600, 650]]), []],
    ['what comes again and again, which is usual there', rows(6 * hour, hourly), []],
    ['hours, which may be the day after a night', rows(12 * hour, [[2 * hour, 4 * hour]], 10), []],
    ['ten minutes of three days, which are a small part', rows(72 * hour, [[600, 1200]], 60), []],
  ];
  it.each(cases)('%s', (_, data, left) => {
    expect(leftOut(data)).toEqual(left);
  });

  it('stays out where a label says so already', () => {
    const data = rows(1800, [[600, 1200]]);
    data.places[0]!.ordinary.fill(false, 600, 1200);
    expect(leftOut(data)).toEqual([[600, 1199]]);
  });
});

const faults: [kind: string, place: { device: string; interface: string | null }, fault: FaultInput][] = [
  ['latency', { device: 'Router-A', interface: 'eth1' }, { kind: 'latency', link: 'L1', magnitude: 60 }],
  ['loss', { device: 'Router-A', interface: null }, { kind: 'loss', link: 'L1', magnitude: 10 }],
  ['cpu', { device: 'Router-A', interface: null }, { kind: 'cpu', device: 'Router-A', magnitude: 80, process: 'telemetryd' }], // biome-ignore format: a table
  ['memory', { device: 'Router-A', interface: null }, { kind: 'memory', device: 'Router-A', magnitude: 3, process: 'ospfd' }], // biome-ignore format: a table
];

describe('ten minutes of a fault that nobody noticed in the first thirty', () => {
  it.each(sampled(faults, () => []))('leave the detector able to find the same fault later: %s', (_, place, fault) => {
    const readings = simulate({
      seed: 3,
      seconds: 1800,
      faults: [{ fault, start: at(600), end: at(1200) }],
    }).flatMap((samples) => groupSamples(samples));
    const { baselines, detector } = trainModels({ readings, labels: [], topology, seed: 1 });
    const diagnoser = createDiagnoser({
      ...{ topology, models: { baselines: baselinesFromJSON(baselines), detector, causes: null } },
    });
    const anomalous: number[] = [];
    const later = simulate({ seed: 9, seconds: 320, faults: [{ fault, start: at(200), end: at(320) }] });
    for (const [second, samples] of later.entries())
      for (const { anomaly, place: where } of diagnoser.observe(samples))
        if (anomaly && where.device === place.device && where.interface === place.interface) anomalous.push(second);
    // Without leaving the ten minutes out there is not one.
    expect(anomalous.length).toBeGreaterThanOrEqual(10);
    expect(anomalous[0]).toBeGreaterThanOrEqual(200);
  });
});
