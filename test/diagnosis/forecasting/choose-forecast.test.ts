import { describe, expect, it } from 'vitest';
import { chooseForecast, isEnoughForNetwork } from '../../../src/diagnosis/forecasting/choose-forecast.ts';
import { gatherForecastSeries } from '../../../src/diagnosis/forecasting/forecast-series.ts';
import { loadTensorflow } from '../../../src/models/tensorflow.ts';
import { madeSpan } from '../made-span.ts';

const dataOf = (minutes: number) =>
  gatherForecastSeries(madeSpan({ minutes, gaps: 0 }).readings, 'latency_ms', { seed: 1 });

describe('the choice of who forecasts', () => {
  it('tries a network where there are ten thousand values, and judges it beside the others', async () => {
    const data = dataOf(1500);
    expect(isEnoughForNetwork(data)).toBe(true);
    const { tf } = await loadTensorflow();
    const notes: string[] = [];
    const chosen = chooseForecast(data, {
      seed: 1,
      tensorflow: tf,
      // Little, because WebAssembly is slow in tests; enough to follow a rhythm.
      learning: { trial: { windowsPerPass: 2000, passes: 2 }, use: { windowsPerPass: 128, passes: 1 } },
      progress: (_done, _all, note = '') => notes.push(note),
    });
    if (chosen.forecast === null) throw new Error(chosen.reason);
    const shares = chosen.tried.map(({ share }) => share!);
    expect(chosen.tried.map(({ name }) => name)).toEqual(['median of 60', 'boosted trees', 'LSTM']);
    // A rhythm of forty minutes: what only takes a median can't follow it, and what learns can.
    expect(shares[1]).toBeLessThan(0.8 * shares[0]!);
    expect(shares[2]).toBeLessThan(shares[0]!);
    expect(chosen.forecast.by).toBe(shares[2]! < 0.99 * shares[1]! ? 'lstm' : 'trees');
  });

  it.each([
    ['too few values', 600, /needs 10000 values/],
    ['no library', 1500, /TensorFlow is not there/],
  ])('goes on without a network where there are %s, and says so', (_what, minutes, because) => {
    const data = dataOf(minutes);
    const chosen = chooseForecast(data, { seed: 1 });
    if (chosen.forecast === null) throw new Error(chosen.reason);
    expect(chosen.forecast.by).toBe('trees');
    expect(chosen.tried.at(-1)).toMatchObject({ name: 'LSTM', share: null, because: expect.stringMatching(because) });
  });
});
