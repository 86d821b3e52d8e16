import { describe, expect, it } from 'vitest';
import { faultCauses, faultSizes, labelsOf, planFaults } from '../../../bench/first-day/network/faults.ts';
import { planNetwork } from '../../../bench/first-day/network/plan.ts';
import { loadOf } from '../../../bench/first-day/network/rhythms.ts';
import { type SimulationOptions, simulateNetwork } from '../../../bench/first-day/network/simulate.ts';
import { mapLines } from '../../../bench/mapping/map-file.ts';

const network = planNetwork();
const [minuteMs, hourMs] = [60_000, 3_600_000];
const startAt = Date.UTC(2026, 10, 2, 9);
const quiet: SimulationOptions = { seed: 3, everySeconds: 10, startAt, until: startAt + 20 * minuteMs, faults: [] };
const textOf = (options: SimulationOptions) =>
  Array.from(simulateNetwork(network, options), ({ lines }) => lines).join('\n');
const valuesOf = (options: SimulationOptions) => {
  const mapped = mapLines(textOf(options), { topology: network.topology, precision: 'ns', now: options.until });
  const found = (device: string, port: string | null, metric: string) =>
    mapped.places.find((one) => one.device === device && one.interface === port && one.metric === metric)?.value;
  return { mapped, found };
};
/** The network without a fault, read once for all who compare with it. */
const quietValues = valuesOf(quiet);

describe('a simulated network', () => {
  it('sends what the mapping of the product takes, of every device and port', () => {
    const { mapped, found } = quietValues;
    expect(mapped).toMatchObject({ bad: [], unknown: [], unknownInterfaces: [] });
    expect(mapped.lost.map(({ reason }) => reason)).toEqual(['first-value']);
    for (const { name, ports } of network.devices) {
      for (const metric of ['cpu_pct', 'memory_pct', 'latency_ms', 'packet_loss_pct'])
        expect(found(name, null, metric), `${metric} of ${name}`).toBeGreaterThanOrEqual(0);
      for (const port of ports) expect(found(name, port.name, 'throughput_mbps')).toBeGreaterThan(0);
    }
  });

  it('is the same of the same seed, another of another seed or day', () => {
    const text = textOf(quiet);
    expect(textOf(quiet)).toBe(text);
    for (const other of [{ seed: 4 }, { day: 1 }]) expect(textOf({ ...quiet, ...other })).not.toBe(text);
  });

  it('is polled with jitter, and misses a poll now and then', () => {
    const lines = textOf({ ...quiet, until: startAt + hourMs }).split('\n').filter((line) => line.startsWith('processor,')); // biome-ignore format: one value
    const times = lines.map((line) => Number(line.split(' ').at(-1)) / 1e6);
    expect(new Set(times.map((at) => at % 10_000)).size).toBeGreaterThan(100);
    const all = 360 * (3 * 2 + 3 + 2 + 2 * 4);
    expect(lines.length).toBeLessThan(all);
    expect(lines.length).toBeGreaterThan(0.98 * all);
  });

  it('counts, and never backwards', () => {
    const last = new Map<string, number>();
    for (const line of textOf(quiet)
      .split('\n')
      .filter((one) => one.startsWith('interface,'))) {
      const key = line.slice(0, line.indexOf(' '));
      const octets = Number(/ifHCInOctets=(\d+)i/.exec(line)![1]);
      expect(octets).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, octets);
    }
    expect(last.size).toBe(network.devices.reduce((sum, { ports }) => sum + ports.length, 0));
  });

  it('is busier by day than by night, and the backup the other way round', () => {
    const at = (hour: number) => Date.UTC(2026, 10, 2, hour);
    expect(loadOf('office', at(14))).toBeGreaterThan(3 * loadOf('office', at(3)));
    expect(loadOf('backup', at(2))).toBeGreaterThan(2 * loadOf('backup', at(8)));
  });
});

describe('faults', () => {
  const plan = (seed: number) =>
    planFaults(network, { seed, startAt, firstAt: startAt + hourMs, until: startAt + 25 * hourMs });

  it.each([1, 2, 3, 4, 5])(
    'of seed %d: one in the first half hour, then twenty a day of four kinds, one after the other',
    (seed) => {
      const [early, ...later] = plan(seed);
      expect(early!.end).toBeLessThanOrEqual(startAt + 30 * minuteMs);
      expect(later).toHaveLength(20);
      for (const cause of faultCauses) expect(later.filter((fault) => fault.cause === cause)).toHaveLength(5);
      for (const [i, { start, end, cause, size, counted }] of later.entries()) {
        expect(start).toBeGreaterThan(i === 0 ? early!.end : later[i - 1]!.end + 5 * minuteMs);
        const { low, high, shortest, longest } = faultSizes[cause];
        expect(end - start).toBeGreaterThanOrEqual(shortest * minuteMs);
        expect(end - start).toBeLessThanOrEqual(longest * minuteMs);
        if (cause === 'packet_loss' && counted === 'nowhere') expect(size).toBeGreaterThanOrEqual(0.1);
        else expect(size >= low && size <= high).toBe(true);
      }
      expect(labelsOf(network, plan(seed))).toHaveLength(21);
    },
  );

  it('are weak as often as strong', () => {
    const sizes = Array.from({ length: 20 }, (_, seed) => plan(seed)).flat().filter(({ cause }) => cause === 'cpu_overload'); // biome-ignore format: one value
    const { low, high } = faultSizes.cpu_overload;
    const weak = sizes.filter(({ size }) => size < Math.sqrt(low * high)).length / sizes.length;
    expect(weak).toBeGreaterThan(0.35);
    expect(weak).toBeLessThan(0.65);
  });

  const fault = { start: startAt, end: startAt + hourMs, rampMs: 0, counted: 'nowhere' as const };
  it.each([
    ['cpu_overload', { where: 'acc-3', size: 50 }, 'acc-3', null, 'cpu_pct', 35],
    ['memory_leak', { where: 'fw-1', size: 20 }, 'fw-1', null, 'memory_pct', 15],
    ['latency_spike', { where: 9, size: 30 }, 'branch-1', null, 'latency_ms', 10],
    ['packet_loss', { where: 9, size: 0.1, counted: 'errors' as const }, 'branch-1', 'eth1', 'error_rate_pct', 0.5],
  ] as const)('of %s shows where it acts', (cause, own, device, port, metric, least) => {
    const withIt = valuesOf({ ...quiet, faults: [{ ...fault, ...own, cause }] });
    expect(withIt.found(device, port, metric)! - quietValues.found(device, port, metric)!).toBeGreaterThan(least);
  });
});
