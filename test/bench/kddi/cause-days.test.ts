import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureDays } from '../../../bench/scorecard/cause-card.ts';
import { makeCoreFiles, writeCoreFiles } from './small-core.ts';

const dayMinutes = 1440;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-days-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('judging each day by a model of the others', () => {
  it('judges every stable minute once, and a short rest with the day before', () => {
    const files = makeCoreFiles(1, 2 * dayMinutes + 300);
    writeCoreFiles(folder, files, true);
    const days = measureDays(folder, 1);
    const stable = files.labels.filter((line) => line.split(',')[1] === '1').length;
    expect(days).toHaveLength(2);
    expect(days.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(stable);
    for (const { line } of days) expect(line.causes.accuracy).toBeGreaterThan(0.95);
  });
});
