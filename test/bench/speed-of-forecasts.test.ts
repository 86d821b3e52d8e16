import { describe, expect, it } from 'vitest';
import { describePlaceCosts, measurePlaces, type PlaceLoad } from '../../bench/speed/place-times.ts';
import type { ForecastMember } from '../../src/models/forecasting/forecast-members.ts';

const load: PlaceLoad = { places: 40, filling: 50, measured: 5 };

/** A member that counts what it is asked, and holds arrays of so many numbers at each place and for all of them. */
function createMember({ ofPlace = 0, ofAll = 0 } = {}) {
  const asked = { followed: 0, expected: 0 };
  const make = (): ForecastMember & { weights: Float64Array } => ({
    ...{ name: 'counting', horizon: 10, level: 0.9, weights: new Float64Array(ofAll) },
    start() {
      const state = new Float64Array(ofPlace);
      return {
        follow(value) {
          asked.followed += 1;
          if (state.length > 0) state[0] = value;
        },
        expect() {
          asked.expected += 1;
          return { median: state[0] ?? 1, mean: 1, below: 1, above: 1 };
        },
      };
    },
  });
  return { asked, make };
}

describe('the cost of forecasts', () => {
  it('is measured on forecasts of every place in every minute, and filling the windows costs none', () => {
    const { asked, make } = createMember();
    measurePlaces(make, load);
    const rounds = load.measured + 1;
    expect(asked).toEqual({ followed: load.places * (load.filling + rounds), expected: load.places * rounds });
  });

  it('counts the memory of arrays: that of each place, and apart from it what is there once', () => {
    const bare = measurePlaces(createMember().make, load);
    const full = measurePlaces(createMember({ ofPlace: 10_000, ofAll: 4_000_000 }).make, load);
    const states = 8 * 10_000 * load.places;
    expect(full.bytes - bare.bytes).toBeGreaterThan(0.8 * states);
    expect(full.bytes - bare.bytes).toBeLessThan(1.2 * states);
    expect(Math.abs(full.sharedBytes - 8 * 4_000_000)).toBeLessThan(4e6);
  });

  it.each([
    [3, '5.00 %', 'met'],
    [3.1, '5.17 %', '**missed**'],
  ])('of %s s a minute is %s of a core, which is %s', (perMinute, share, verdict) => {
    const cost = { name: 'lstm', perMinute, bytes: 28.2e6, sharedBytes: 654e3 };
    const text = describePlaceCosts([cost], { places: 1000, filling: 360, measured: 20 });
    const each = `${perMinute.toFixed(1)} ms`;
    expect(text.split('\n').at(-1)).toBe(
      `| lstm | ${perMinute.toFixed(2)} s | ${each} | ${share} | ≤ 5 %, ${verdict} | 28.2 kB | 28.2 MB | 654 kB |`,
    );
    expect(text).toContain('the mean of 20 minutes after 360 that filled the windows');
  });
});
