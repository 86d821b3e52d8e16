import { describe, expect, it } from 'vitest';
import { sumUpChanges } from '../../../bench/routing/judged-changes.ts';
import { describeChanges } from '../../../bench/routing/routing-words.ts';
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

  it('leaves out of the table what a network that is there only once can not tell', () => {
    const [header, , row] = describeChanges([{ seed: 1, judged }]).split('\n');
    expect(header).toContain('foreseen in that minute');
    const real = judged.map((one) => ({ ...one, momentError: null }));
    const [shorter, , less] = describeChanges([{ seed: 1, judged: real }]).split('\n');
    expect(shorter).not.toContain('foreseen in that minute');
    expect(less!.split('|').length).toBe(row!.split('|').length - 2);
    expect(sumUpChanges(real)).toMatchObject({ ...errors, momentError: null, worstMomentError: null });
  });
});
