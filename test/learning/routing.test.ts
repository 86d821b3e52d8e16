import { describe, expect, it } from 'vitest';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { type Routing, routing } from '../../src/learning/kinds/routing.ts';
import { createRandom } from '../../src/models/random.ts';
import { startAt, topology } from '../diagnosis/simulated.ts';
import { kindContract } from './kind-contract.ts';
import { cutInTime, gather } from './trained.ts';

const settings = { falseAlarmsPerDeviceDay: 1 };
const linkOf = (name: string) => topology.links.find((link) => link.name === name)!;

/** Days of links between the two routers, a reading every ten steps: what a link takes and how full it is, step by step. */
function steps(
  count: number,
  of: (step: number, link: string) => { latency?: number; share?: number } | null,
): TrainingInput {
  const readings: Reading[] = [];
  for (let step = 0; step < count; step++)
    for (const { name, a, capacityMbps } of topology.links) {
      const read = of(step, name);
      if (!read) continue;
      const values = new Map<string, number>();
      if (read.latency !== undefined) values.set('latency_ms', read.latency);
      if (read.share !== undefined) values.set('throughput_mbps', read.share * capacityMbps!);
      readings.push({ place: { device: a.device, interface: a.interface }, at: startAt + step * 600_000, values });
    }
  return { readings, labels: [], topology };
}

const random = createRandom(3);
const drawn = Array.from({ length: 600 }, () => random() < 0.4);
/** L1 is slow in the step after it was full, which is drawn by lot: what was seen last says nothing, the load does. */
const full = (step: number) => drawn[step] === true;
const byLoad = (step: number, link: string) => ({
  latency: link === 'L1' && full(step - 1) ? 60 : link === 'L1' ? 4 : 6 + ((step * 7) % 3) / 10,
  share: link === 'L1' && full(step) ? 0.95 : 0.2,
});
const useless = { table: new Map(), training: [], later: [] };

kindContract(routing, {
  span: () => steps(600, byLoad),
  crippled: ({ ways }: Routing) => ({ ways, asked: useless, bandit: useless }),
});

describe('Q-learning of routes', () => {
  const fitted = (input: TrainingInput) => routing.fit(gather(routing, input), { seed: 1, settings });

  it('knows the ways of the pair and learns by the load which is fastest', () => {
    const { model } = fitted(steps(600, byLoad));
    expect(model!.ways['Router-A – Router-B']).toEqual(['L1', 'L2 and L3', 'L4 and L5']);
    const values = (bands: string) => {
      const states = [...model!.bandit.table].filter(([state]) => state.includes(`loads ${bands},`));
      return states.map(([, { values: all }]) => all.indexOf(Math.max(...all)));
    };
    expect(new Set(values('0 0 0'))).toEqual(new Set([0]));
    expect(new Set(values('2 0 0'))).not.toContain(0);
  });

  it('is measured beside two rules that need no training, and says so when one of them is better', () => {
    // What was fastest ten minutes ago still is: nothing can beat the rule that says so.
    const slow = (step: number, link: string) => ({
      latency: Math.floor(step / 50) % 2 === (link === 'L1' ? 0 : 1) ? 40 : 5,
      share: 0.2,
    });
    const data = gather(routing, steps(600, slow));
    const trial = cutInTime(routing, data);
    const { model } = routing.fit(trial.earlier, { seed: 1, settings });
    const metrics = routing.evaluate(model, trial, settings);
    expect(metrics.map(({ name }) => name)).toEqual([
      expect.stringContaining('γ 0.95'),
      expect.stringContaining('γ 0'),
    ]);
    expect(metrics[0]!.value).toBeGreaterThan(metrics[0]!.baselines['what was fastest in the step before']!);
    expect(routing.gate(metrics, null)).toMatchObject({
      ...{ decision: 'keep', reason: expect.stringContaining('it does not beat every baseline') },
    });
  });

  it.each<[string, (step: number, link: string) => { latency?: number; share?: number } | null, number, RegExp]>([
    ['no latency', () => ({ share: 0.2 }), 200, /known for 0 steps of time, and 60 are needed/],
    [
      'a way that is never measured',
      (m, link) => (link === 'L1' ? { share: 0.2 } : byLoad(m, link)),
      200,
      /known for 0 steps/,
    ],
    ['too little time', byLoad, 50, /known for \d+ steps of time/],
  ])('says of %s why nothing was learned', (_, of, count, reason) => {
    expect(fitted(steps(count, of))).toEqual({ model: null, reason: expect.stringMatching(reason) });
  });

  it('says of a network with one way only why nothing was learned', () => {
    const input = steps(200, byLoad);
    const alone = { ...input, topology: { ...topology, links: [linkOf('L1')] } };
    expect(fitted(alone)).toEqual({ model: null, reason: 'no two devices are joined by more than one way' });
  });

  it('learns from what was measured, and leaves out steps without a reading', () => {
    const holes = (step: number, link: string) => (step % 7 === 0 && link !== 'L9' ? null : byLoad(step, link));
    const { model } = fitted(steps(600, holes));
    expect([...model!.asked.table.values()].flatMap(({ values }) => values).every(Number.isFinite)).toBe(true);
    expect(model!.asked.training.every(Number.isFinite)).toBe(true);
  });
});
