import type { ForecastSource } from '../../diagnosis/backtest/forecast-source.ts';
import { needRoom } from '../../diagnosis/backtest/wide-forecasts.ts';
import { gatherForecastSeries } from '../../diagnosis/forecasting/forecast-series.ts';
import { groupSamples } from '../../diagnosis/reading.ts';
import { formatPlace, placeOfKey } from '../../domain/place.ts';
import type { Reading } from '../../domain/reading.ts';
import { NocturneError } from '../../errors.ts';
import { forecastSubject } from '../../learning/forecast-subjects.ts';
import { createPackedReadings } from '../../telemetry/packed-readings.ts';
import { type RecordingBacktest, readRecordingParts } from './recording-parts.ts';

/**
 * Reads a recording for forecasts of the metrics that were asked for, or of all that models of the product forecast. Throws what
 * `readRecordingParts` does, and `no-such-metric`.
 */
export async function readRecordingForecasts({
  wanted,
  ...options
}: RecordingBacktest & { wanted?: readonly string[] | undefined }): Promise<ForecastSource> {
  const { from, learned, play, room, span } = await readRecordingParts(options);
  const judged = createPackedReadings(room);
  for await (const { at, samples } of play()) {
    for (const reading of groupSamples(samples)) if (reading.at >= from) judged.push(reading);
    const done = Math.max(0, at - from);
    options.onProgress?.({ done, total: span.last - from, note: 'reading the part to judge' });
  }
  const readings: Iterable<Reading> = { [Symbol.iterator]: () => bothOf(learned, judged) };
  const there = metricsOf(readings);
  const metrics = wanted ?? there.filter((metric) => forecastSubject(metric) !== null);
  const unknown = metrics.find((metric) => !there.includes(metric));
  if (unknown !== undefined) {
    const hint = `its metrics are ${there.join(', ')}`;
    throw new NocturneError('no-such-metric', `${options.recording} holds no metric ${unknown}`, { hint });
  }
  return {
    ...{ from, metrics, otherMetrics: there.filter((metric) => !metrics.includes(metric)) },
    dataOf: (metric) =>
      gatherForecastSeries(readings, metric, {
        ...{ seed: options.config.training.seed, most: Number.POSITIVE_INFINITY },
        onSize: (bytes) => needRoom(room, bytes),
      }),
    placeOf: (key) => formatPlace(placeOfKey(key)),
  };
}

function* bothOf(learned: Iterable<Reading>, judged: Iterable<Reading>): Generator<Reading, undefined> {
  yield* learned;
  yield* judged;
}

/** In the order of the alphabet. */
function metricsOf(readings: Iterable<Reading>): string[] {
  const found = new Set<string>();
  for (const { values } of readings) for (const metric of values.keys()) found.add(metric);
  return [...found].sort();
}
