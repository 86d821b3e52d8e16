import { z } from 'zod';
import { forecastHours, forecastPlace } from './forecast/place.ts';
import { describeForecast } from './forecast/words.ts';
import { findPlace, placeInput, unknownDevice } from './place-input.ts';
import { defineTool } from './tool.ts';

/** What one metric at one place will probably read in ten minutes, with what such forecasts were worth there. */
export const getForecast = defineTool({
  name: 'get_forecast',
  effect: 'read',
  agents: ['analyst'],
  description:
    'What one metric at one place will probably read in ten minutes, between which values in nine of ten cases, and how much better such forecasts were than the last value over the last 12 hours. It is a guess from the past of this metric alone, and no measurement.',
  input: z.strictObject({
    ...placeInput,
    metric: z.string().min(1).max(120).describe('Metric name, for example latency_ms'),
  }),
  async run({ metric, ...where }, { ports, clock, evidence }) {
    const place = findPlace(ports.topology(), where);
    if (!place) return unknownDevice(ports.topology());
    const found = await forecastPlace(ports, { place, metric, hours: forecastHours.usual, now: clock() });
    const { title, line, more } = describeForecast(found);
    const text = `${title}: ${line}`;
    if (found.forecast.outcome !== 'ok')
      return { outcome: 'no-data', reason: [text, ...more].join(' '), place, metric };
    const { at, median, mean, lower, upper, member, tested } = found.forecast;
    const seen = evidence.add({ kind: 'model', place, text, independent: false });
    const numbers = { at: new Date(at).toISOString(), median, mean, lower, upper };
    const worth = tested && { forecasts: tested.count, error_share: tested.errorShare, coverage: tested.coverage };
    return { outcome: 'ok', evidence: [seen], place, metric, ...numbers, by: member, worth, notes: more };
  },
});
