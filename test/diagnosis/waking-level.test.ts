import { describe, expect, it } from 'vitest';
import { createDetector } from '../../src/diagnosis/detector.ts';
import type { DetectorData, PlaceRows } from '../../src/diagnosis/detector-rows.ts';
import { fitDetector } from '../../src/diagnosis/detector-training.ts';
import type { PlaceState } from '../../src/diagnosis/place-state.ts';
import { leastOf } from '../../src/diagnosis/waking-level.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';

const hourMs = 3_600_000;
const everyMs = 120_000;

/** Ordinary rows of two places, and some of a fault where it has a label. */
function rowsOf(hours: number, labelled = false): PlaceRows[] {
  const random = createRandom(7);
  const at = Array.from({ length: (hours * hourMs) / everyMs + 1 }, (_, i) => i * everyMs);
  const faulty = at.map((_, i) => labelled && i >= 20 && i < 30);
  return ['A', 'B'].map((device) => ({
    ...{ kind: 'device', device, at, faulty, ordinary: faulty.map((is) => !is) },
    values: at.map(() => Float64Array.of(Math.abs(randomNormal(random)) / 2)),
  }));
}

const dataOf = (places: PlaceRows[]): DetectorData => ({
  ...{ layout: { device: ['cpu_pct'], interface: [] }, places, intervalMs: everyMs },
});

describe('how far something has to be from usual to wake somebody', () => {
  it.each([
    ['hours that were just there', 4, false, 6],
    ['most of a day', 20, false, 6],
    ['a day with a pause', 22, false, 3],
    ['days', 60, false, 3],
    ['hours with a labelled fault', 4, true, 3],
    ['a day with a labelled fault', 24, true, 3],
  ])('after %s', (_, hours, labelled, least) => {
    expect(leastOf(rowsOf(hours, labelled))).toBe(least);
  });

  it('is kept by the detector, which says nothing of less', () => {
    const wakes = (hours: number, bad: number) => {
      const { layout, kinds } = fitDetector(dataOf(rowsOf(hours)), { seed: 1, falseAlarmsPerDeviceDay: 1 });
      // Rare enough is each of them.
      const detector = createDetector({ layout, kinds: { device: { ...kinds.device!, threshold: 0.1 } } });
      const read = () => bad;
      const usual = () => ({ centre: 0, scale: 1 });
      const place = { device: 'A', interface: null };
      const state = { place, kind: 'device', at: 100 * hourMs, values: new Map([['cpu_pct', bad]]), past: () => {} };
      const { anomaly } = detector.judge({ ...state, now: read, mean: read, before: read, usual } as unknown as PlaceState); // biome-ignore format: one call
      return anomaly !== null;
    };
    expect([5.5, 6.5].map((bad) => wakes(4, bad))).toEqual([false, true]);
    expect([5.5, 6.5].map((bad) => wakes(24, bad))).toEqual([true, true]);
  });
});
