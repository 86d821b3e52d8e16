import { describe, expect, it } from 'vitest';
import { report } from '../../../bench/commands/history-faults.ts';
import { missingForSmallDisk } from '../../../bench/faults/small-disk.ts';
import { broken, countFault, type FaultRow, faultsTable, sumOf } from '../../../bench/history/faults/fault-row.ts';
import { runHistoryFaults } from '../../../bench/history/faults/run-history-faults.ts';

const accepted = new Map([1, 2, 3].map((at) => [at, 10 * at]));
const all = [...accepted];

describe('what a fault cost', () => {
  it.each([
    ['nothing', all, [], { twice: 0, lost: 0, unsaid: 0 }],
    ['a row that was not acknowledged', [...all, [4, 40]], [], { read: 4, twice: 0, lost: 0, unsaid: 0 }],
    ['a lost row', all.slice(1), [], { twice: 0, lost: 1, unsaid: 1 }],
    ['a lost row that is said', all.slice(1), ['damaged'], { twice: 0, lost: 1, unsaid: 0 }],
    ['another value', [...all.slice(1), [1, 11]], [], { twice: 0, lost: 1, unsaid: 1 }],
    ['a row twice', [...all, all[0]!], ['damaged'], { read: 4, twice: 1, lost: 0, unsaid: 0 }],
    ['everything', [], [], { read: 0, lost: 3, unsaid: 3 }],
  ] as [string, [number, number][], string[], Partial<FaultRow>][])('is counted: %s', (_what, read, said, expected) => {
    expect(countFault(accepted, read, said)).toMatchObject({ accepted: 3, ...expected });
  });

  it('breaks the promise when a row is there twice, or is lost and nothing says so, also in one try of several', () => {
    const [fine, said, silent, twice] = [
      countFault(accepted, all),
      countFault(accepted, [], ['damaged']),
      countFault(accepted, all.slice(1)),
      countFault(accepted, [...all, ...all], ['damaged']),
    ];
    expect(broken(sumOf([fine, said], 'tried'))).toBeUndefined();
    expect(broken(sumOf([fine, said, silent], 'tried'))).toBe('tried: 1 rows are lost and nothing says so');
    expect(broken(sumOf([fine, twice], 'tried'))).toBe('tried: 3 rows are there twice');
    const kept = report({ rows: [sumOf([fine, said], 'tried')], skipped: [{ what: 'a disk', reason: 'no root' }] });
    expect(kept).toMatchObject({ exitCode: 0, err: 'history-faults: skipped a disk: no root\n' });
    expect(kept.out).toContain('| tried | 6 | 3 | 0 | 3 | damaged |');
    for (const bad of [silent, twice])
      expect(report({ rows: [sumOf([fine, bad], 'x')], skipped: [] }).exitCode).toBe(1);
    expect(faultsTable([sumOf([silent], 'x')])).toContain('NOTHING of 1');
  });
});

it('kills, full disks and damaged files break no promise', async () => {
  const { rows, skipped } = await runHistoryFaults({ kills: 1, seed: 2, flips: 2 }, () => undefined);
  expect(rows.flatMap((row) => broken(row) ?? [])).toEqual([]);
  expect(skipped).toHaveLength(missingForSmallDisk() === undefined ? 0 : 1);
  const damaged = rows.filter(({ what }) => /file|history\.duckdb|manifest/.test(what) && !/disk/.test(what));
  expect(damaged).toHaveLength(18);
  // They did damage, so that it is said.
  expect(damaged.filter(({ lost }) => lost > 0).length).toBeGreaterThanOrEqual(16);
});
