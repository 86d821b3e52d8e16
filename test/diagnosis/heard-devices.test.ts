import { describe, expect, it } from 'vitest';
import { createHeardDevices } from '../../src/diagnosis/heard-devices.ts';
import { createRandom } from '../../src/models/random.ts';

const start = 1_750_000_000_000;
const every = (seconds: number, offset = 0, count = 80) =>
  Array.from({ length: count }, (_, i) => offset + i * seconds);
const burst = (seconds: number, lines: number, apart: number) =>
  every(seconds).flatMap((at) => Array.from({ length: lines }, (_, line) => at + line * apart));
const random = createRandom(1);

/** Times of a device's readings, in seconds, and the longest time that it may be missing after the last of them before that is told. */
const patterns: [string, number[], number][] = [
  ['once in ten seconds', every(10), 26],
  ['once in a minute', every(60), 151],
  ['several times a second', every(0.4, 0, 400), 9],
  ['two inputs a third of a second apart', [...every(10), ...every(10, 0.356)], 26],
  ['two inputs three seconds apart', [...every(10), ...every(10, 3)], 26],
  ['two inputs of a minute, a second apart', [...every(60), ...every(60, 1)], 151],
  ['inputs of ten seconds and of a minute', [...every(10, 0, 480), ...every(60, 2.2)], 26],
  ['three inputs of a minute', [...every(60), ...every(60, 0.2), ...every(60, 5)], 140],
  ['a line for each leaf', burst(10, 40, 0.012), 26],
  ['a line for each leaf, for three seconds', burst(30, 60, 0.05), 72],
  ['with jitter', every(10).map((at) => at + 2 * random()), 32],
  ['with one lost reading in ten', every(10, 0, 200).filter((at) => at % 100 !== 50), 52],
];

/** Plays the times, looking every second; answers with the seconds at which the device was called silent. */
function play(times: number[], silence: number): number[] {
  let now = start;
  const devices = createHeardDevices(() => now);
  const due = [...new Set(times)].sort((a, b) => a - b);
  const end = due.at(-1)! + silence;
  const told: number[] = [];
  for (let second = 0, next = 0; second <= end; second += 1) {
    for (; next < due.length && due[next]! <= second; next++) {
      now = start + due[next]! * 1000;
      const at = Math.round(now);
      devices.hear([{ at, device: 'core1', interface: null, metric: 'cpu_pct', value: 1 }]);
    }
    now = start + second * 1000;
    if (devices.takeSilent().length > 0) told.push(second);
  }
  return told;
}

describe('devices that are heard', () => {
  it.each(patterns)('are not called silent while they send %s', (_, times) => {
    expect(play(times, 0)).toEqual([]);
  });

  it.each(patterns)('are called silent in time when they stop sending %s', (_, times, within) => {
    const last = Math.max(...times);
    const [first] = play(times, within);
    expect(first).toBeGreaterThan(last + 7);
    expect(first).toBeLessThanOrEqual(last + within);
  });

  it('are not called silent after one burst, however many lines it had', () => {
    expect(play(burst(1, 1, 0).slice(0, 1).concat([0.1, 0.2, 0.3, 0.4]), 60)).toEqual([]);
  });

  it('are known by their new interval some time after they send more often', () => {
    const times = [...every(60, 0, 20), ...every(10, 1200, 90)];
    expect(play(times, 0)).toEqual([]);
    expect(play(times, 30)[0]).toBeLessThanOrEqual(Math.max(...times) + 26);
  });
});
