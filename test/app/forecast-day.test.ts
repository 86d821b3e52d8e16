import { expect, it } from 'vitest';
import { forecastDay } from '../../src/learning/kinds/forecast-day.ts';
import { createModelsInUse } from '../../src/learning/models-in-use.ts';
import { forecastDayOfPlace } from '../../src/tools/forecast/day-place.ts';
import { describeDay } from '../../src/tools/forecast/day-words.ts';
import { madeDays } from '../diagnosis/made-span.ts';
import { topology } from '../diagnosis/simulated.ts';
import { makeHours } from '../models/forecasting/day/made-hours.ts';
import { forecastWorld, now, pointsOf } from '../tools/forecast-world.ts';
import { useTraining } from './forecast-training.ts';

const key = { kind: forecastDay.kind, subject: 'latency-ms' };
const training = useTraining(forecastDay, key.subject);
const { train } = training;

/** What is told of a place without weekends, and which model says it. */
async function tell() {
  const models = createModelsInUse(training.registry(), topology);
  await models.load();
  const place = { device: topology.devices[0]!.name, interface: null };
  const points = pointsOf(makeHours(5, 28 * 24 * 6, { perHour: 6 }), { everyMs: 600_000 });
  const world = forecastWorld([[place, 'latency_ms', points]], { inMemoryMs: 1_800_000 });
  const found = await forecastDayOfPlace({ ...world, models }, { place, metric: 'latency_ms', now });
  return { model: found.model, said: describeDay(found).more[0]! };
}

it('forecasts a day by the method of the promoted model, and of the former one when people go back', async () => {
  expect(await tell()).toEqual({
    model: { because: 'none-in-use' },
    said: 'Forecast by the median of the same hour over seven days, which has missed least here, because no model of this metric is in use.',
  });
  const daily = await train(madeDays({ days: 21 }));
  expect(daily).toMatchObject({ promoted: true, reason: expect.stringContaining('same hour yesterday 1.000') });
  expect(await tell()).toEqual({
    model: { id: daily.id },
    said: `Forecast by the median of the same hour over seven days, the model ${daily.id}.`,
  });
  const weekly = await train(madeDays({ days: 28, rest: 30 }));
  expect(weekly).toMatchObject({
    promoted: true,
    reason: expect.stringMatching(/no worse than the model before it .*; measured with the same hour one week before$/),
  });
  expect((await tell()).said).toBe(`Forecast by the same hour one week before, the model ${weekly.id}.`);
  await training.registry().goBack(key, { by: 'U1', at: now, reason: 'looks odd' });
  expect((await tell()).model).toEqual({ id: daily.id });
});

it('does not use a model that another method beats, though a person wants it, and says so', async () => {
  const weekly = await train(madeDays({ days: 28, rest: 30 }));
  const found = await training.registry().read(key, weekly.id!);
  if (found.status !== 'ok') throw new Error();
  const [deciding, ...others] = found.card.metrics;
  const { id } = await training.registry().write({
    model: found.model,
    card: { ...found.card, metrics: [{ ...deciding!, value: 1.2 }, ...others] },
  });
  await training.registry().promote(key, id, { by: 'U1', at: now, reason: 'by hand' });
  expect(await tell()).toEqual({
    model: { because: 'not-better' },
    said: expect.stringContaining('because the model in use did not beat the other methods when it was measured'),
  });
});
