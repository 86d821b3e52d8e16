import { describe, expect, it } from 'vitest';
import { leakWorlds, simulateLeakDay } from '../../bench/leak/simulate-leaks.ts';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { trend } from '../../src/learning/kinds/trend.ts';
import { plainLimit, trendMethods, usualTrend } from '../../src/models/forecasting/trend/trend-methods.ts';
import { startAt, topology } from '../diagnosis/simulated.ts';
import { kindContract } from './kind-contract.ts';
import { cutInTime, gather } from './trained.ts';

/** Days of every device of the simulated network, a reading a minute, with CPU that leaks towards 90 % in one of the simulated worlds. */
function leakingDays({ days = 4, world = 'fast leaks', seed = 1, metric = 'cpu_pct' } = {}): TrainingInput {
  const found = leakWorlds.find(({ name }) => name === world)!;
  const devices = topology.devices.map(({ name }, i) => ({
    place: { device: name, interface: null },
    values: Array.from({ length: days }, (_, day) => [
      ...simulateLeakDay(found, 90, 100 * seed + 10 * i + day).values,
    ]).flat(),
  }));
  const readings: Reading[] = [];
  for (let minute = 0; minute < days * 1440; minute++)
    for (const { place, values } of devices)
      if (!Number.isNaN(values[minute]))
        readings.push({ place, at: startAt + minute * 60_000, values: new Map([[metric, values[minute]!]]) });
  return { readings, labels: [], topology };
}

const always = { ...usualTrend, find: () => plainLimit.find([1], 1) };
kindContract(trend, { span: leakingDays, crippled: () => ({ method: always }), isSeedless: true });

describe('the time until a limit', () => {
  const settings = { falseAlarmsPerDeviceDay: 1 };

  it('is not learned where nothing reached a limit, and the reason says that one warns all the same', () => {
    const input = leakingDays({ days: 1 });
    const calm = {
      ...input,
      readings: [...input.readings].map((one) => ({ ...one, values: new Map([['cpu_pct', 20]]) })),
    };
    expect(trend.fit(gather(trend, calm), { seed: 1, settings })).toEqual({
      ...{ model: null, reason: expect.stringMatching(/^nothing reached its limit of 90, .*the usual one warns$/) },
    });
    expect(trend.gate(trend.evaluate(null, cutInTime(trend, gather(trend, calm)), settings), null).decision).toBe(
      'keep',
    );
  });

  it('is learned of the limits that are set, and not without one', () => {
    const data = gather(trend, leakingDays({ days: 2 }));
    const fitted = (limits: Record<string, number>) => trend.fit(data, { seed: 1, settings: { ...settings, limits } });
    expect(fitted({})).toEqual({ model: null, reason: 'no limit is set for it' });
    expect(fitted({ cpu_pct: 60 }).model).not.toBeNull();
    const [metric] = trend.evaluate(
      { method: usualTrend },
      { earlier: data, later: data },
      { ...settings, limits: { cpu_pct: 60 } },
    );
    expect(metric!.name).toMatch(/ at 60 %$/);
  });

  it('takes another method where that costs less', () => {
    const taken = ['slow leaks', 'fast leaks', 'high teeth'].map((world) => {
      const { model } = trend.fit(gather(trend, leakingDays({ world, days: 6 })), { seed: 1, settings });
      return model?.method.id;
    });
    for (const id of taken) expect(trendMethods.map((one) => one.id)).toContain(id);
    expect(taken[1]).toBe('two-spans');
  });

  it('names a damaged model', () => {
    expect(() => trend.fromArtefact({ method: 'nobody' }, 'x')).toThrow('A trend names no method that is known');
  });
});
