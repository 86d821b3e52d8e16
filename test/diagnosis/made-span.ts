import type { TrainingInput } from '../../src/diagnosis/training.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { makeHours } from '../models/forecasting/day/made-hours.ts';
import { makeSeries } from '../models/forecasting/made-series.ts';
import { startAt, topology } from './simulated.ts';

/**
 * Hours of every device of the simulated network, a reading every `everyMs`: latency and jitter that jump, have spikes and rise and fall within
 * 40 readings, which forecasts can learn.
 */
export function madeSpan({ minutes = 420, everyMs = 60_000, seed = 1, gaps = 0.02 } = {}): TrainingInput {
  const count = Math.floor((minutes * 60_000) / everyMs);
  const devices = topology.devices.map(({ name }, i) => ({
    place: { device: name, interface: null },
    latency: makeWave(10 * seed + i, count, { level: 4 * (i + 1), gaps }),
    jitter: makeWave(1000 + 10 * seed + i, count, { level: 0.3 * (i + 1), gaps }),
  }));
  const readings: Reading[] = [];
  for (let step = 0; step < count; step++)
    for (const { place, latency, jitter } of devices) {
      const given = [
        ['latency_ms', latency[step]!],
        ['jitter_ms', jitter[step]!],
      ] as [string, number][];
      const values = new Map(given.filter(([, value]) => !Number.isNaN(value)));
      if (values.size > 0) readings.push({ place, at: startAt + step * everyMs, values });
    }
  return { readings, labels: [], topology };
}

const makeWave = (seed: number, count: number, options: { level: number; gaps: number }) =>
  makeSeries(seed, count, options).map((value, i) => value * (1 + 0.2 * Math.sin((i * Math.PI) / 20)));

/** Days of every device of the simulated network, a reading every twenty minutes: latency and jitter with noise around a rhythm of the day. */
export function madeDays({ days = 16, seed = 1, rest = 0 } = {}): TrainingInput {
  const begin = Math.ceil(startAt / 3_600_000) * 3_600_000;
  const devices = topology.devices.map(({ name }, i) => ({
    place: { device: name, interface: null },
    latency: makeHours(10 * seed + i, days * 72, { rest, noise: 3 + i, perHour: 3 }),
    jitter: makeHours(1000 + 10 * seed + i, days * 72, { rest, noise: 2 + i, perHour: 3 }),
  }));
  const readings: Reading[] = [];
  for (let step = 0; step < days * 72; step++)
    for (const { place, latency, jitter } of devices) {
      const values = new Map([
        ['latency_ms', latency[step]!],
        ['jitter_ms', jitter[step]!],
      ]);
      readings.push({ place, at: begin + step * 1_200_000, values });
    }
  return { readings, labels: [], topology };
}
