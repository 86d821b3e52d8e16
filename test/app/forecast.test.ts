import { describe, expect, it } from 'vitest';
import { changeModel } from '../../src/app/change-model.ts';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import { forecastShort } from '../../src/learning/kinds/forecast-short.ts';
import { createModelsInUse } from '../../src/learning/models-in-use.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { forecastPlace } from '../../src/tools/forecast/place.ts';
import { describeForecast } from '../../src/tools/forecast/words.ts';
import { madeSpan } from '../diagnosis/made-span.ts';
import { topology } from '../diagnosis/simulated.ts';
import { useStore } from '../store/open-test-store.ts';
import { forecastWorld, now, pointsOf } from '../tools/forecast-world.ts';
import { useTraining } from './forecast-training.ts';

const store = useStore();
const key = { kind: 'forecast-short', subject: 'latency-ms' };
const training = useTraining(forecastShort, key.subject);
const { train } = training;

/** What is told of a line like those that were learned from, and which model says it. */
async function tell() {
  const models = createModelsInUse(training.registry(), topology);
  await models.load();
  const readings = [...madeSpan({ minutes: 900, seed: 9, gaps: 0 }).readings];
  const { place } = readings[0]!;
  const own = readings.filter((one) => one.place.device === place.device);
  const points = pointsOf(own.map(({ values }) => values.get('latency_ms')!));
  const found = await forecastPlace(
    { ...forecastWorld([[place, 'latency_ms', points]]), models },
    { place, metric: 'latency_ms', hours: 6, now },
  );
  if (found.forecast.outcome !== 'ok') throw new Error(found.forecast.outcome);
  return {
    model: found.model,
    member: found.forecast.member,
    said: describeForecast(found).more[0]!,
    tested: found.forecast.tested!,
  };
}

/** Nothing forecasts a walk better than its last value. */
function walk(): TrainingInput {
  const random = createRandom(4);
  const at = new Map<string, number>();
  const span = madeSpan({ minutes: 500, gaps: 0 });
  const readings = [...span.readings].map((reading) => {
    const value = (at.get(reading.place.device) ?? 100) + randomNormal(random);
    at.set(reading.place.device, value);
    return { ...reading, values: new Map([['latency_ms', value]]) };
  });
  return { ...span, readings };
}

describe('which model forecasts', () => {
  it('is the promoted one, then the better one that takes its place, and the former again when people go back', async () => {
    const first = await train(madeSpan({ minutes: 300 }));
    expect(first).toMatchObject({
      promoted: true,
      reason: expect.stringMatching(/^relative error 10 min ahead 0\.\d+ \(last value 1\.000/),
    });
    const before = await tell();
    expect(before).toMatchObject({
      model: { id: first.id },
      said: `Forecast by boosted trees, the model ${first.id}.`,
    });
    expect(before.tested.errorShare).toBeLessThan(0.9);

    const second = await train(madeSpan({ minutes: 800 }));
    expect(second).toMatchObject({
      promoted: true,
      reason: expect.stringContaining('no worse than the model before it on the same rows'),
    });
    const after = await tell();
    expect(after.model).toEqual({ id: second.id });
    expect(after.tested.errorShare).toBeLessThan(before.tested.errorShare!);

    await changeModel(
      { registry: training.registry(), store: store(), clock: () => now },
      { ...key, id: null, by: 'U1', reason: 'looks odd' },
    );
    expect((await tell()).model).toEqual({ id: first.id });
  });

  it('is none where it does not beat the last value: the best of those that need no training says so', async () => {
    const refused = await train(walk());
    expect(refused).toMatchObject({
      promoted: false,
      reason: expect.stringMatching(/^it does not beat every baseline/),
    });
    expect(await tell()).toMatchObject({
      ...{ model: { because: 'none-in-use' }, member: expect.not.stringContaining('trees') },
      said: expect.stringContaining('because no model of this metric is in use'),
    });
    await training.registry().promote(key, refused.id!, { by: 'U1', at: now, reason: 'by hand' });
    expect(await tell()).toMatchObject({
      ...{ model: { because: 'not-better' }, member: expect.not.stringContaining('trees') },
      said: expect.stringContaining('because the model in use did not beat them when it was measured'),
    });
  });
});
