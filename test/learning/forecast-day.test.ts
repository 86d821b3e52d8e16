import { describe, expect, it } from 'vitest';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import { forecastDay } from '../../src/learning/kinds/forecast-day.ts';
import { forecastShort } from '../../src/learning/kinds/forecast-short.ts';
import { dayBefore, dayMethods, medianOfDays, weekBefore } from '../../src/models/forecasting/day/day-methods.ts';
import { madeDays, madeSpan } from '../diagnosis/made-span.ts';
import { topology } from '../diagnosis/simulated.ts';
import { kindContract } from './kind-contract.ts';
import { cutInTime, gather } from './trained.ts';

const settings = { falseAlarmsPerDeviceDay: 1 };
const learned = (input: TrainingInput) => forecastDay.fit(gather(forecastDay, input), { seed: 1, settings });
const judged = (method: typeof dayBefore, input: TrainingInput) => {
  const scores = forecastDay.evaluate({ method }, cutInTime(forecastDay, gather(forecastDay, input)), settings);
  return { scores, gate: forecastDay.gate(scores, null) };
};

kindContract(forecastDay, { span: madeDays, crippled: () => ({ method: dayBefore }), isSeedless: true });

describe('forecasts of a day', () => {
  it('are of the same metrics as those of ten minutes', () => {
    expect(forecastDay.subjects(topology)).toEqual(forecastShort.subjects(topology));
  });

  it.each([
    ['days that are alike', 0, medianOfDays],
    ['weeks with weekends', 30, weekBefore],
  ] as const)(
    'take the method that misses least of %s, and the gate names it beside the others with numbers',
    (_what, rest, method) => {
      const input = madeDays({ days: 28, rest });
      expect(learned(input)).toEqual({ model: { method } });
      const { scores, gate } = judged(method, input);
      const others = dayMethods.filter((one) => one !== method);
      expect(scores[0]!.value).toBeLessThan(0.9);
      expect(Object.keys(scores[0]!.baselines)).toEqual(others.map(({ name }) => name));
      expect(gate.decision).toBe('promote');
      expect(gate.reason).toBe(
        `relative error of hours a day ahead ${scores[0]!.value!.toFixed(3)} (${others
          .map(({ name }) => `${name} ${scores[0]!.baselines[name]!.toFixed(3)}`)
          .join(', ')}); measured with the ${method.name}`,
      );
      expect(scores[1]!.value).toBeLessThan(0.1);
    },
  );

  it('are kept out by the gate where another method misses less, and it says which was tried', () => {
    const { gate } = judged(medianOfDays, madeDays({ days: 28, rest: 30 }));
    expect(gate).toEqual({
      decision: 'keep',
      reason: expect.stringMatching(
        /^it does not beat every baseline: .*same hour one week before 0\.\d+, same hour yesterday 1\.000\); measured with the median/,
      ),
    });
  });

  it.each<[string, () => TrainingInput]>([
    ['hours', () => madeSpan()],
    ['four days', () => madeDays({ days: 4 })],
    [
      'what never moves',
      () => ({
        ...madeDays(),
        readings: [...madeDays().readings].map((one) => ({ ...one, values: new Map([['latency_ms', 3]]) })),
      }),
    ],
  ])('are not learned from %s, with the reason', (_what, input) => {
    expect(learned(input())).toEqual({ model: null, reason: expect.stringMatching(/^the span holds too few days/) });
  });

  it('are not learned from a span without the metric', () => {
    const readings = [...madeDays().readings].map((one) => ({ ...one, values: new Map([['cpu_pct', 3]]) }));
    expect(learned({ ...madeDays(), readings })).toEqual({ model: null, reason: 'the span holds no values of it' });
  });

  it('are not put in use where the later part can not judge them, because others need no training', () => {
    const trial = cutInTime(forecastDay, gather(forecastDay, madeDays({ days: 5 })));
    expect(forecastDay.gate(forecastDay.evaluate(null, trial, settings), null)).toEqual({
      ...{ decision: 'keep', reason: expect.stringContaining('not measured') },
    });
  });

  it.each(dayMethods)('are restored with their method: $id', (method) => {
    expect(forecastDay.fromArtefact(JSON.parse(JSON.stringify(forecastDay.toArtefact({ method }))), 'x')).toEqual({
      method,
    });
    const card = forecastDay.card({ method }, gather(forecastDay, madeDays({ days: 5 })));
    expect(card.method).toMatch(new RegExp(`^The ${method.name}, which missed least of: `));
    expect(card.trainingRows).toBe(topology.devices.length * 5 * 24);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['no method', {}],
    ['a method that is not known', { method: 'toString' }],
  ])('refuse to be restored from %s', (_what, stored) => {
    expect(() => forecastDay.fromArtefact(stored, 'x')).toThrowError(
      expect.objectContaining({ code: 'model-artefact-damaged' }),
    );
  });
});
