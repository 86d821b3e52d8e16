import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leak } from '../../../bench/commands/leak.ts';
import { overLimit } from '../../../bench/leak/over-limit.ts';
import { leakWorlds, simulateLeakDay } from '../../../bench/leak/simulate-leaks.ts';
import type { SimulatedScore } from '../../../bench/leak/simulated-table.ts';
import { findCrossings } from '../../../src/models/evaluation/limit-warnings.ts';
import { readText, writeText } from '../../../src/telemetry/csv/text-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-leak-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...given: string[]): Promise<string> {
  const program = new Command().exitOverride();
  leak.register(program);
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await program.parseAsync(['leak', ...given], { from: 'user' });
    return printed.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    printed.mockRestore();
  }
}

const everyday = leakWorlds[0]!;
/** A day that crosses the limit. */
const leaking = Array.from({ length: 50 }, (_, seed) => simulateLeakDay(everyday, 90, seed)).find(
  ({ values }) => findCrossings(overLimit(values, 90), 1).length > 0,
)!.values;

async function rowsOf(values: ArrayLike<number>, name: string): Promise<string[]> {
  const [input, out] = [join(folder, `${name}.csv.gz`), join(folder, `${name}-out.csv`)];
  const cells = Array.from(values, (value, i) => `${i},${Number.isNaN(value) ? '' : value}`);
  writeText(input, `i,value\n${cells.join('\n')}\n`);
  await run('--input', input, '--limit', '90', '--out', out);
  const [header, ...rows] = readText(out).trimEnd().split('\n');
  expect(header).toBe('i,warn,minutes');
  return rows;
}

describe('warning before a series reaches a limit', () => {
  it('writes a row for each row, with minutes where it warns, and warns before the crossing', async () => {
    const rows = await rowsOf(leaking, 'whole');
    expect(rows).toHaveLength(leaking.length);
    for (const [i, row] of rows.entries()) expect(row).toMatch(new RegExp(`^${i},(0,|1,\\d+\\.\\d)$`));
    const [crossing] = findCrossings(overLimit(leaking, 90), 1);
    expect(rows.slice(crossing! - 60, crossing).filter((row) => row.includes(',1,')).length).toBeGreaterThan(10);
  });

  it('is made of earlier rows only', async () => {
    const rows = await rowsOf(leaking, 'all');
    for (const cut of [3, 400, 777]) {
      const changed = leaking.map((value, i) => (i <= cut ? value : i % 7 === 0 ? Number.NaN : 100 - value));
      expect((await rowsOf(changed, `cut-${cut}`)).slice(0, cut + 1)).toEqual(rows.slice(0, cut + 1));
    }
  });

  it('takes a minute without a row for one without a value', async () => {
    const isThere = (i: number) => i % 3 !== 0 && !(i > 300 && i < 330);
    const blank = await rowsOf(
      leaking.map((value, i) => (isThere(i) ? value : Number.NaN)),
      'blank',
    );
    const [input, out] = [join(folder, 'rows.csv'), join(folder, 'rows-out.csv')];
    const kept = [...leaking.keys()].filter((i) => i === 0 || isThere(i));
    writeText(input, `i,value\n${kept.map((i) => `${i},${isThere(i) ? leaking[i] : ''}`).join('\n')}\n`);
    await run('--input', input, '--out', out);
    expect(readText(out).trimEnd().split('\n').slice(1)).toEqual(kept.map((i) => blank[i]));
    expect(blank.some((row) => row.includes(',1,'))).toBe(true);
  });

  it.each([
    ['0,1\n1,1\n1,1', 'row 3 (line 4), column i: "1" is not above the one before'],
    ['0,1\n2,1\n1,1', 'row 3 (line 4), column i: "1" is not above the one before'],
    ['0,1\n,1', 'row 2 (line 3), column i: "" is no whole number'],
    ['0.5,1', 'row 1 (line 2), column i: "0.5" is no whole number'],
    ['a,1', 'row 1 (line 2), column i: "a" is not a number'],
    ['0,1\n1e12,1', 'row 2 (line 3), column i: "1e12" is more than a year'],
  ])('refuses rows whose minute nobody knows: %j', async (rows, says) => {
    const input = join(folder, 'bad.csv');
    writeText(input, `i,value\n${rows}\n`);
    await expect(run('--input', input, '--out', join(folder, 'bad-out.csv'))).rejects.toThrow(says);
  });

  it('says what is missing', async () => {
    await expect(run('--input', join(folder, 'whole.csv.gz'))).rejects.toThrow('--input needs --out');
  });
});

describe('simulated days', () => {
  it('are drawn by their seed', () => {
    expect(simulateLeakDay(everyday, 90, 3)).toEqual(simulateLeakDay(everyday, 90, 3));
    expect(simulateLeakDay(everyday, 90, 3)).not.toEqual(simulateLeakDay(everyday, 90, 4));
  });

  it('cross the limit only where they leak or are near it', () => {
    const calm = { ...everyday, leaks: 0, steps: 0 };
    for (let seed = 0; seed < 30; seed++)
      expect(findCrossings(overLimit(simulateLeakDay(calm, 90, seed).values, 90), 1)).toEqual([]);
  });

  it('are scored beside peers in every world, and the trend does better than a plain limit', async () => {
    const scores = JSON.parse(await run('--seeds', '1', '--days', '12', '--json')) as SimulatedScore[];
    expect(scores.map(({ world }) => world)).toEqual(leakWorlds.flatMap(({ name }) => [name, name, name]));
    const total = (who: string, of: (score: SimulatedScore) => number) =>
      scores.filter((one) => one.who === who).reduce((sum, one) => sum + of(one), 0);
    expect(total('trend', ({ warned }) => warned[1]!)).toBeGreaterThan(
      total('plain limit', ({ warned }) => warned[1]!),
    );
    expect(total('trend', ({ falseRuns }) => falseRuns)).toBeLessThan(
      total('plain limit', ({ falseRuns }) => falseRuns) / 2,
    );
    expect(await run('--seeds', '1', '--days', '2')).toContain('| everyday | trend |');
  });
});
