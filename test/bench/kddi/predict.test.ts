import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../../../bench/commands/predict.ts';
import { createRandom, shuffleFront } from '../../../src/models/random.ts';
import { readText } from '../../../src/telemetry/csv/text-file.ts';
import { type CoreFiles, makeCoreFiles, writeCoreFiles } from './small-core.ts';

let folder: string;
const train = makeCoreFiles(1, 360);
const input = makeCoreFiles(2, 120);

const run = (files: CoreFiles): string[] => {
  const program = new Command().exitOverride();
  predict.register(program);
  writeCoreFiles(join(folder, 'input'), files, false);
  const out = join(folder, 'out.csv');
  const places = ['--train', join(folder, 'train'), '--input', join(folder, 'input'), '--out', out];
  program.parse(['predict', 'kddi-ipcore', ...places], { from: 'user' });
  return readText(out).trimEnd().split('\n');
};

/** The lines in another order of minutes. */
const shuffle = (files: CoreFiles): CoreFiles => {
  const minutes = [...new Set(files.devices.map((line) => line.split(',')[0]!))];
  const order = Int32Array.from(minutes.keys());
  shuffleFront(createRandom(9), order, order.length);
  const rank = new Map([...order].map((minute, at) => [minutes[minute]!, at]));
  const sort = (lines: string[]) =>
    [...lines].sort((a, b) => rank.get(a.split(',')[0]!)! - rank.get(b.split(',')[0]!)!);
  return { ...files, devices: sort(files.devices), interfaces: sort(files.interfaces), bgp: sort(files.bgp) };
};

let rows: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-kddi-'));
  writeCoreFiles(join(folder, 'train'), train, true);
  rows = run(input);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the verdicts on an IP core network', () => {
  it('are one row for each minute, in order, right for all but a few stable minutes', () => {
    expect(rows[0]).toBe('time,cause,confidence,device,interface');
    const verdicts = rows.slice(1).map((row) => row.split(','));
    expect(verdicts.map(([time]) => time)).toEqual(input.labels.map((line) => line.split(',')[0]));
    const stable = input.labels
      .map((line) => line.split(','))
      .flatMap((label, i) => (label[1] === '1' ? [{ label, i }] : []));
    const right = stable.filter(({ label, i }) => verdicts[i]![1] === label[2]);
    expect(right.length / stable.length).toBeGreaterThan(0.95);
    const lossy = stable.filter(({ label }) => label[2] === 'packet-loss');
    const placed = lossy.filter(({ label, i }) => verdicts[i]![3] === label[3] && verdicts[i]![4] === label[4]);
    expect(placed.length / lossy.length).toBeGreaterThan(0.9);
    const down = stable.filter(({ label }) => label[2] === 'node-down');
    expect(down.length).toBeGreaterThan(0);
    for (const { label, i } of down) expect(verdicts[i]!.slice(3)).toEqual([label[3], '']);
  });

  it('are the same in whatever order the minutes come, and when only some are asked for', () => {
    expect([...run(shuffle(input)).slice(1)].sort()).toEqual([...rows.slice(1)].sort());
    const few = (lines: string[]) => lines.filter((line) => line.split(',')[0]! > '2020-01-01T01:30');
    const part = run({ ...input, devices: few(input.devices), interfaces: few(input.interfaces), bgp: few(input.bgp) });
    expect(part.slice(1)).toEqual(few(rows.slice(1)));
  });

  it('say unknown for a minute of which nothing but CPU is reported', () => {
    const silent = { ...input, interfaces: input.interfaces.filter((line) => !line.startsWith('2020-01-01T00:05')) };
    expect(run(silent)[6]).toBe('2020-01-01T00:05:00,unknown,0.0000,,');
  });

  it('name row and column of a malformed number', () => {
    const broken = { ...input, devices: [...input.devices.slice(0, 3), `${input.devices[3]!.slice(0, 22)}x`] };
    expect(() => run(broken)).toThrow(/devices\.csv\.gz, row 4 \(line 5\), column cpu_util: "x" is not a number/);
  });
});
