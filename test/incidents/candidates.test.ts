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

  it('still knows how often a place sends after one sample was lost', () => {
    const candidates = createCandidates();
    play(candidates, '......', 1_000);
    const late = 1_000_000 + 65_000;
    expect(candidates.see(place, late, anomaly(late))).toBe(false);
    expect(candidates.see(place, late + 1_000, anomaly(late + 1_000))).toBe(false);
  });

  it('is what the configuration says when it says it', () => {
    expect(play(createCandidates({ atLeast: 1, of: 1 }), '..x.', 60_000)).toEqual([2]);
  });
});
