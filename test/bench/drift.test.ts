import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drift } from '../../bench/commands/drift.ts';
import { describeDriftTable } from '../../bench/drift/drift-table.ts';
import { errorStreamOf } from '../../bench/drift/error-streams.ts';
import { scoreDrift } from '../../bench/drift/score-drift.ts';
import { createLabelDrift } from '../../src/models/drift/label-drift.ts';
import { readText, writeText } from '../../src/telemetry/csv/text-file.ts';
import { rounds } from '../sampled.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-drift-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...given: string[]): void {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  drift.register(program);
  for (const command of program.commands) command.exitOverride();
  program.parse(['drift', ...given], { from: 'user' });
}

/** Writes a file, runs the command, and reads what it wrote. */
function rowsOf(text: string, name = 'labels.csv'): string[] {
  const [input, out] = [join(folder, name), join(folder, `out-${name}`)];
  writeText(input, text);
  rmSync(out, { force: true });
  run('--input', input, '--out', out);
  return readText(out).trimEnd().split('\n');
}

const stream = errorStreamOf(1, 1);
const labels = Array.from({ length: 1500 }, (_, i) => stream(i < 1000 ? 0.07 : 0.4));
const csvOf = (wrong: readonly boolean[]) =>
  `i,error\n${wrong.map((each, i) => `${3 * i + 5},${Number(each)}\n`).join('')}`;

describe('drift of a file of labels', () => {
  it('is what the product says, a row for each row in the same order', () => {
    const [header, ...rows] = rowsOf(csvOf(labels), 'labels.csv.gz');
    const detector = createLabelDrift();
    const said = labels.map((isWrong, i) => `${3 * i + 5},${Number(detector.add(isWrong) !== null)}`);
    expect(header).toBe('i,drift');
    expect(rows).toEqual(said);
    expect(rows.slice(1000, 1300).some((row) => row.endsWith(',1'))).toBe(true);
  });

  it('is made of earlier rows only', () => {
    const whole = rowsOf(csvOf(labels));
    for (const cut of [1, 700, 1040]) expect(rowsOf(csvOf(labels.slice(0, cut)))).toEqual(whole.slice(0, cut + 1));
  });

  it('reads columns by name', () => {
    expect(rowsOf('note,error,i\nx,1,7\ny,0,9\n')).toEqual(['i,drift', '7,0', '9,0']);
  });

  it.each([
    ['i,wrong\n1,0\n', /has no column error/],
    ['error\n0\n', /has no column i/],
    ['', /is empty/],
    ['i,error\n', /\(line 2\), column error: there is no row/],
    ['i,error\n1,0\n2,2\n', /row 2 \(line 3\), column error: "2" is neither 0 nor 1/],
    ['i,error\n1,\n', /row 1 \(line 2\), column error: "" is neither/],
    ['i,error\n1,0.5\n', /column error: "0.5"/],
    ['i,error\n1,wrong\n', /column error: "wrong"/],
    ['i,error\n1,0\n1,0\n', /row 2 \(line 3\), column i: "1" is not above/],
    ['i,error\n2,0\n1,0\n', /row 2 \(line 3\), column i: "1" is not above/],
    ['i,error\n1.5,0\n', /row 1 \(line 2\), column i: "1.5" is no whole number/],
    ['i,error\n,0\n', /column i: "" is no whole number/],
    ['i,error\nx,0\n', /column i: "x" is not a number/],
    ['i,error\n1\n', /row 1 \(line 2\), column error: is missing/],
    ['i,error\n1,0,0\n', /row 1 \(line 2\), column number 3/],
  ])('refuses %j, and writes nothing', (text, message) => {
    expect(() => rowsOf(text)).toThrow(message);
    expect(existsSync(join(folder, 'out-labels.csv'))).toBe(false);
  });

  it.each([
    [['--input', '/nowhere.csv', '--out', 'x'], /nowhere\.csv is not there/],
    [['--input', 'a.csv'], /--input needs --out/],
    [['--out', 'a.csv'], /--out needs --input/],
    [['--other', '1'], /unknown option '--other'/],
    [['--seeds', '0'], /whole number from 1/],
  ])('refuses %j', (given, message) => {
    expect(() => run(...given)).toThrow(message);
  });
});

describe('drift of simulated errors', () => {
  const seeds = rounds(20, 100);
  const alone = scoreDrift(1, seeds);
  const inRuns = scoreDrift(4, seeds);

  it('is false at most once in 10,000 labels, with errors by themselves and in runs', () => {
    for (const { stationary } of [alone, inRuns]) expect(stationary.drifts).toBeLessThanOrEqual(1);
    expect(alone.stationary.moreThanOne).toBeLessThanOrEqual(0.1);
  });

  it.each(alone.steps)(
    'finds nine in ten steps that come $at labels after a reset, error known: $known',
    ({ score }) => {
      expect(score.found).toBeGreaterThanOrEqual(0.9);
      expect(score.labels).toBeLessThan(110);
    },
  );

  it('finds most steps with errors in runs, and more where the error is known', () => {
    for (const { at, known, score } of inRuns.steps) expect(score.found, `${at} ${known}`).toBeGreaterThan(0.3);
    const found = (known: boolean) => inRuns.steps.find((step) => step.at === 50 && step.known === known)!.score.found;
    expect(found(true)).toBeGreaterThan(found(false));
  });

  it('finds slow ramps', () => {
    expect(alone.ramp.found).toBeGreaterThanOrEqual(0.85);
    expect(inRuns.ramp.found).toBeGreaterThanOrEqual(0.6);
  });

  it('is told as a table', () => {
    const table = describeDriftTable([{ settings: 'in use', ...alone }]).split('\n');
    expect(table).toHaveLength(3);
    expect(table[2]).toContain(`| 1 | in use | ${alone.stationary.drifts.toFixed(2)} |`);
  });

  it('comes in runs of the length and with the error that were asked for', () => {
    for (const run of [1, 3, 5]) {
      const next = errorStreamOf(9, run);
      const errors = Array.from({ length: 200_000 }, () => next(0.1));
      const wrong = errors.filter(Boolean).length;
      const runs = errors.filter((each, i) => each && !errors[i - 1]).length;
      expect(wrong / errors.length).toBeCloseTo(0.1, 2);
      expect(wrong / runs).toBeCloseTo(run === 1 ? 1 / 0.9 : run, 0);
    }
  });

  it('prints the table, or JSON', () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      run('--seeds', '1', '--json');
      expect(JSON.parse(String(printed.mock.calls[0]![0]))).toHaveLength(3 * 8);
    } finally {
      printed.mockRestore();
    }
  });
});
