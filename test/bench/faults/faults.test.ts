import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faults } from '../../../bench/faults/catalogue.ts';
import { checkedOut, isSameCode } from '../../../bench/faults/code-version.ts';
import { type Fault, type Run, rowKey } from '../../../bench/faults/fault.ts';
import { faultsPage, faultsTable } from '../../../bench/faults/faults-page.ts';
import { openKept } from '../../../bench/faults/kept-runs.ts';
import { type KeptRun, runFaults, tableOf } from '../../../bench/faults/run-faults.ts';

const fine: Run = { lost: [], doubled: [], stuck: [], recoverSeconds: 2, seen: 'verified' };

function fault(moment: string, runs: (kills: number) => number, run: (index: number, at: number) => Run): Fault {
  return { fault: 'a fault', moment, runs, run: async (index, random) => run(index, random.next()) };
}

async function runAll(wanted: Fault[], options: { kills?: number; kept?: KeptRun[] } = {}): Promise<KeptRun[]> {
  const kept = [...(options.kept ?? [])];
  const settings = { kills: options.kills ?? 2, seed: 1, commit: 'abc1234', jobs: 2 };
  await runFaults(wanted, { ...settings, kept, keep: (run) => kept.push(run) });
  return kept;
}

describe('the list of faults', () => {
  it('has at least thirty rows, each under a name of its own', () => {
    const keys = faults.map(rowKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThanOrEqual(30);
  });

  it('kills as often as it is asked to, over the four stories', () => {
    const kills = faults.filter((each) => each.fault === 'kill -9');
    for (const wanted of [0, 1, 40, 43, 200])
      expect(kills.reduce((sum, each) => sum + each.runs(wanted), 0)).toBe(wanted);
    expect(kills).toHaveLength(4);
  });
});

describe('a call of the bench', () => {
  it('makes only the runs that an earlier call did not keep', async () => {
    const made: number[] = [];
    const wanted = [
      fault(
        'somewhere',
        (kills) => kills,
        (index) => {
          made.push(index);
          return fine;
        },
      ),
    ];
    const kept = await runAll(wanted, { kills: 2 });
    expect(await runAll(wanted, { kills: 5, kept })).toHaveLength(5);
    expect(made.sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([
    { resume: false, left: ['a fault · elsewhere'] },
    { resume: true, left: ['a fault · here', 'a fault · elsewhere'] },
  ])('keeps the runs of rows that it does not try (resume: $resume)', ({ resume, left }) => {
    const folder = mkdtempSync(join(tmpdir(), 'faults-'));
    const file = join(folder, 'deep', 'faults.jsonl');
    const wanted = [
      fault(
        'here',
        () => 1,
        () => fine,
      ),
    ];
    const isOf = () => true;
    expect(openKept(file, { wanted, resume, isOf })).toEqual([]);
    const lines = ['here', 'elsewhere'].map((moment) =>
      JSON.stringify({ row: `a fault · ${moment}`, index: 0, ...fine }),
    );
    writeFileSync(file, `${lines.join('\n')}\n{"row":"a fault · he`);
    const found = [openKept(file, { wanted, resume, isOf }), openKept(file, { wanted: [], resume: true, isOf })];
    rmSync(folder, { recursive: true });
    for (const kept of found) expect(kept.map(({ row }) => row)).toEqual(left);
  });

  it('keeps no run of a wanted row that another version or another seed made', () => {
    const folder = mkdtempSync(join(tmpdir(), 'faults-'));
    const file = join(folder, 'faults.jsonl');
    const runs = [{ commit: 'aaaaaaa', index: 0 }, { commit: 'bbbbbbb', index: 1 }, { index: 2 }];
    writeFileSync(file, runs.map((run) => `${JSON.stringify({ row: 'a fault · here', ...run })}\n`).join(''));
    const wanted = [
      fault(
        'here',
        () => 3,
        () => fine,
      ),
    ];
    const kept = openKept(file, { wanted, resume: true, isOf: ({ commit }) => commit === 'bbbbbbb' });
    rmSync(folder, { recursive: true });
    expect(kept.map(({ index }) => index)).toEqual([1]);
  });

  it('knows the code that it tried, and takes no unknown or changed code for it', () => {
    const commit = checkedOut();
    expect(isSameCode(commit.replace('+', ''))).toBe(/^[0-9a-f]+$/.test(commit));
    for (const other of ['0000000', 'unknown', `${commit}+`, '', '--help']) expect(isSameCode(other)).toBe(false);
  });

  it('draws for each run numbers of its own, the same in every call', async () => {
    const draw = async () => {
      const drawn: number[] = [];
      await runAll([
        fault(
          'somewhere',
          () => 3,
          (_index, at) => {
            drawn.push(at);
            return fine;
          },
        ),
      ]);
      return drawn;
    };
    const first = await draw();
    expect(new Set(first).size).toBe(3);
    expect(await draw()).toEqual(first);
  });

  it('counts a run that breaks as stuck', async () => {
    const breaks = fault(
      'somewhere',
      () => 1,
      () => {
        throw new Error('no world');
      },
    );
    expect(tableOf([breaks], await runAll([breaks]))).toMatchObject([
      { stuck: 1, seen: 'broke; the run broke: no world' },
    ]);
  });

  it('sums up what went wrong in the runs of a row, and leaves out what was never tried', async () => {
    const odd = fault(
      'here',
      () => 3,
      (index) => (index === 1 ? { ...fine, lost: ['a', 'b'], recoverSeconds: 9 } : fine),
    );
    const never = {
      ...fault(
        'there',
        () => 1,
        () => fine,
      ),
      missing: () => 'not on this machine',
    };
    const rows = tableOf([odd, never], await runAll([odd, never]));
    expect(rows).toEqual([
      {
        ...{ fault: 'a fault', moment: 'here', runs: 3, lost: 2, doubled: 0, stuck: 0 },
        ...{ recoverSeconds: { p50: 2, max: 9 }, seen: '2 × verified. 1 × verified; lost a; lost b' },
        commits: ['abc1234'],
      },
    ]);
    expect(faultsTable(rows)).toContain('| a fault | here | 3 | 2 | 0 | 0 | 2.0 | 9.0 |');
    const page = faultsPage(rows, { kills: 2, skipped: ['there (not on this machine)'] });
    expect(page).toContain('Not tried on this machine: there');
    expect(page).toContain('All runs are of commit abc1234.');
    const other = { ...rows[0]!, fault: 'another', commits: ['fff0000'] };
    const mixed = [other, ...rows, ...rows, { ...other, moment: 'there' }, rows[0]!];
    expect(faultsPage(mixed, { kills: 2, skipped: [] })).toContain('of commit abc1234, except: another (fff0000).');
  });
});
