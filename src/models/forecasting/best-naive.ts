import { type ForecastMember, naiveMember } from './forecast-members.ts';
import { createForecastStream, type Forecast, type ForecastStream } from './forecast-stream.ts';
import { medianOf60, naiveForecasts } from './naive-forecasts.ts';

/** Forecasts of one series by the naive forecast that has missed least of it so far. */
export interface BestNaiveStream extends ForecastStream {
  /** Who made the last forecast. */
  readonly name: string;
}

/** Each step is forecast by what was best on the steps before it, so what it missed is what it would have missed at work. */
export function createBestNaive(steps: Pick<ForecastMember, 'horizon' | 'level'>): BestNaiveStream {
  const { horizon } = steps;
  const tried = [...naiveForecasts, medianOf60].map((naive) => ({
    ...{ name: naive.name, stream: createForecastStream(naiveMember(naive, steps)), missed: 0 },
    issued: new Array<Forecast | null>(horizon).fill(null),
  }));
  let step = 0;
  let best = tried[0]!;

  return {
    get name() {
      return best.name;
    },
    push(value) {
      const slot = step % horizon;
      step += 1;
      for (const one of tried) {
        const due = one.issued[slot];
        if (due && !Number.isNaN(value)) one.missed += Math.abs(value - due.median);
        one.issued[slot] = one.stream.push(value);
      }
      best = tried.reduce((least, one) => (one.missed < least.missed ? one : least));
      return best.issued[slot]!;
    },
  };
}
