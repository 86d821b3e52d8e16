import { describe, expect, it } from 'vitest';
import { describeCause } from '../../src/domain/cause.ts';
import type { AnomalousMetric, Anomaly } from '../../src/domain/incident.ts';
import type { Place } from '../../src/domain/place.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { signsOf, standsAlone } from '../../src/incidents/signs.ts';
import { startAt } from '../diagnosis/simulated.ts';
import { createHotPath } from './two-faults.ts';

const device: Place = { device: 'Router-A', interface: null };

/** Plays the values of metrics at one place, one reading each `everyMs`; null where a reading lacks the metric. No model is there. */
async function play(
  values: Record<string, readonly (number | null)[]>,
  { place = device, everyMs = 1_000, detection = {} } = {},
) {
  let now = startAt;
  const { store, incidents, intake } = await createHotPath(null, () => now, detection);
  const openAfter: number[] = [];
  for (let i = 0; i < Object.values(values)[0]!.length; i++) {
    const samples = Object.entries(values).flatMap(([metric, list]): Sample[] => {
      const value = list[i];
      return value == null ? [] : [{ ...place, at: now, metric, value }];
    });
    intake.take(samples);
    openAfter.push(incidents.open().length);
    now += everyMs;
  }
  await incidents.settled();
  return { all: await store.incidents.list({}), openAfter };
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('without any model, a reading over a limit', () => {
  it('opens one incident with its cause, which ends after the quiet time', async () => {
    const cpu_pct = [...times(10, 30), ...times(40, 97), ...times(125, 30)];
    const { all, openAfter } = await play({ cpu_pct });
    expect(all).toMatchObject([
      {
        ...{ state: 'resolved', place: device, places: [device], end: { how: 'quiet' }, anomalies: 37 },
        verdict: { cause: 'cpu_overload', confidence: 0.8, modelId: 'rules', drivers: [{ value: 97, limit: 95 }] },
        ...{ openedAt: startAt + 13_000, lastAnomalyAt: startAt + 49_000, resolvedAt: startAt + 169_000 },
      },
    ]);
    expect(openAfter.indexOf(1)).toBe(13);
    expect(openAfter.lastIndexOf(1)).toBe(168);
  });

  it.each([
    { metric: 'cpu_pct', cause: 'cpu_overload', value: 96 },
    { metric: 'memory_pct', cause: 'memory_leak', value: 96 },
    { metric: 'packet_loss_pct', cause: 'packet_loss', value: 6 },
    { metric: 'latency_ms', cause: 'latency_spike', value: 51, detection: { limits: { latency_ms: 50 } } },
    { metric: 'jitter_ms', cause: 'latency_spike', value: 51, detection: { limits: { jitter_ms: 50 } } },
    { metric: 'error_rate_pct', cause: 'packet_loss', value: 6, detection: { limits: { error_rate_pct: 5 } } },
  ])('of $metric names $cause, also at a place that nobody knows', async ({ metric, cause, value, detection }) => {
    const atPort = describeCause(cause).place === 'device' ? [] : [{ device: 'Router-A', interface: 'eth1' }];
    for (const place of [device, { device: 'stranger', interface: null }, ...atPort]) {
      const { all } = await play({ [metric]: times(10, value) }, { place, detection });
      expect(all).toMatchObject([{ state: 'open', verdict: { cause, modelId: 'rules' } }]);
    }
  });

  it.each([
    ['at the limit', { cpu_pct: times(20, 95) }, {}],
    ['as a share of one', { cpu_pct: times(20, 0.97) }, {}],
    ['where the limit is off', { cpu_pct: times(20, 99) }, { limits: { cpu_pct: null } }],
    ['once in a while', { cpu_pct: times(60, [97, ...times(9, 30)]).flat() }, {}],
  ])('is no incident %s', async (_, values, detection) => {
    expect((await play(values, { detection })).all).toEqual([]);
  });

  it('is none once an hour, for days, where readings come each minute', async () => {
    const cpu_pct = times(50, [97, ...times(59, 30)]).flat();
    expect((await play({ cpu_pct }, { everyMs: 60_000 })).all).toEqual([]);
  });

  it('lasts two readings of three where they come each minute', async () => {
    const { openAfter } = await play({ cpu_pct: [30, 97, 30, 97, 97] }, { everyMs: 60_000 });
    expect(openAfter).toEqual([0, 0, 0, 1, 1]);
  });

  it('is found although another metric of the place comes at other times', async () => {
    const cpu_pct = times(10, [97, null]).flat();
    const memory_pct = times(10, [null, 40]).flat();
    expect((await play({ cpu_pct, memory_pct })).all).toMatchObject([{ verdict: { cause: 'cpu_overload' } }]);
  });

  it('is another incident where one of another metric is open', async () => {
    const cpu_pct = times(80, 97);
    const memory_pct = [...times(40, 30), ...times(40, 97)];
    const { all } = await play({ cpu_pct, memory_pct });
    expect(all.map(({ verdict }) => verdict?.cause).sort()).toEqual(['cpu_overload', 'memory_leak']);
  });
});

describe('a metric over a limit', () => {
  const over = (metric: string, deviation: number, limit?: number) => ({
    metric,
    value: 97,
    expected: 95,
    deviation,
    limit,
  });
  const anomalyOf = (...metrics: AnomalousMetric[]): Anomaly => ({
    at: startAt,
    place: device,
    score: 0.99,
    metrics,
    detector: 'test',
  });

  it('is a sign of trouble, however near to what is usual', () => {
    expect(signsOf(anomalyOf(over('packet_loss_pct', 90, 5), over('memory_pct', 0.4, 95)))).toEqual(['loss', 'memory']);
    expect(signsOf(anomalyOf(over('packet_loss_pct', 90, 5), over('memory_pct', 0.4)))).toEqual(['loss']);
  });

  it('is trouble without what it came with', () => {
    expect(standsAlone(anomalyOf(over('memory_pct', 0.4, 95)))).toBe(true);
    expect(standsAlone(anomalyOf(over('memory_pct', 0.4)))).toBe(false);
  });
});
