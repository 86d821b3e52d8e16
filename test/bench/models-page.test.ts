import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModelsPage } from '../../bench/scorecard/models-page.ts';
import { describeError } from '../../src/errors.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-models-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const deps = { log: () => {}, skip: describeError };

describe('the scorecard of the models', () => {
  it('names every set that is missing and where to find it', () => {
    const page = buildModelsPage(folder, deps);
    for (const set of ['asd', 'smd', 'rtt-atlas', 'ms-cloud', 'kddi-ipcore', 'cisco-fabric']) {
      expect(page).toContain(`Not measured: the set ${set} is not in ${folder}`);
    }
    expect(page).toContain('docs/backtesting.md');
  });

  it('puts the peers beside the combined detector', () => {
    const random = createRandom(2);
    const rows = (count: number, labelled: boolean) => {
      const lines = Array.from({ length: count }, (_, i) => {
        const broken = labelled && i >= 100 && i < 110;
        const a = randomNormal(random);
        return `${a},${a + 0.1 * randomNormal(random) + (broken ? 2 : 0)}${labelled ? `,${Number(broken)}` : ''}`;
      });
      return `${[labelled ? 'm1,m2,label' : 'm1,m2', ...lines].join('\n')}\n`;
    };
    mkdirSync(join(folder, 'one', 'asd'), { recursive: true });
    writeText(join(folder, 'one', 'asd', 'omi-1', 'train.csv.gz'), rows(700, false));
    writeText(join(folder, 'one', 'asd', 'omi-1', 'test.csv.gz'), rows(200, true));
    const page = buildModelsPage(join(folder, 'one'), deps);
    expect(page).toMatch(/\| random \| 0\.\d{3} \|/);
    const combined = /\| \*\*combined\*\* \| (\d\.\d+) \|/.exec(page)!;
    expect(Number(combined[1])).toBeGreaterThan(0.7);
    expect(page).toMatch(/Above the best peer \(.*\): (met|\*\*missed\*\*)\./);
  });
});
