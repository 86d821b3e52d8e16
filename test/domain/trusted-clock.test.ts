import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTrustedClock } from '../../src/domain/trusted-clock.ts';

const minute = 60_000;
const startAt = 1_790_000_000_000;

/** A machine whose clock can be set; `real` is the time that the devices have. */
function machine(options: { wrongBy?: number } = {}) {
  const state = { real: startAt, monotonic: 5_000, wrongBy: options.wrongBy ?? 0 };
  const clock = createTrustedClock({ wall: () => state.real + state.wrongBy, monotonic: () => state.monotonic });
  return {
    clock,
    state,
    /** Lets time pass second by second, with a sample of the devices in each. */
    pass(seconds: number, sampleAt: (real: number) => number | null = (real) => real) {
      for (let i = 0; i < seconds; i++) {
        state.real += 1_000;
        state.monotonic += 1_000;
        const at = sampleAt(state.real);
        if (at !== null) clock.hear(at);
      }
    },
  };
}

describe('the time that the product counts on', () => {
  it('passes as time does, whenever and however far the clock of the machine is set and set back', () => {
    const jump = fc.integer({ min: -48 * 60 * minute, max: 48 * 60 * minute }).filter((ms) => Math.abs(ms) > 2_000);
    fc.assert(
      fc.property(fc.array(fc.tuple(jump, fc.integer({ min: 1, max: 90 })), { maxLength: 6 }), (jumps) => {
        const { clock, state, pass } = machine();
        pass(3);
        for (const [wrongBy, seconds] of jumps) {
          state.wrongBy = wrongBy;
          pass(seconds);
          expect(clock.now()).toBe(state.real);
        }
        state.wrongBy = 0;
        pass(3);
        expect(clock.now()).toBe(state.real);
      }),
    );
  });

  it.each([-120 * minute, 120 * minute, -26 * 60 * minute])(
    'follows a clock that was wrong by %d ms at start and is set right',
    (wrongBy) => {
      const { clock, state, pass } = machine({ wrongBy });
      pass(60);
      expect(clock.now()).toBe(state.real + wrongBy);
      state.wrongBy = 0;
      pass(30);
      expect(clock.now()).toBe(state.real);
    },
  );

  it('follows a machine that slept', () => {
    const { clock, state, pass } = machine();
    pass(5);
    state.real += 90 * minute;
    pass(30);
    expect(clock.now()).toBe(state.real);
  });

  it('follows small corrections at once', () => {
    const { clock, state, pass } = machine();
    for (let step = 0; step < 20; step++) {
      state.wrongBy += 400;
      pass(1);
      expect(clock.now()).toBe(state.real + state.wrongBy);
    }
  });

  it('believes a clock that stays as it was set for an hour when no device says otherwise', () => {
    const { clock, state, pass } = machine();
    state.wrongBy = 30 * minute;
    clock.now();
    pass(3_590, () => null);
    expect(clock.now()).toBe(state.real);
    pass(20, () => null);
    expect(clock.now()).toBe(state.real + 30 * minute);
  });

  it('is not moved by one device with a clock of its own', () => {
    const { clock, state, pass } = machine();
    state.wrongBy = 120 * minute;
    pass(100, (real) => (real % 3_000 === 0 ? real : real + 120 * minute));
    expect(clock.now()).toBe(state.real);
  });
});
