import { describe, expect, it } from 'vitest';
import { sumUpChanges } from '../../../bench/routing/judged-changes.ts';
import { judgeSimulatedChanges } from '../../../bench/routing/simulated-changes.ts';

describe('what-if beside the simulated network', () => {
  const judged = judgeSimulatedChanges({ changes: 12, seed: 1, seconds: 40 });
  const errors = sumUpChanges(judged)!;

  it('foresees loads far better than the guess that nothing changes, and latencies within a few per cent', () => {
    expect(judged).toHaveLength(12);
    expect(errors.loadError).toBeLessThan(0.4 * errors.unchangedError);
    expect(errors.latencyError).toBeLessThan(0.05);
  });

  it('is nearer when traffic of that minute is known, because bursts and waves of demand are no effect of a change', () => {
    expect(errors.momentError).toBeLessThan(errors.loadError);
    expect(errors.momentError).toBeGreaterThan(0);
  });

  it('judges the same run the same way twice, and nothing where there is nothing', () => {
    expect(judgeSimulatedChanges({ changes: 2, seed: 1, seconds: 40 })).toEqual(judged.slice(0, 2));
    expect(sumUpChanges([])).toBeNull();
  });
});
