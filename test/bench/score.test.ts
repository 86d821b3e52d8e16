import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { score } from '../../bench/commands/score.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { readText, writeText } from '../../src/telemetry/csv/text-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-score-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Two devices, one row each per five minutes; metric b follows a. */
const makeLines = (seed: number, count: number, entities = ['r1', 'r2']) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.UTC(2024, 0, 1, 0, 5 * i)).toISOString();
    return entities.map((entity) => {
      const a = 10 + randomNormal(random);
      return `${time},${entity},${a.toFixed(3)},${(2 * a + 0.1 * randomNormal(random)).toFixed(3)}`;
    });
  }).flat();
};

const run = async (train: string[], input: string[], { header = 'time,entity,a,b', extra = [] as string[] } = {}) => {
  const [trainFile, inputFile, out] = ['train.csv.gz', 'input.csv', 'out.csv.gz'].map((name) => join(folder, name));
  writeText(trainFile!, `${['time,entity,a,b', ...train].join('\n')}\n`);
  writeText(inputFile!, `${[header, ...input].join('\n')}\n`);
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  score.register(program);
  await program.parseAsync(['score', '--train', trainFile!, '--input', inputFile!, '--out', out!, ...extra], {
    from: 'user',
  });
  return readText(out!).trimEnd().split('\n');
};

const train = makeLines(1, 600);
const input = makeLines(2, 150);
input[200] = input[200]!.replace(/[^,]*$/, '5');

describe('scoring a wide CSV', () => {
  const whole = () => run(train, input);

  it('gives one row for each row, in the order of the input, and finds what is wrong', async () => {
    const rows = await whole();
    expect(rows[0]).toBe('time,entity,score,alarm');
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 2))).toEqual(
      input.map((row) => row.split(',').slice(0, 2)),
    );
    const scores = rows.slice(1).map((row) => Number(row.split(',')[2]));
    expect(scores.indexOf(Math.max(...scores))).toBe(200);
    expect(rows[201]!.endsWith(',1')).toBe(true);
  });

  it('changes no row when the input is cut behind it', async () => {
    expect(await run(train, input.slice(0, 101))).toEqual((await whole()).slice(0, 102));
  });

  it('does not look at labels, and reads metrics by name', async () => {
    const labelled = input.map((row, i) => {
      const [time, entity, a, b] = row.split(',');
      return `${i === 200 ? 'odd' : 0},${time},${b},${entity},x,${a},1`;
    });
    const header = 'label,time,b,entity,interpretation,a,change_point';
    expect(await run(train, labelled, { header })).toEqual(await whole());
  });

  it('starts cold with a device that training did not see, and with missing values', async () => {
    const strange = makeLines(3, 40, ['new']).map((row, i) => (i < 3 ? row.replace(/,[^,]*,[^,]*$/, ',,') : row));
    const rows = await run(train, strange);
    expect(rows).toHaveLength(41);
    for (const row of rows.slice(1)) expect(row).toMatch(/,new,\d+\.\d+,[01]$/);
  });

  it('raises fewer alarms on a smaller budget', async () => {
    const count = async (perDay: string) =>
      (await run(train, input, { extra: ['--false-alarms-per-day', perDay] })).filter((row) => row.endsWith(',1'))
        .length;
    expect(await count('0.2')).toBeLessThan(await count('20'));
    await expect(count('none')).rejects.toThrow(/number above 0/);
  });

  it.each([
    ['oops,r1,1,2', /input\.csv, row 2 \(line 3\), column time: "oops" is not a time/],
    ['2024-01-01T00:00:00Z,r1,1,zwei', /row 2 \(line 3\), column b: "zwei" is not a number/],
    ['2024-01-01T00:00:00Z,r1,1', /row 2 \(line 3\), column b: is missing/],
  ])('names row and column of %j', async (row, message) => {
    await expect(run(train, [input[0]!, row])).rejects.toThrow(message);
  });
});
