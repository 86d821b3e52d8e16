import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../src/domain/incident.ts';
import { type Candidates, createCandidates } from '../../src/incidents/candidates.ts';

const place = { device: 'Router-A', interface: 'eth1' };
const anomaly = (at: number): Anomaly => ({ at, place, score: 0.99, metrics: [], detector: 'test' });

/** Plays a text of samples, `x` anomalous and `.` ordinary, and answers at which of them the place is in lasting trouble. */
function play(candidates: Candidates, samples: string, everyMs: number): number[] {
  return [...samples].flatMap((sample, i) => {
    const at = 1_000_000 + i * everyMs;
    return candidates.see(place, at, sample === 'x' ? anomaly(at) : null) ? [i] : [];
  });
}

describe('lasting trouble', () => {
  it('needs four of six samples where there is one a second', () => {
    expect(play(createCandidates(), '....xx.x.x..', 1_000)).toEqual([9]);
    expect(play(createCandidates(), '....x.x.x...', 1_000)).toEqual([]);
  });

  it('needs two of three samples where there is one a minute', () => {
    expect(play(createCandidates(), '....x.x.....', 60_000)).toEqual([6]);
    expect(play(createCandidates(), '....x..x....', 60_000)).toEqual([]);
  });

  it.each([
    { name: 'two strong ones', strengths: [1.6, 2.5], everyMs: 1_000, lasts: [1] },
    { name: 'two that are not strong enough', strengths: [1.6, 2.3], everyMs: 1_000, lasts: [] },
    { name: 'three', strengths: [1.2, 1.3, 1.5], everyMs: 1_000, lasts: [2] },
    { name: 'one, however strong', strengths: [99], everyMs: 1_000, lasts: [] },
    { name: 'one, however strong, and another', strengths: [99, 1], everyMs: 1_000, lasts: [1] },
    { name: 'two with an ordinary one between them', strengths: [2.5, 0, 2.5], everyMs: 1_000, lasts: [] },
    { name: 'four of the weakest', strengths: [1, 1, 1, 1], everyMs: 1_000, lasts: [3] },
    { name: 'two of three where samples come every half minute', strengths: [9, 9], everyMs: 30_000, lasts: [] },
  ])('weighs samples by their strength where they come fast: $name', ({ strengths, everyMs, lasts }) => {
    const candidates = createCandidates();
    play(candidates, '......', everyMs);
    const lasting = strengths.flatMap((strength, i) => {
      const at = 1_000_000 + (6 + i) * everyMs;
      return candidates.see(place, at, strength > 0 ? { ...anomaly(at), strength } : null) ? [i] : [];
    });
    expect(lasting).toEqual(lasts);
  });

  it('counts a sample once that models and rules call anomalous', () => {
    const candidates = createCandidates();
    play(candidates, '......', 1_000);
    const at = 1_006_000;
    for (const strength of [3, 1, 2]) expect(candidates.see(place, at, { ...anomaly(at), strength })).toBe(false);
    expect(candidates.see(place, at + 1_000, anomaly(at + 1_000))).toBe(true);
  });

  it('counts anomalies and not their strength where the configuration says how many', () => {
    const candidates = createCandidates({ atLeast: 4, of: 6 });
    const strong = (i: number) => ({ ...anomaly(1_000_000 + i * 1_000), strength: 9 });
    expect([0, 1, 2, 3].map((i) => candidates.see(place, strong(i).at, strong(i)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('still knows how often a place sends after one sample was lost', () => {
    const candidates = createCandidates();
    play(candidates, '......', 1_000);
    const late = 1_000_000 + 65_000;
    expect(candidates.see(place, late, anomaly(late))).toBe(false);
    expect(candidates.see(place, late + 1_000, anomaly(late + 1_000))).toBe(false);
  });

  it('is counted by the clock from its first moment, whatever times the samples have', () => {
    let now = 5_000;
    const candidates = createCandidates(undefined, () => now);
    for (const bad of [true, true, true, true, true, false, true]) {
      now += 1_000;
      const at = bad ? 1_000_000 - now : 1_000_000;
      candidates.see(place, at, bad ? anomaly(at) : null);
    }
    expect(candidates.lastingMs(place)).toBe(3_000);
    candidates.forget(place);
    expect(candidates.lastingMs(place)).toBe(0);
  });

  it('is forgotten without how often the place sends', () => {
    const candidates = createCandidates();
    play(candidates, '..xx', 60_000);
    candidates.forget(place);
    expect(candidates.latest(place)).toBeUndefined();
    const later = (i: number) => 1_000_000 + (4 + i) * 60_000;
    expect([0, 1].map((i) => candidates.see(place, later(i), anomaly(later(i))))).toEqual([false, true]);
  });

  it('is what the configuration says when it says it', () => {
    expect(play(createCandidates({ atLeast: 1, of: 1 }), '..x.', 60_000)).toEqual([2]);
  });
});
