import { describe, expect, it } from 'vitest';
import { predictByVote } from '../../src/models/ml-forest-json.ts';
import { fromMlForestJson, type MlForestOptions, trainMlForests } from '../../src/models/ml-forest-training.ts';
import { labelledRows } from './labelled-rows.ts';

const width = 6;
const asMatrix = ({ rows, count }: ReturnType<typeof labelledRows>) =>
  Array.from({ length: count }, (_, i) => [...rows.subarray(i * width, (i + 1) * width)]);
const train = labelledRows(1, 90);
const later = labelledRows(2, 200);
const part = { rows: asMatrix(train), labels: [...train.labels] };
const options: MlForestOptions = { parts: [part], trees: 9, maxDepth: 5, seed: 3, classes: 3, limitMs: 60_000 };
const run = (code: string, more: Partial<MlForestOptions> = {}) =>
  trainMlForests({ ...options, ...more, childArguments: ['-e', code] });

describe('a forest that ml-random-forest trains in a child process', () => {
  it('judges in our form as the package does, of the same seed the same', async () => {
    const found = await trainMlForests({ ...options, parts: [part, { ...part, labels: part.labels.map(() => 0) }] });
    if ('reason' in found) throw new Error(found.reason);
    const [forest, single] = found.forests;
    const { RandomForestClassifier } = await import('ml-random-forest');
    const theirs = new RandomForestClassifier({
      ...{ seed: 3, nEstimators: 9, maxFeatures: 0.5, replacement: false, useSampleBagging: true, noOOB: true },
      ...{ isClassifier: true, treeOptions: { maxDepth: 5, minNumSamples: 3 } },
    } as never);
    theirs.train(part.rows, part.labels);
    const rows = asMatrix(later);
    expect(rows.map((row) => predictByVote(forest!, Float64Array.from(row)))).toEqual(theirs.predict(rows));
    const right = [...forest!.predict(later.rows, later.count)].filter((k, i) => k === later.labels[i]).length;
    expect(right / later.count).toBeGreaterThan(0.7);
    expect([...single!.predict(later.rows, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect(forest!.importance.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
    const again = fromMlForestJson(JSON.parse(JSON.stringify(theirs)).baseModel, { classes: 3, rows: part.rows });
    expect(again.toJSON()).toEqual(forest!.toJSON());
  });

  it.each([
    ['is killed at the limit', 'setInterval(() => {}, 1000)', { limitMs: 300 }, /^took longer than 0\.3 s$/],
    [
      'cannot put off its end',
      'process.on("SIGTERM", () => {}); for (;;);',
      { limitMs: 300 },
      /^took longer than 0\.3 s$/,
    ],
    ['dies', 'process.exit(3)', {}, /^ended with code 3$/],
    ['throws', 'throw new RangeError("no room")', {}, /^ended with code 1 \(RangeError: no room\)$/],
    ['says nothing', '', {}, /^answered with no forest$/],
    ['answers nonsense', 'process.stdout.write("[{}]")', {}, /^answered with no forest$/],
    ['answers about other rows', 'process.stdout.write("[]")', {}, /^answered about other rows$/],
    [
      'knows more classes than there are',
      'process.stdout.write(JSON.stringify([{indexes: [[0]], estimators: [{root: {distribution: [[0, 0, 0, 1]]}}]}]))',
      {},
      /^answered with no forest$/,
    ],
  ] as const)('is left out in words when the child %s', async (_, code, more, reason) => {
    const started = performance.now();
    const found = await run(code, more);
    expect('reason' in found ? found.reason : found).toMatch(reason);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it('is given up when nobody waits for it', async () => {
    const controller = new AbortController();
    const found = run('setInterval(() => {}, 1000)', { signal: controller.signal });
    controller.abort();
    expect(await found).toMatchObject({ reason: expect.stringMatching(/abort/) });
  });
});
