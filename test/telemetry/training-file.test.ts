import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Reading } from '../../src/domain/reading.ts';
import { readTrainingFile, writeTrainingFile } from '../../src/telemetry/history/training-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'training-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = 1_790_000_000_123;
const reading = (device: string, port: string | null, time: number, values: Record<string, number>): Reading => ({
  place: { device, interface: port },
  at: time,
  values: new Map(Object.entries(values)),
});

async function* batches(...list: Reading[][]): AsyncGenerator<Reading[]> {
  yield* list;
}

describe('the file with training data', () => {
  it('gives every reading back as it was, in the same order, over many batches', async () => {
    const readings = Array.from({ length: 3000 }, (_, i) =>
      // Metrics in another order than the alphabet's, a reading of the same place and time again, and a clock that jumps back.
      reading(
        i % 2 ? "Router-'A'" : 'Router-B',
        i % 3 ? `eth${i % 5}` : null,
        at + (i % 7 === 0 ? -1 : i >> 1) * 1000,
        {
          latency_ms: i / 3,
          cpu_pct: -0,
          [`foreign ${i % 11}`]: 1e-300 * i,
        },
      ),
    );
    const file = join(folder, 'many.parquet');
    const rows = await writeTrainingFile(file, batches(readings.slice(0, 1), [], readings.slice(1)), () => ({
      labels: [{ cause: "it's" }],
    }));
    expect(rows).toBe(9000);
    const read = await readTrainingFile(file);
    expect(read.beside).toEqual({ labels: [{ cause: "it's" }] });
    expect([...read.readings]).toEqual(readings);
    expect([...read.readings].map(({ values }) => [...values.keys()])).toEqual(
      readings.map(({ values }) => [...values.keys()]),
    );
  });

  it('is refused when its readings do not fit into memory, with the limit and what to do', async () => {
    const file = join(folder, 'large.parquet');
    const readings = Array.from({ length: 500 }, (_, i) => reading('R', null, at + i, { cpu_pct: i }));
    await writeTrainingFile(file, batches(readings), () => null);
    await expect(readTrainingFile(file, undefined, 10_000)).rejects.toMatchObject({
      code: 'data-too-large',
      message: expect.stringMatching(/train on needs more than the 0 MB of memory/),
      hint: expect.stringContaining('shorter span'),
    });
    expect((await readTrainingFile(file, undefined, 100_000)).readings).toHaveLength(500);
  });

  it('leaves nothing when the source breaks', async () => {
    const file = join(folder, 'broken.parquet');
    async function* broken(): AsyncGenerator<Reading[]> {
      yield [reading('R', null, at, { cpu_pct: 1 })];
      throw new Error('line 7 is bad');
    }
    await expect(writeTrainingFile(file, broken(), () => null)).rejects.toThrow('line 7 is bad');
    expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([]);
  });

  it('names a file that it cannot read', async () => {
    const file = join(folder, 'damaged.parquet');
    writeFileSync(file, 'PAR1 and then nothing');
    await expect(readTrainingFile(file)).rejects.toMatchObject({
      code: 'training-file-unreadable',
      message: expect.stringContaining(file),
    });
    await expect(readTrainingFile(join(folder, 'absent.parquet'))).rejects.toThrow(/absent\.parquet/);
  });
});
