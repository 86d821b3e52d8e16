import { describe, expect, it } from 'vitest';
import {
  describeNetworkTimes,
  makeNetworkWindows,
  type NetworkTimes,
  networkSize,
  type TorchTimes,
  timeNetwork,
} from '../../bench/speed/network-times.ts';
import { describePlaceCosts, measurePlaces, type PlaceLoad } from '../../bench/speed/place-times.ts';
import { runPythonPeer } from '../../bench/speed/python-peer.ts';
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

describe('the comparison of networks', () => {
  it('gives both sides the same windows', () => {
    const small = { ...networkSize, count: 50 };
    const made = makeNetworkWindows(small, 3);
    expect(makeNetworkWindows(small, 3)).toEqual(made);
    expect([made.windows.length, made.targets.length]).toEqual([50 * 30 * 2, 50]);
    expect([...made.windows, ...made.targets].every(Number.isFinite)).toBe(true);
  });

  it('runs one epoch to warm up and three to time, and 2,000 single forecasts', () => {
    const ran = { epoch: 0, single: 0 };
    timeNetwork({
      epoch() {
        ran.epoch += 1;
      },
      single() {
        ran.single += 1;
      },
    });
    expect(ran).toEqual({ epoch: 4, single: 2000 });
  });

  const own: NetworkTimes = { epoch: 10, single: 0.002 };
  const peer = (changed: Partial<TorchTimes>) => ({
    status: 'ok' as const,
    answer: {
      ...{ version: '1.13.0', threads: 1, builtWithBlas: 'generic', loadedBlas: ['openblas-pthread/libblas.so.3'] },
      ...{ epoch: 4, single: 0.0004, ...changed },
    },
  });

  it('tells how much longer it takes here, whether that is enough, and what the peer computes with', () => {
    const text = describeNetworkTimes(own, peer({}));
    expect(text.split('\n').slice(-2)).toEqual([
      '| LSTM, one epoch of 10,000 windows | 10.00 s | 4.00 s | 2.50 | ≤ 2.5, met |',
      '| LSTM, one forecast | 2.0 ms | 400.0 µs | 5.00 | ≤ 2.5, **missed** |',
    ]);
    expect(text).toContain('| PyTorch 1.13.0 |');
    expect(text).toContain('one thread; it was built with BLAS_INFO=generic and loaded openblas-pthread/libblas.so.3.');
    const other = describeNetworkTimes(own, peer({ threads: 2, loadedBlas: [] }));
    expect(other).toContain(
      '2 threads; it was built with BLAS_INFO=generic and loaded no library for BLAS of its own.',
    );
  });

  it('says so when the peer is not installed', () => {
    const absent = runPythonPeer(
      { name: 'Nothing', module: 'no_such_module_at_all', debianPackage: 'python3-nothing', script: 'none.py' },
      [],
      [],
    );
    expect(absent).toEqual({ status: 'absent', reason: expect.stringMatching(/not installed/) });
    if (absent.status === 'absent') expect(describeNetworkTimes(own, absent)).toBe(`Not compared: ${absent.reason}.`);
  });
});
