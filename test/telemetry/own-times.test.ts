import { describe, expect, it } from 'vitest';
import { createTrustedClock } from '../../src/domain/trusted-clock.ts';
import { createRandom } from '../../src/models/random.ts';
import { decodeSamples } from '../../src/telemetry/decode-samples.ts';
import { createDeviceClocks } from '../../src/telemetry/device-clocks.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';

const startAt = 1_790_000_000_000;
const hourMs = 3_600_000;
const mapping = createMetricMapping();

interface Sender {
  name: string;
  /** How far its clock is ahead, milliseconds; null when its lines carry no time. */
  aheadMs: number | null;
}

/** A machine that may be set, which takes the lines of these senders once a second. */
function machine(senders: (second: number) => Sender[], setBy: (second: number) => number = () => 0) {
  const state = { second: 0, samples: new Map<string, number>() };
  const real = () => startAt + state.second * 1000;
  const time = createTrustedClock({ wall: () => real() + setBy(state.second), monotonic: () => state.second * 1000 });
  const clocks = createDeviceClocks(time.now);
  const refuse = (device: string, at: number) => {
    time.hear(at);
    return clocks.check(device, at);
  };
  const pass = (seconds: number) => {
    for (const end = state.second + seconds; state.second < end; state.second++) {
      const lines = senders(state.second).map(
        ({ name, aheadMs }) => `device,host=${name} cpu_pct=5${aheadMs === null ? '' : ` ${real() + aheadMs}`}`,
      );
      const slices = decodeSamples(lines.join('\n'), { precision: 'ms', now: time.now(), mapping, refuse });
      for (const slice of slices) {
        for (const { device } of slice) state.samples.set(device, (state.samples.get(device) ?? 0) + 1);
      }
    }
  };
  return { time, clocks, real, pass, samples: state.samples };
}

const untimed = (name: string): Sender => ({ name, aheadMs: null });

describe('samples without a time of their own', () => {
  it.each([2 * hourMs, -2 * hourMs])('do not hold back a clock that is set right by %d ms', (wrongBy) => {
    const senders = [...Array.from({ length: 9 }, (_, i) => untimed(`U${i}`)), { name: 'T', aheadMs: 0 }];
    const { time, real, pass } = machine(
      () => senders,
      (second) => (second < 60 ? wrongBy : 0),
    );
    pass(60);
    pass(40);
    expect(time.now()).toBe(real());
  });

  it('say nothing against a clock that stays where it was set, and are believed no sooner than silence', () => {
    const { time, real, pass } = machine(
      () => [untimed('U')],
      (second) => (second < 10 ? 0 : 30 * 60_000),
    );
    pass(3_590);
    expect(time.now()).toBe(real());
    pass(40);
    expect(time.now()).toBe(real() + 30 * 60_000);
  });

  it('make no device right or wrong', () => {
    const { clocks, pass, samples } = machine(() => [untimed('U'), untimed('V'), { name: 'T', aheadMs: 2 * hourMs }]);
    pass(120);
    expect(clocks.wrong().map(({ device }) => device)).toEqual(['T']);
    expect(samples.get('U')).toBe(120);
    expect(samples.get('T')).toBeUndefined();
  });
});

describe('clocks that jump at random', () => {
  it('lose no sample of a device that is right, end no wait early, and name the devices that are wrong', () => {
    const random = createRandom(17);
    const jumpMs = () => (random() < 0.5 ? -1 : 1) * Math.round((5 + random() * 43 * 60) * 60_000);
    for (let run = 0; run < 40; run++) {
      const wrongAt = new Map(['W0', 'W1'].map((name) => [name, { at: Math.floor(random() * 60), by: jumpMs() }]));
      const setAt = 1 + Math.floor(random() * 100);
      const setBy = random() < 0.5 ? jumpMs() : 0;
      const own = (name: string, second: number) => (second < wrongAt.get(name)!.at ? 0 : wrongAt.get(name)!.by);
      const world = machine(
        (second) => [
          ...['A', 'B', 'C', 'D'].map((name) => ({ name, aheadMs: 0 })),
          ...['U0', 'U1', 'U2', 'U3', 'U4', 'U5'].map(untimed),
          ...[...wrongAt.keys()].map((name) => ({ name, aheadMs: own(name, second) })),
        ],
        (second) => (second >= setAt ? setBy : 0),
      );
      for (let step = 0; step < 20; step++) {
        world.pass(10);
        expect(world.time.now(), `run ${run}`).toBe(world.real());
      }
      for (const name of ['A', 'B', 'C', 'D', 'U0', 'U5']) expect(world.samples.get(name), name).toBe(200);
      expect(
        world.clocks
          .wrong()
          .map(({ device }) => device)
          .sort(),
        `run ${run}`,
      ).toEqual(['W0', 'W1']);
      expect(world.clocks.ownOffsetMs(), `run ${run}`).toBeNull();
    }
  });
});
