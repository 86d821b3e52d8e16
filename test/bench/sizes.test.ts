import { expect, it } from 'vitest';
import { readNetworks } from '../../bench/commands/sizes.ts';
import { measureSizes } from '../../bench/sizes/measure-sizes.ts';
import { simulatedDay } from '../../bench/sizes/simulated-day.ts';

const network = { devices: 2, interfaces: 3, everySeconds: 1800, seed: 1 };
const from = Date.UTC(2026, 10, 1);

it('simulates the same day for the same network: every series at every interval, in order and within the day', () => {
  const batches = [...simulatedDay(network, from)];
  expect(batches).toEqual([...simulatedDay(network, from)]);
  expect(batches).toHaveLength(48);
  for (const batch of batches) {
    expect(batch).toHaveLength(2 * (11 + 3 * 6));
    for (const { at, value } of batch) {
      expect(Number.isFinite(value)).toBe(true);
      expect(at).toBeGreaterThanOrEqual(from);
      expect(at).toBeLessThan(from + 86_400_000);
    }
  }
});

it('measures a day that the history wrote, sealed and read', async () => {
  const row = await measureSizes(network);
  expect(row).toMatchObject({ ...network, series: 58, samples: 48 * 58, files: 1 });
  expect(row.bytesPerSample).toBeCloseTo(row.dayBytes / row.samples, 9);
  for (const size of [row.openBytes, row.dayBytes, row.peakMemoryBytes]) expect(size).toBeGreaterThan(1000);
});

it.each([
  { devices: 0, interfaces: 1, seconds: '60' },
  { devices: 1, interfaces: -3, seconds: '60' },
  { devices: 1, interfaces: 1, seconds: '60,' },
  { devices: 1, interfaces: 1, seconds: '0' },
  { devices: 1, interfaces: 1, seconds: '1.5' },
  { devices: 1, interfaces: 1, seconds: '86401' },
  { devices: 1, interfaces: 1, seconds: 'often' },
])('refuses a network that there can not be: %o', (options) => {
  expect(() => readNetworks(options)).toThrow(/no such network/);
});
