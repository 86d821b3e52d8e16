import { beforeAll, describe, expect, it } from 'vitest';
import { simulate, startAt } from '../diagnosis/simulated.ts';
import type { Trained } from '../learning/trained.ts';
import { createHotPath, type FaultKind, faultKinds, isOf, playTwo, trainedOnSimulated } from './two-faults.ts';

describe('with a detector and no cause model', () => {
  let trained: Trained;
  beforeAll(async () => {
    trained = await trainedOnSimulated();
  });

  it.each([
    ['latency', 'latency_spike'],
    ['loss', 'packet_loss'],
    ['cpu', 'cpu_overload'],
    ['memory', 'memory_leak'],
  ] as [FaultKind, string][])('rules name %s as %s where it is, and another fault beside it', async (kind, cause) => {
    const first = faultKinds[kind]({ link: 'L2', device: 'Switch-1' });
    const second = faultKinds[kind === 'cpu' ? 'latency' : 'cpu']({ link: 'L10', device: 'AP-3' });
    const incidents = await playTwo({ ...trained, causes: null }, { first, second, after: 46 });
    const told = incidents.map(({ place, verdict }) => `${verdict?.cause} ${place.device} ${place.interface}`).join();
    expect(incidents[0], told).toMatchObject({ verdict: { cause, modelId: 'rules' } });
    expect(isOf(first, incidents[0]!), told).toBe(true);
    expect(incidents[0]!.verdict!.confidence).toBeLessThanOrEqual(0.9);
    expect(incidents[0]!.verdict!.drivers[0]!.value).toBeGreaterThan(6);
    expect(
      incidents.slice(1).some((each) => isOf(second, each) && each.verdict?.cause !== 'unknown'),
      told,
    ).toBe(true);
  });

  it('a limit is one more witness of a sample that the models judge, and the cause model has the word', async () => {
    let now = startAt;
    const { incidents, intake } = await createHotPath(trained, () => now);
    const fault = { ...faultKinds.cpu({ link: 'L2', device: 'Switch-1' }), magnitude: 98 };
    const faults = [{ fault, start: startAt + 20_000, end: Number.POSITIVE_INFINITY }];
    for (const samples of simulate({ seed: 5, seconds: 60, faults })) {
      intake.take(samples);
      now += 1000;
    }
    await incidents.settled();
    const [incident, ...others] = incidents.open();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      place: { device: 'Switch-1' },
      verdict: { cause: 'cpu_overload', modelId: 'test' },
    });
    const seen = (await incidents.anomaliesOf(incident!.id)).filter(({ place }) => place.device === 'Switch-1');
    const byLimit = seen.filter(({ detector }) => detector === 'rule: limit');
    expect(byLimit.length).toBeGreaterThan(5);
    expect(byLimit.every(({ at }) => seen.some((one) => one.at === at && one.detector !== 'rule: limit'))).toBe(true);
  });
});
