import { describe, expect, it } from 'vitest';
import { createLimits } from '../../src/diagnosis/limits.ts';
import { describeCause } from '../../src/domain/cause.ts';
import { anomalyLimits, limitableMetrics, type MetricLimits } from '../../src/domain/metric-limits.ts';
import type { Place } from '../../src/domain/place.ts';
import { limitsIn } from '../../src/foundation/limit-settings.ts';
import { detectionSchema } from '../../src/incidents/settings.ts';

const at = 1_790_000_000_000;
const device: Place = { device: 'core1', interface: null };
const port: Place = { device: 'core1', interface: 'eth1' };
const every = Object.fromEntries(limitableMetrics.map((metric, i) => [metric, 10 + i]));

function watch(limits: MetricLimits = every) {
  let now = at;
  const rule = createLimits({ limits, clock: () => now });
  const read = (values: Record<string, number>, { place = device, seconds = 0 } = {}) => {
    now = Math.max(now, at + seconds * 1000);
    return rule.observe(
      Object.entries(values).map(([metric, value]) => ({ ...place, metric, value, at: at + seconds * 1000 })),
    );
  };
  const wait = (seconds: number) => {
    now += seconds * 1000;
  };
  return { ...rule, read, wait };
}

const setting = (limits: Record<string, number | null>) => limitsIn(detectionSchema.parse({ limits }));

describe('a fixed limit', () => {
  it.each(limitableMetrics)('of %s is passed above it, and not at it or below', (metric) => {
    const limit = every[metric]!;
    for (const value of [limit, limit - 0.01, 0, limit / 100, -1, Number.NEGATIVE_INFINITY])
      expect(watch().read({ [metric]: value })).toEqual([{ place: device, at, anomaly: null }]);
    for (const value of [limit + 0.01, 1e9, Number.POSITIVE_INFINITY]) {
      const [told] = watch().read({ [metric]: value });
      expect(told?.anomaly).toMatchObject({
        ...{ at, place: device, detector: 'rule: limit' },
        metrics: [{ metric, value, expected: limit, limit }],
      });
      expect(told!.anomaly!.metrics[0]!.deviation).toBeGreaterThan(0);
    }
  });

  it.each(limitableMetrics)(
    'of %s is not looked at when it is null, and is read from the configuration else',
    (metric) => {
      expect(watch(setting({ [metric]: null })).read({ [metric]: 1e9 })).toEqual([]);
      const { read } = watch(setting({ [metric]: 50 }));
      expect(read({ [metric]: 51 })[0]?.anomaly?.metrics[0]?.limit).toBe(50);
      expect(read({ [metric]: 49 }, { seconds: 1 })[0]?.anomaly).toBeNull();
    },
  );

  it('is 95 % of CPU and memory and 5 % of loss where nothing else is set', () => {
    expect(setting({})).toEqual({ cpu_pct: 95, memory_pct: 95, packet_loss_pct: 5 });
    expect(setting({})).toEqual(anomalyLimits);
  });

  it.each([
    ['another metric', { throughput_mbps: 1e9 }],
    ['no value', { cpu_pct: Number.NaN }],
    ['nothing', {}],
  ])('says nothing of %s', (_, values) => {
    expect(watch().read(values as Record<string, number>)).toEqual([]);
  });

  it('is told with all metrics of a reading that are over, the furthest first', () => {
    const [told] = watch(anomalyLimits).read({ cpu_pct: 96, memory_pct: 99, packet_loss_pct: 1 });
    expect(told?.anomaly?.metrics.map(({ metric }) => metric)).toEqual(['memory_pct', 'cpu_pct']);
  });

  it('is not over at a place because another metric came', () => {
    const { read } = watch(anomalyLimits);
    read({ cpu_pct: 99 });
    expect(read({ memory_pct: 10 }, { seconds: 1 })).toEqual([]);
    expect(read({ memory_pct: 10, cpu_pct: Number.NaN }, { seconds: 2 })).toEqual([]);
    expect(read({ memory_pct: 10 }, { seconds: 2.5, place: port })[0]?.anomaly).toBeNull();
    expect(read({ cpu_pct: 95, memory_pct: 10 }, { seconds: 3 })[0]?.anomaly).toBeNull();
    expect(read({ memory_pct: 10 }, { seconds: 4 })[0]?.anomaly).toBeNull();
  });

  it('is told once a round where several senders tell of a place', () => {
    const { read } = watch(anomalyLimits);
    const rounds = [0, 10, 20, 30, 40].map((seconds) => [
      read({ cpu_pct: 99 }, { seconds }).map(({ at: told, anomaly }) => [(told - at) / 1000, anomaly !== null]),
      read({ packet_loss_pct: 0 }, { seconds: seconds + 4 }).map(({ at: told, anomaly }) => [(told - at) / 1000, anomaly !== null]),
    ]); // biome-ignore format: rows
    expect(rounds.slice(2)).toEqual([24, 34, 44].map((told) => [[], [[told, true]]]));
  });

  it('counts a reading once, and none that comes too late, unless the clock of the device was set back', () => {
    const { read } = watch(anomalyLimits);
    expect(read({ cpu_pct: 99 }, { seconds: 100 })).toHaveLength(1);
    expect(read({ cpu_pct: 99 }, { seconds: 100 })).toEqual([]);
    const told = [1, 2, 3, 4, 5, 6].map((seconds) => read({ cpu_pct: 99 }, { seconds }).length);
    expect(told).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe('the cause by a limit', () => {
  const causes = {
    cpu_pct: ['cpu_overload', 0.8, 0.8],
    memory_pct: ['memory_leak', 0.7, 0.7],
    latency_ms: ['latency_spike', 0.7, 0.5],
    packet_loss_pct: ['packet_loss', 0.7, 0.5],
    jitter_ms: ['latency_spike', 0.7, 0.5],
    error_rate_pct: ['packet_loss', 0.7, 0.5],
  } as const;

  it.each(limitableMetrics)('of %s is named by rules, at an interface and at a device', (metric) => {
    const [cause, atPort, atDevice] = causes[metric as keyof typeof causes];
    for (const [place, confidence] of [
      [port, atPort],
      [device, atDevice],
    ] as const) {
      const { read, classify } = watch();
      read({ [metric]: 99 }, { place });
      if (describeCause(cause).place === 'device' && place === port) {
        expect(classify([place])).toBeNull();
        continue;
      }
      expect(classify([place])).toMatchObject({ cause, place, confidence, modelId: 'rules' });
      expect(classify([place])!.drivers).toMatchObject([{ value: 99, limit: every[metric] }]);
      expect(classify([place === port ? device : port])).toBeNull();
      expect(classify([place], () => false)).toBeNull();
    }
  });

  it('is that of the surest metric which is accepted', () => {
    const { read, classify } = watch(anomalyLimits);
    read({ packet_loss_pct: 50, memory_pct: 99, cpu_pct: 96 });
    expect(classify([device])?.cause).toBe('cpu_overload');
    expect(classify([device], (cause) => cause !== 'cpu_overload')?.cause).toBe('memory_leak');
  });

  it('is none when the reading is ordinary again, or nothing came for a while', () => {
    const { read, classify, wait } = watch(anomalyLimits);
    read({ cpu_pct: 99 });
    expect(classify([device])).not.toBeNull();
    read({ cpu_pct: 20 }, { seconds: 1 });
    expect(classify([device])).toBeNull();
    read({ cpu_pct: 99 }, { seconds: 2 });
    for (let i = 0; i < 20; i++) {
      wait(10);
      classify([device]);
    }
    expect(classify([device])).toBeNull();
  });
});
